// Owns what a dispatcher does at the desk: changes made one by one or many together, said in words, taken back and done again.
import type { JobId, MutationId } from '#core/id';
import { jobName, type Job, type OutcomeCode } from '#core/job';
import type { MutationType } from '#core/mutation';
import type { Outcome } from '#core/job';
import { movedOnWords } from './move-words.ts';
import { isBeforeWhatIsHeld, stayWords } from './undo-words.ts';
import { UndoSteps, type Step, type StepOutcome, type StepPart } from './undo-steps.svelte.ts';

/** What the desk asks of the engine. */
export interface Desk {
  jobOf(id: JobId): Job | undefined;
  act(
    job: JobId,
    type: MutationType,
    args: unknown,
  ): { readonly ok: true; readonly value: MutationId } | { readonly ok: false; readonly error: { readonly code: string } };
  foresee(job: JobId, type: MutationType, args: unknown): { readonly outcome: Outcome; readonly code: OutcomeCode | null } | null;
  /** whether a text that was written here has left, as far as this device knows */
  hasLeft(job: JobId, text: MutationId): boolean;
  /** whether this device could not keep a change: it is nowhere */
  isLost(change: MutationId): boolean;
  /** whose page this is */
  me(): string | null;
}

export interface Wish {
  readonly job: JobId;
  readonly type: MutationType;
  readonly args: unknown;
}

export interface Said {
  readonly text: string;
  readonly tone: 'done' | 'trouble';
}

export class DeskActions {
  readonly steps: UndoSteps;
  readonly #desk: Desk;
  #said = $state.raw<Said | null>(null);
  /** what the last action asked of the engine */
  #made = $state.raw<readonly MutationId[]>([]);

  constructor(desk: Desk) {
    this.#desk = desk;
    this.steps = new UndoSteps({
      takeBack: (part) => this.#takeBack(part),
      redo: (part) => this.#again(part),
    });
  }

  /** What the last action came to; a person must be able to read it, so it stays until the next. What could not be kept is never called done. */
  get said(): Said | null {
    const lost = this.#made.filter((change) => this.#desk.isLost(change)).length;
    if (!this.#said || lost === 0) return this.#said;
    const count = this.#made.length > 1 ? `, ${lost} of ${this.#made.length}` : '';
    return { text: `Not kept on this device${count}: ${this.#said.text}`, tone: 'trouble' };
  }
  set said(said: Said | null) {
    [this.#said, this.#made] = [said, []];
  }

  /** A move that was meant for what the job was before somebody else moved it: nothing is done. */
  missed(job: Job): void {
    this.said = { text: movedOnWords(job), tone: 'trouble' };
  }

  /** Does what can be done of some wishes, as one step. @param words what is said of the step when all goes well */
  do(words: string, wishes: readonly Wish[]): void {
    const parts: StepPart[] = [];
    const left: string[] = [];
    this.said = null;
    for (const wish of wishes) {
      const done = this.#one(wish);
      if (done.ok) parts.push(done.part);
      else left.push(done.why);
    }
    this.steps.push({ words, parts });
    const all = left.length === 0;
    this.#said = all
      ? { text: `${words}.`, tone: 'done' }
      : { text: parts.length === 0 ? left.join(' ') : `${words}: ${parts.length} of ${wishes.length}. ${left.join(' ')}`, tone: 'trouble' };
  }

  /** Answers which parts stayed, and why, in words; empty when all went. @param step the last one, when none is named */
  undo(step?: Step): string {
    const outcome = this.#anew(() => this.steps.undo(step));
    // Whether a text had left, or what became of a change of long ago, only the office knows, and it answers later.
    const isAsked = outcome?.went.some((part) => part.type === 'text_customer' || this.#isUnknownHere(part));
    this.#tell(outcome, isAsked ? 'Asked the office to take it back' : 'Taken back');
    return outcome?.stayed.map(({ why }) => why).join(' ') ?? '';
  }

  redo(): void {
    this.#tell(
      this.#anew(() => this.steps.redo()),
      'Done again',
    );
  }

  /** Another action than the last one, unless there was nothing to do. */
  #anew(act: () => StepOutcome | null): StepOutcome | null {
    const before = this.#made;
    this.#made = [];
    const outcome = act();
    if (!outcome) this.#made = before;
    return outcome;
  }

  #one({ job, type, args }: Wish): { readonly ok: true; readonly part: StepPart } | { readonly ok: false; readonly why: string } {
    const foreseen = this.#desk.foresee(job, type, args);
    if (foreseen?.outcome === 'refused') return { ok: false, why: this.#why(job, foreseen.code) };
    const tapped = this.#act(job, type, args);
    if (!tapped.ok) return { ok: false, why: this.#why(job, tapped.error.code) };
    return { ok: true, part: { job, mutation: tapped.value, type, args } };
  }

  #act(job: JobId, type: MutationType, args: unknown): ReturnType<Desk['act']> {
    const tapped = this.#desk.act(job, type, args);
    if (tapped.ok) this.#made = [...this.#made, tapped.value];
    return tapped;
  }

  #isUnknownHere({ job, mutation }: StepPart): boolean {
    const held = this.#desk.jobOf(job);
    return held !== undefined && isBeforeWhatIsHeld(held, mutation);
  }

  #takeBack(part: StepPart) {
    const { job, mutation, type } = part;
    if (this.#desk.isLost(mutation))
      return { ok: false as const, why: `${this.#nameOf(job)} stays as it is: that change was not kept, there is nothing to take back.` };
    if (type === 'text_customer' && this.#desk.hasLeft(job, mutation))
      return { ok: false as const, why: `The text of ${this.#nameOf(job)} has left, or is leaving now.` };
    const foreseen = this.#isUnknownHere(part) ? null : this.#desk.foresee(job, 'undo', { mutation });
    if (foreseen && foreseen.outcome !== 'applied') return { ok: false as const, why: this.#whyStays(part, foreseen.code) };
    const tapped = this.#act(job, 'undo', { mutation });
    return tapped.ok ? { ok: true as const } : { ok: false as const, why: this.#why(job, tapped.error.code) };
  }

  #again({ job, type, args }: StepPart) {
    const foreseen = this.#desk.foresee(job, type, args);
    if (foreseen && foreseen.outcome !== 'applied') return { ok: false as const, why: this.#why(job, foreseen.code) };
    const tapped = this.#act(job, type, args);
    return tapped.ok ? { ok: true as const, mutation: tapped.value } : { ok: false as const, why: this.#why(job, tapped.error.code) };
  }

  #tell(outcome: StepOutcome | null, verb: string): void {
    if (!outcome) return;
    const { step, went, stayed } = outcome;
    if (stayed.length === 0) this.#said = { text: `${verb}: ${step.words}.`, tone: 'done' };
    else {
      const count = step.parts.length > 1 && went.length > 0 ? `${verb}, ${went.length} of ${step.parts.length}. ` : '';
      this.#said = { text: count + stayed.map(({ why }) => why).join(' '), tone: 'trouble' };
    }
  }

  #why(id: JobId, code: string | null): string {
    const name = this.#nameOf(id);
    switch (code) {
      case 'illegal-move':
      case 'already-done':
        return `${name} has moved on meanwhile.`;
      case 'unknown-slot':
        return `${name} stays: that window is not offered.`;
      case 'no-phone':
        return `${name} has no phone number.`;
      case 'not-allowed':
        return `${name} stays: this is not yours to change.`;
      default:
        return `${name} could not be changed.`;
    }
  }

  #whyStays({ job, mutation }: StepPart, code: OutcomeCode | null): string {
    const held = this.#desk.jobOf(job);
    return held ? stayWords(held, mutation, { code, me: this.#desk.me() }) : this.#why(job, code);
  }

  #nameOf(id: JobId): string {
    const job = this.#desk.jobOf(id);
    return job ? `Job ${jobName(job)}` : 'The job';
  }
}
