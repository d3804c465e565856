// Owns how a history entry reads: who did what, and what became of it.
import type { Decision } from '#core/disagreement';
import type { HistoryEntry } from '#core/job';
import { isStatus, STATUS_FLOW } from '#core/status-flow';
import type { Words } from '#lib/words/en.ts';
import { historyOf } from '#lib/words/later.ts';
import { firstName } from '#core/crew';
import { dayWords } from './words.ts';

type NameOf = (member: string) => string;

/** "Started", "Could not complete: no access". */
export function historyWords(entry: HistoryEntry, nameOf: NameOf, words: Words, decision: Decision = { state: 'unknown' }): string {
  const { outcome } = words;
  const history = historyOf(words);
  const deed = deedWords(entry, nameOf, words);
  if (entry.outcome === 'superseded') return history.alreadyBy(deed, entry.against?.by.name ?? outcome.somebodyElse);
  if (entry.outcome === 'needs_review') return decidedWords(decision, deed, words);
  return entry.outcome === 'refused' ? history.notDone(deed) : deed;
}

/** A claim reads as what became of it. */
function decidedWords(decision: Decision, deed: string, words: Words): string {
  const history = historyOf(words);
  if (decision.state === 'accepted') return history.wasAccepted(deed, firstName(decision.entry.by.name));
  if (decision.state === 'kept') return history.wasNotTaken(deed, firstName(decision.entry.by.name));
  return decision.state === 'open' || decision.state === 'unknown' ? history.waits(deed) : deed;
}

export function deedWords({ type, to, from, role, reason, by, args }: HistoryEntry, nameOf: NameOf, words: Words): string {
  const history = historyOf(words);
  switch (type) {
    case 'create_job':
      return by.kind === 'customer' ? history.booked : by.kind === 'import' ? history.imported : history.taken;
    case 'set_status':
      return statusWords(from, to ?? wantedOf(args), words);
    case 'cannot_complete':
      return history.couldNot((words.reason[reason as keyof Words['reason']] ?? words.reason.other).toLowerCase());
    case 'assign':
      return `${role ? words.role[role] : history.crew}: ${to ? nameOf(to) : history.nobody}`;
    case 'reschedule':
      return history.moved(to ? windowName(to, words.locale) : history.movedSomewhere);
    case 'cancel':
      return reason ? history.cancelledFor(reason) : history.cancelled;
    case 'undo':
      return isStatus(to) ? history.undoneTo(words.status[to]) : history.undone;
    case 'resolve_review':
      return reason === 'accept' ? history.accepted : history.kept;
    case 'rate':
      return ratedWords(to, args, words);
    case 'text_customer':
      return `${history.text_customer}: ${textIn(args)}`;
    case 'erase_customer':
    case 'edit_job':
    case 'add_note':
    case 'attach_photo':
    case 'reopen':
      return history[type];
    default:
      return history.unknown;
  }
}

/** The customer's stars, and their words for whoever may read them. */
function ratedWords(stars: string | undefined, args: unknown, words: Words): string {
  const history = historyOf(words);
  const text = textIn(args);
  return text ? history.ratedSo(stars ?? '?', text) : history.rated(stars ?? '?');
}

const textIn = (args: unknown): string =>
  typeof args === 'object' && args !== null && 'text' in args && typeof args.text === 'string' ? args.text : '';

/** What a refused step asked for. */
const wantedOf = (args: unknown): string | undefined =>
  typeof args === 'object' && args !== null && 'to' in args && typeof args.to === 'string' ? args.to : undefined;

/** "Tue 24 Nov, 10–12" of "2026-11-24 10-12". */
function windowName(key: string, locale: string): string {
  const [date = '', slot = ''] = key.split(' ');
  return /^\d{4}-\d{2}-\d{2}$/.test(date) ? `${dayWords(date, locale)}, ${slot.replace('-', '–')}` : key;
}

const ORDER = Object.keys(STATUS_FLOW);

function statusWords(from: string | undefined, to: string | undefined, words: Words): string {
  const [history, { status }] = [historyOf(words), words];
  if (!isStatus(to)) return history.stateChanged;
  // A claim on a cancelled job goes nowhere back.
  return isStatus(from) && from !== 'cancelled' && ORDER.indexOf(to) < ORDER.indexOf(from) ? history.backTo(status[to]) : history.step[to];
}
