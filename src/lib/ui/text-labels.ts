// Owns what each kind of text is called in the office.
import type { TextKind } from '#core/text-kind';

export const TEXT_LABELS: Readonly<Record<TextKind, string>> = {
  booked: 'Booked',
  confirmed: 'Planned',
  on_the_way: 'On the way',
  arriving: 'Close by',
  attempted: 'Could not complete',
  completed: 'Done',
  rescheduled: 'Another time',
  cancelled: 'Cancelled',
};
