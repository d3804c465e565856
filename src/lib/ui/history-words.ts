// Owns how a history entry reads: who did what, and what became of it.
import { ROLE_LABEL } from '#core/crew';
import type { HistoryEntry } from '#core/job';
import { ATTEMPT_REASONS } from '#core/mutation';
import { STATUS_FLOW, type Status } from '#core/status-flow';

/** "Started", "Could not complete: no access". */
export function historyWords(entry: HistoryEntry, nameOf: (member: string) => string): string {
  const words = deedWords(entry, nameOf);
  if (entry.outcome === 'superseded') return `${words} (already marked by ${entry.against?.by.name ?? 'somebody else'})`;
  if (entry.outcome === 'needs_review') return `${words} (waits for a decision)`;
  return entry.outcome === 'refused' ? `${words} (not done)` : words;
}

function deedWords({ type, to, from, role, reason, by }: HistoryEntry, nameOf: (member: string) => string): string {
  switch (type) {
    case 'create_job':
      return by.kind === 'customer' ? 'Booked on the web' : by.kind === 'import' ? 'Imported' : 'Job taken';
    case 'set_status':
      return statusWords(from, to);
    case 'cannot_complete':
      return `Could not complete: ${(ATTEMPT_REASONS[reason as keyof typeof ATTEMPT_REASONS] ?? 'other').toLowerCase()}`;
    case 'assign':
      return assignWords(role, to, nameOf);
    case 'reschedule':
      return `Moved to ${to ?? 'another time'}`;
    case 'cancel':
      return reason ? `Cancelled: ${reason}` : 'Cancelled';
    case 'undo':
      return isStatus(to) ? `Undone, back to ${STATUS_FLOW[to].label}` : 'Undone';
    case 'resolve_review':
      return reason === 'accept' ? 'Accepted the claim' : 'Kept what stands';
    default:
      return PLAIN[type] ?? 'Something this app does not know yet';
  }
}

const PLAIN: Readonly<Record<string, string>> = {
  edit_job: 'Details changed',
  add_note: 'Note added',
  attach_photo: 'Photo added',
  reopen: 'Reopened',
};
const STEP: Readonly<Record<Status, string>> = {
  booking_confirmed: 'Back to booked',
  ready_for_pickup: 'Ready',
  in_progress: 'Started',
  completed: 'Completed',
  cancelled: 'Cancelled',
};
const ORDER = Object.keys(STATUS_FLOW);

function statusWords(from: string | undefined, to: string | undefined): string {
  if (!isStatus(to)) return 'State changed';
  return isStatus(from) && ORDER.indexOf(to) < ORDER.indexOf(from) ? `Back one step, to ${STATUS_FLOW[to].label}` : STEP[to];
}

function assignWords(role: HistoryEntry['role'], to: string | undefined, nameOf: (member: string) => string): string {
  const what = role ? ROLE_LABEL[role] : 'Crew';
  return to ? `${what}: ${nameOf(to)}` : `${what}: nobody`;
}

const isStatus = (text: string | undefined): text is Status => text !== undefined && text in STATUS_FLOW;
