// Owns the states of a job: their order, labels, colours and the legal moves between them. Browser and Lambda share this table.

/** Label and colour of each state, in the order of the board's columns. Source: the STATUS_FLOW table of the post. */
export const STATUS_FLOW = {
  booking_confirmed: { label: 'Booking Confirmed', color: 'blue' },
  ready_for_pickup: { label: 'Ready for Pickup', color: 'yellow' },
  in_progress: { label: 'In Progress', color: 'orange' },
  completed: { label: 'Completed', color: 'green' },
  cancelled: { label: 'Cancelled', color: 'red' },
} as const satisfies Record<string, { label: string; color: 'blue' | 'yellow' | 'orange' | 'green' | 'red' }>;

export type Status = keyof typeof STATUS_FLOW;
/** The labels alone. */
export const STATUS_LABEL: Readonly<Record<Status, string>> = {
  booking_confirmed: STATUS_FLOW.booking_confirmed.label,
  ready_for_pickup: STATUS_FLOW.ready_for_pickup.label,
  in_progress: STATUS_FLOW.in_progress.label,
  completed: STATUS_FLOW.completed.label,
  cancelled: STATUS_FLOW.cancelled.label,
};
export type StatusColor = (typeof STATUS_FLOW)[Status]['color'];

/** The four steps of the work, in order; `cancelled` stands outside. */
export const STEPS = ['booking_confirmed', 'ready_for_pickup', 'in_progress', 'completed'] as const satisfies readonly Status[];
export const STATUSES = [...STEPS, 'cancelled'] as const satisfies readonly Status[];

export const isStatus = (text: string | undefined): text is Status => text !== undefined && (STATUSES as readonly string[]).includes(text);

/** The work is at its end: done, or called off. */
export const isOver = (status: Status): boolean => status === 'completed' || status === 'cancelled';

const stepIndex = (status: Status): number => (STEPS as readonly Status[]).indexOf(status);

/** The state one step on, or null at the end of the work. */
export const nextStatus = (status: Status): Status | null => (status === 'cancelled' ? null : (STEPS[stepIndex(status) + 1] ?? null));
/** The state one step back, or null at the start of the work. */
export const previousStatus = (status: Status): Status | null => (status === 'cancelled' ? null : (STEPS[stepIndex(status) - 1] ?? null));

/** What a `set_status` from one state to another is: a step forward, a step back, or nothing legal. */
export function stepKind(from: Status, to: Status): 'forward' | 'back' | 'illegal' {
  if (nextStatus(from) === to) return 'forward';
  return previousStatus(from) === to ? 'back' : 'illegal';
}

/** Whether a move from one state to another takes the job back (a cancel does not: it ends it). */
export const movesBack = (from: Status, to: Status): boolean =>
  to !== 'cancelled' && (from === 'cancelled' || stepIndex(to) < stepIndex(from));

/** Where a move of this kind leads from `from`; null when it is not legal there. `to` counts for `set_status` only. */
export function moveTarget(type: MoveType, from: Status, to: Status | null): Status | null {
  switch (type) {
    case 'set_status':
      return to !== null && stepKind(from, to) !== 'illegal' ? to : null;
    case 'cannot_complete':
      return from === 'ready_for_pickup' || from === 'in_progress' ? 'booking_confirmed' : null;
    case 'cancel':
      return from === 'completed' || from === 'cancelled' ? null : 'cancelled';
    case 'reopen':
      return from === 'completed' || from === 'cancelled' ? 'ready_for_pickup' : null;
  }
}

/** Mutations that change a job's state. */
export const MOVE_TYPES = ['set_status', 'cannot_complete', 'cancel', 'reopen'] as const;
export type MoveType = (typeof MOVE_TYPES)[number];
