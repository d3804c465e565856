// Owns a job's history as it is read: days, rows newest first, an undone step and its undo as one, and how true each time is.
import { leavesOf } from '#core/apply-fields';
import { localDateAt } from '#core/clock-time';
import { decisionOn } from '#core/disagreement';
import type { MutationId } from '#core/id';
import type { HistoryEntry, Job } from '#core/job';
import { shownTapTime } from '#core/tap-time';
import type { Words } from '#lib/words/en.ts';
import { historyOf } from '#lib/words/later.ts';
import { historyWords } from './history-words.ts';
import { firstName } from '#core/crew';
import { clockWords, dayWords, relativeDay } from './words.ts';

/** Beyond this a tap's time and its arrival are two facts, and a clock that is off makes a time "about". */
const TELLING_MS = 2 * 60_000;

export interface HistoryRow {
  readonly id: MutationId;
  /** ISO UTC, for machines */
  readonly at: string;
  readonly clock: string;
  readonly words: string;
  /** who, on which device, when it arrived, why it did not simply apply */
  readonly facts: readonly string[];
  /** fields before and after */
  readonly changes: readonly string[];
  /** "Taken back by Sam 10:19" */
  readonly takenBack: string | null;
  readonly disputed: boolean;
  readonly raw: string | null;
}

export interface HistoryDay {
  readonly date: string;
  readonly title: string;
  readonly rows: readonly HistoryRow[];
}

export interface HistoryFacts {
  readonly job: Pick<Job, 'review'>;
  readonly timeZone: string;
  readonly today: string;
  readonly nameOf: (member: string) => string;
  /** whether somebody works at the office; absent: devices are not told apart */
  readonly isOffice?: ((member: string) => boolean) | undefined;
  readonly words: Words;
}

export function historyDays(history: readonly HistoryEntry[], facts: HistoryFacts): HistoryDay[] {
  const days: { date: string; title: string; rows: HistoryRow[] }[] = [];
  const undos = undosIn(history);
  for (const entry of history.toReversed()) {
    if (undos.has(entry.id)) continue;
    const date = localDateAt(Date.parse(shownTapTime(entry)), facts.timeZone);
    if (days.at(-1)?.date !== date) days.push({ date, title: relativeDay(date, facts.today, facts.words), rows: [] });
    days.at(-1)?.rows.push(rowOf(entry, history, facts));
  }
  return days;
}

/** Undos whose step is here too: they are told with it. */
function undosIn(history: readonly HistoryEntry[]): ReadonlySet<MutationId> {
  const ids = new Set(history.map(({ id }) => id));
  return new Set(history.filter((entry) => undoes(entry) && entry.against && ids.has(entry.against.mutation)).map(({ id }) => id));
}
const undoes = ({ type, outcome }: HistoryEntry): boolean => type === 'undo' && outcome === 'applied';

function rowOf(entry: HistoryEntry, history: readonly HistoryEntry[], facts: HistoryFacts): HistoryRow {
  const { words, timeZone, nameOf } = facts;
  const at = shownTapTime(entry);
  const clock = clockWords(at, timeZone);
  const undo = history.findLast((each) => undoes(each) && each.against?.mutation === entry.id);
  const decision = decisionOn({ ...facts.job, history } as Job, entry.id, null);
  return {
    id: entry.id,
    at,
    clock: Math.abs(entry.skewMs ?? 0) > TELLING_MS ? historyOf(words).about(clock) : clock,
    words: historyWords(entry, nameOf, words, decision),
    facts: factsOf(entry, history, facts),
    changes: changesOf(entry, words),
    takenBack: undo ? historyOf(words).takenBack(firstName(undo.by.name), clockWords(shownTapTime(undo), timeZone)) : null,
    disputed: entry.outcome !== 'applied' && entry.outcome !== 'superseded',
    raw: entry.raw ?? null,
  };
}

function factsOf(entry: HistoryEntry, history: readonly HistoryEntry[], { words, timeZone, isOffice }: HistoryFacts): string[] {
  const { by, carriedBy, code, outcome } = entry;
  const why = outcome === 'needs_review' || outcome === 'refused' ? historyOf(words).because[code ?? ''] : undefined;
  return [
    by.kind === 'customer' ? historyOf(words).byCustomer(firstName(by.name)) : historyOf(words).by(firstName(by.name)),
    ...(isOffice && by.id && entry.device ? [isOffice(by.id) ? historyOf(words).atDesk : phoneWords(entry, history, words)] : []),
    ...(carriedBy ? [historyOf(words).sentBy(firstName(carriedBy.name))] : []),
    ...receivedWords(entry, timeZone, words),
    ...(why ? [why] : []),
  ];
}

function receivedWords(entry: HistoryEntry, timeZone: string, words: Words): string[] {
  const [history, { locale }] = [historyOf(words), words];
  const tapped = shownTapTime(entry);
  if (Date.parse(entry.receivedAt) - Date.parse(tapped) <= TELLING_MS) return [];
  const day = (at: string): string => localDateAt(Date.parse(at), timeZone);
  const clock = clockWords(entry.receivedAt, timeZone);
  return [history.received(day(tapped) === day(entry.receivedAt) ? clock : `${dayWords(day(entry.receivedAt), locale)} ${clock}`)];
}

/** "Sam’s phone", and which of them when this job knows several. */
function phoneWords({ by, device }: HistoryEntry, history: readonly HistoryEntry[], words: Words): string {
  const devices = [...new Set(history.filter((each) => each.by.id === by.id && each.device).map((each) => each.device))];
  const which = devices.length > 1 ? ` ${devices.indexOf(device) + 1}` : '';
  return historyOf(words).onPhone(firstName(by.name), which);
}

function changesOf({ was, args, type }: HistoryEntry, words: Words): string[] {
  const history = historyOf(words);
  if (type !== 'edit_job' || !was || typeof args !== 'object' || args === null || !('set' in args)) return [];
  // Written by a mutation that had been read; only texts are shown.
  const set = leavesOf(args.set as Parameters<typeof leavesOf>[0]);
  return Object.entries(leavesOf(was)).map(([field, before]) => {
    const text = (value: unknown): string => (typeof value === 'string' && value !== '' ? value : history.none);
    return history.setFrom(history.field[field] ?? field, text(before), text(set[field]));
  });
}
