// Owns the words of what can be done with a job next, and the moves behind them.
import { nextStatus, previousStatus, type Status } from '#core/status-flow';
import type { Words } from '#lib/words/en.ts';

export interface NextStep {
  readonly label: string;
  readonly to: Status;
}

/** The one next thing; null when the work is over. */
export function nextStep(status: Status, { job: { next } }: Pick<Words, 'job'>): NextStep | null {
  const to = nextStatus(status);
  return to && status in next ? { label: next[status as keyof typeof next], to } : null;
}

export const stepBack = (status: Status): Status | null => previousStatus(status);
