// Owns one member's profile as it is being typed: what it began on, what is sent, and what somebody else changed meanwhile.
import type { OfficeMember } from '#core/crew';
import {
  changeOf,
  factsOf,
  mergeMember,
  NOBODY,
  storedFacts,
  type MemberChange,
  type MemberFacts,
  type MemberField,
  type StoredProfile,
} from '#core/member-edit';
import { fieldWords, listWords } from './roster-words.ts';

/** What was there when a change came too late. */
export interface Meanwhile {
  readonly by: string;
  /** what was taken over of theirs, in words; empty: nothing */
  readonly took: string;
  /** what both have changed: a person chooses */
  readonly both: readonly MemberField[];
  readonly now: MemberFacts;
}

export class MemberDraft {
  form = $state<{ -readonly [Field in MemberField]: MemberFacts[Field] }>({ ...NOBODY });
  meanwhile = $state.raw<Meanwhile | null>(null);
  /** What the form began on: what changes meanwhile is told, never slipped in. */
  #base: MemberFacts;
  #rev: number;
  /** Not in the form, and sent with it: whoever saves a phone number leaves it as it is. */
  #disabled: boolean;
  /** What was typed when it was sent: what differs from it afterwards was typed since. */
  #sent: MemberFacts;

  /** @param member null: somebody new */
  constructor(member: OfficeMember | null) {
    this.#base = member ? factsOf(member) : NOBODY;
    this.#rev = member?.account?.rev ?? 0;
    this.#disabled = member?.account?.disabled ?? false;
    this.form = { ...this.#base };
    this.#sent = this.#base;
  }

  change(): MemberChange {
    this.#sent = { ...this.form };
    return changeOf(this.#sent, this.#disabled, this.#rev);
  }

  /** Answers whether something was typed since it was sent: that stays in the form. */
  saved(stored: StoredProfile): boolean {
    const stays = Object.entries(this.form).filter(([field, value]) => value !== this.#sent[field as MemberField]);
    this.#begin(stored);
    this.form = { ...this.#base, ...Object.fromEntries(stays) };
    this.meanwhile = null;
    return stays.length > 0;
  }

  changed(now: StoredProfile): void {
    const theirs = storedFacts(now);
    const merge = mergeMember(this.#base, { ...this.form }, theirs);
    const took = merge.theirs.map((field) => fieldWords(field, theirs));
    if (now.disabled !== this.#disabled) took.push(now.disabled ? 'disabled, cannot sign in' : 'enabled, may sign in');
    this.meanwhile = { by: now.changedBy ?? 'Somebody', now: theirs, took: listWords(took), both: merge.both };
    this.form = { ...merge.merged };
    this.#begin(now);
  }

  /**
   * How they sign in was changed beside the form: it goes on from there. Where somebody else has saved in between, it does not: they are told
   * when it is saved.
   */
  follow(rev: number, disabled = this.#disabled): void {
    if (rev === this.#rev + 1) [this.#rev, this.#disabled] = [rev, disabled];
  }

  keepTheirs(): void {
    for (const field of this.meanwhile?.both ?? []) this.form = { ...this.form, [field]: this.meanwhile?.now[field] };
    this.meanwhile = null;
  }

  #begin(stored: StoredProfile): void {
    this.#base = storedFacts(stored);
    this.#rev = stored.rev;
    this.#disabled = stored.disabled;
  }
}
