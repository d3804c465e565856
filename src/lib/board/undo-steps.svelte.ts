// Owns what can be taken back at this desk and done again: the last 20 steps, each of one change or of many made together.
import type { JobId, MutationId } from '#core/id';
import type { MutationType } from '#core/mutation';

export const MOST_STEPS = 20;

/** One change of a step: what was asked, and as which mutation it is known. */
export interface StepPart {
  readonly job: JobId;
  readonly mutation: MutationId;
  readonly type: MutationType;
  readonly args: unknown;
}
export interface Step {
  /** "Job #1042 moved to Ready for Pickup" */
  readonly words: string;
  readonly parts: readonly StepPart[];
}

/** What became of taking back or doing again: which parts went, and why others stayed, in words. */
export interface StepOutcome {
  readonly step: Step;
  readonly went: readonly StepPart[];
  readonly stayed: readonly { readonly part: StepPart; readonly why: string }[];
}

export interface StepActions {
  /** Takes a change back; a refusal says who or what stands in the way. */
  takeBack(part: StepPart): { readonly ok: true } | { readonly ok: false; readonly why: string };
  /** Asks for the same again, as a new mutation on what is there now. */
  redo(part: StepPart): { readonly ok: true; readonly mutation: MutationId } | { readonly ok: false; readonly why: string };
}

/** A text may have left before the office heard that it was taken back: done again, the same customer would read it twice. */
const isRedoable = ({ type }: StepPart): boolean => type !== 'text_customer';

export class UndoSteps {
  #done = $state.raw<readonly Step[]>([]);
  #undone = $state.raw<readonly Step[]>([]);
  readonly #actions: StepActions;

  constructor(actions: StepActions) {
    this.#actions = actions;
  }

  /** the step that an undo would take back */
  get last(): Step | null {
    return this.#done.at(-1) ?? null;
  }
  get next(): Step | null {
    return this.#undone.at(-1) ?? null;
  }

  /** A new step ends what could be done again: the ground has changed. */
  push(step: Step): void {
    if (step.parts.length === 0) return;
    this.#done = [...this.#done, step].slice(-MOST_STEPS);
    this.#undone = [];
  }

  /** @param step the last one, or another that was done: each stands for itself */
  undo(step = this.last): StepOutcome | null {
    if (!step || !this.#done.includes(step)) return null;
    this.#done = this.#done.filter((each) => each !== step);
    const went: StepPart[] = [];
    const stayed: { part: StepPart; why: string }[] = [];
    for (const part of step.parts.toReversed()) {
      const answer = this.#actions.takeBack(part);
      if (answer.ok) went.unshift(part);
      else stayed.unshift({ part, why: answer.why });
    }
    const again = went.filter(isRedoable);
    if (again.length > 0) this.#undone = [...this.#undone, { ...step, parts: again }].slice(-MOST_STEPS);
    return { step, went, stayed };
  }

  redo(): StepOutcome | null {
    const step = this.next;
    if (!step) return null;
    this.#undone = this.#undone.slice(0, -1);
    const went: StepPart[] = [];
    const stayed: { part: StepPart; why: string }[] = [];
    for (const part of step.parts) {
      const answer = this.#actions.redo(part);
      if (answer.ok) went.push({ ...part, mutation: answer.mutation });
      else stayed.push({ part, why: answer.why });
    }
    if (went.length > 0) this.#done = [...this.#done, { ...step, parts: went }].slice(-MOST_STEPS);
    return { step, went, stayed };
  }
}
