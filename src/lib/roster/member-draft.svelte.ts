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
  form = $state<MemberFacts>(NOBODY);
  meanwhile = $state.raw<Meanwhile | null>(null);
  /** What the form began on: what changes meanwhile is told, never slipped in. */
  #base: MemberFacts;
  #rev: number;
  /** Not in the form, and sent with it: whoever saves a phone number leaves it as it is. */
  #disabled: boolean;

  /** @param member null: somebody new */
  constructor(member: OfficeMember | null) {
    this.#base = member ? factsOf(member) : NOBODY;
    this.#rev = member?.account?.rev ?? 0;
    this.#disabled = member?.account?.disabled ?? false;
    this.form = { ...this.#base };
  }

  change(): MemberChange {
    return changeOf({ ...this.form }, this.#disabled, this.#rev);
  }

  saved(stored: StoredProfile): void {
    this.#begin(stored);
    this.form = { ...this.#base };
    this.meanwhile = null;
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
