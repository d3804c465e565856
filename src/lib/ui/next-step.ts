// Owns the words of what can be done with a job next, and the moves behind them.
import { nextStatus, previousStatus, type Status } from '#core/status-flow';

/** The one next thing; null when the work is over. */
export const NEXT_LABEL: Readonly<Record<Status, string | null>> = {
  booking_confirmed: 'Ready',
  ready_for_pickup: 'Start',
  in_progress: 'Complete',
  completed: null,
  cancelled: null,
};

export interface NextStep {
  readonly label: string;
  readonly to: Status;
}

export function nextStep(status: Status): NextStep | null {
  const to = nextStatus(status);
  const label = NEXT_LABEL[status];
  return to && label ? { label, to } : null;
}

export const stepBack = (status: Status): Status | null => previousStatus(status);
