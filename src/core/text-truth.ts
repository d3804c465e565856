// Owns whether a text may leave now: it must be true, due, and the newest that the customer has not heard. What is not says why.
import { instantOf } from '#core/clock-time';
import type { Company } from '#core/company';
import { windowKey } from '#core/apply-fields';
import type { HistoryEntry, Job } from '#core/job';
import { standingMoves } from '#core/moves';
import { quietUntil } from '#core/quiet-hours';
import { isOver } from '#core/status-flow';
import { isHandKind, type TextIntent, type TextKind } from '#core/text-kind';
import { shownTapTime } from '#core/tap-time';
import { isWritten, leavesBetween, untrueWritten } from '#core/written-text';

/** What became of a text that somebody has taken in hand; it lies beside the job, by the intent's id. */
export interface TextFate {
  /** `claimed`: about to be sent, or nobody knows whether it was */
  readonly state: 'claimed' | 'sent' | 'delivered' | 'failed' | 'dropped';
  /** ISO UTC */
  readonly at: string;
  /** of one that was dropped or failed */
  readonly why?: DropReason;
  /** "date slot" that it told of */
  readonly window?: string;
}
export type FateOf = (id: string) => TextFate | undefined;

export const DROP_REASONS = [
  // not true any more
  'undone',
  'overtaken',
  'replaced',
  'as-told',
  'window-over',
  'too-late',
  // not wanted, or not possible
  'switched-off',
  'opted-out',
  'no-phone',
  'country',
  'company-cap',
  'number-cap',
  'not-set-up',
  'refused',
] as const;
export type DropReason = (typeof DROP_REASONS)[number];
export type HoldReason = 'undo' | 'quiet' | 'newer' | 'busy';
export type TextVerdict =
  | { readonly what: 'send' }
  | { readonly what: 'hold'; readonly untilMs: number; readonly why: HoldReason }
  | { readonly what: 'drop'; readonly why: DropReason };
export interface Judged {
  readonly intent: TextIntent;
  readonly verdict: TextVerdict;
}

/** "On the way" of a tap that is older says nothing any more; a position, sooner; what happened to a job, for a day. */
const FRESH_MS: Readonly<Record<TextKind, number>> = {
  booked: 24 * 3_600_000,
  confirmed: 24 * 3_600_000,
  on_the_way: 30 * 60_000,
  arriving: 10 * 60_000,
  attempted: 24 * 3_600_000,
  completed: 24 * 3_600_000,
  rescheduled: 24 * 3_600_000,
  cancelled: 24 * 3_600_000,
};
const SOONEST_BEFORE_WINDOW_MS = 60 * 60_000;

/** Texts that nobody has taken in hand, oldest first. Of several that are true only the newest leaves; the others wait for it, then go. */
export function judgeTexts(job: Job, texts: readonly TextIntent[], company: Company, nowMs: number, fateOf: FateOf): readonly Judged[] {
  const judged: Judged[] = [];
  let leader: TextVerdict | null = null;
  let newerTold = false;
  for (const intent of texts.toReversed()) {
    const fate = fateOf(intent.id);
    const byHand = isHandKind(intent.kind);
    if (fate) {
      newerTold ||= !byHand && fate.state !== 'dropped';
      continue;
    }
    if (byHand) {
      judged.unshift({ intent, verdict: byHandVerdict(intent, job, company, nowMs) });
      continue;
    }
    const alone = judgeAlone(intent, { job, company, nowMs, told: lastTold(texts, intent, fateOf) });
    const verdict: TextVerdict = newerTold ? drop('replaced') : behind(leader, alone, nowMs);
    if (!leader && verdict.what !== 'drop') leader = verdict;
    judged.unshift({ intent, verdict });
  }
  return judged;
}

/** What was asked of the office itself leaves at once; what was written at a desk waits for its undo, and for the quiet hours to end. */
function byHandVerdict(intent: TextIntent, job: Job, company: Company, nowMs: number): TextVerdict {
  const entry = job.history.find((each) => each.id === (intent.cause ?? intent.id) && isWritten(each));
  const why = entry && untrueWritten(entry, job, nowMs);
  const isAgain = intent.cause !== undefined;
  // Who asks for it again knows how old it is, and the hour.
  if (why && !(isAgain && why === 'too-late')) return drop(why);
  return dueVerdict(intent, nowMs) ?? (entry && !isAgain ? spanVerdict(leavesBetween(entry, company), nowMs) : { what: 'send' });
}

function spanVerdict({ fromMs, untilMs }: ReturnType<typeof leavesBetween>, nowMs: number): TextVerdict {
  if (nowMs < fromMs) return { what: 'hold', untilMs: fromMs, why: 'quiet' };
  return nowMs <= untilMs ? { what: 'send' } : drop('too-late');
}

const drop = (why: DropReason): TextVerdict => ({ what: 'drop', why });
/** The customer heard it, or may have: to those who may have, what is true now is news. */
const isTold = ({ state }: TextFate): boolean => state !== 'dropped' && state !== 'failed';

/** One that a newer one overtakes is let go only when the newer one has left: that one may be undone yet. */
function behind(leader: TextVerdict | null, alone: TextVerdict, nowMs: number): TextVerdict {
  if (!leader || (alone.what === 'drop' && (alone.why !== 'overtaken' || leader.what !== 'hold'))) return alone;
  return { what: 'hold', why: 'newer', untilMs: leader.what === 'hold' ? leader.untilMs : nowMs };
}

interface Told {
  readonly kind: TextKind;
  readonly fate: TextFate;
}
interface Facts {
  readonly job: Job;
  readonly company: Company;
  readonly nowMs: number;
  /** what the customer heard last, before this one */
  readonly told: Told | null;
}

function lastTold(texts: readonly TextIntent[], before: TextIntent, fateOf: FateOf): Told | null {
  for (const { id, kind } of texts.slice(0, texts.indexOf(before)).toReversed()) {
    const fate = fateOf(id);
    if (fate && isTold(fate) && !isHandKind(kind)) return { kind, fate };
  }
  return null;
}

function judgeAlone(intent: TextIntent, facts: Facts): TextVerdict {
  const kind = intent.kind as TextKind;
  const cause = facts.job.history.find(({ id }) => id === (intent.cause ?? intent.id));
  if (facts.company.textsOff.includes(kind)) return drop('switched-off');
  if (!cause || isUndone(cause, facts.job)) return drop('undone');
  const untrue = untrueBecause(kind, cause, facts);
  // Who asks for a text again wants it told again.
  if (untrue && !(intent.by && untrue === 'as-told')) return drop(untrue);
  const happenedMs = kind === 'on_the_way' ? Date.parse(shownTapTime(cause)) : Date.parse(intent.dueAt);
  if (!intent.by && facts.nowMs - happenedMs > FRESH_MS[kind]) return drop('too-late');
  return dueVerdict(intent, facts.nowMs) ?? quietVerdict(intent, facts) ?? { what: 'send' };
}

const isUndone = ({ id }: HistoryEntry, { history }: Job): boolean =>
  history.some(({ type, outcome, against }) => type === 'undo' && outcome === 'applied' && against?.mutation === id);

/** Why what a text of this kind says does not hold now; null when it does. */
function untrueBecause(kind: TextKind, cause: HistoryEntry, { job, company, nowMs, told }: Facts): DropReason | null {
  const windowOver = instantOf(job.window.date, job.window.end, company.timeZone) <= nowMs;
  switch (kind) {
    case 'booked':
      return !isAhead(job) ? 'overtaken' : windowOver ? 'window-over' : null;
    case 'confirmed':
      if (cause.type === 'set_status' ? job.status !== 'ready_for_pickup' : !isAhead(job)) return 'overtaken';
      // Back on again is news only for those who heard that it was off.
      if (cause.type !== 'set_status' && cause.type !== 'resolve_review' && !isOff(told)) return 'as-told';
      return windowOver ? 'window-over' : null;
    case 'rescheduled':
      if (!isAhead(job)) return 'overtaken';
      return windowOver ? 'window-over' : windowTold(job, told) === windowKey(job.window) ? 'as-told' : null;
    case 'attempted':
      return job.status === 'booking_confirmed' && standingMoves(job).at(-1)?.entry === cause ? null : 'overtaken';
    case 'on_the_way':
    case 'arriving':
      return job.status === 'in_progress' ? null : 'overtaken';
    case 'completed':
    case 'cancelled':
      return job.status === kind ? null : 'overtaken';
  }
}

const isAhead = ({ status }: Job): boolean => !isOver(status) && status !== 'in_progress';
const isOff = (told: Told | null): boolean => told?.kind === 'cancelled' || told?.kind === 'completed';

/** The window that the customer knows of: as the last text had it, else as they booked it. */
function windowTold({ history, window }: Job, told: Told | null): string {
  if (told?.fate.window) return told.fate.window;
  const first = history.find(({ outcome, was }) => outcome === 'applied' && was?.window)?.was?.window;
  return windowKey(first ?? window);
}

function dueVerdict({ dueAt }: TextIntent, nowMs: number): TextVerdict | null {
  return nowMs < Date.parse(dueAt) ? { what: 'hold', untilMs: Date.parse(dueAt), why: 'undo' } : null;
}

/** A crew on its way is told of at any hour that the customer chose to be waiting in. What a person asked for leaves when they ask. */
function quietVerdict({ kind, by }: TextIntent, { job, company, nowMs }: Facts): TextVerdict | null {
  const untilMs = quietUntil(company, nowMs);
  if (untilMs === null || by) return null;
  const at = (time: string): number => instantOf(job.window.date, time, company.timeZone);
  const awaited = nowMs >= at(job.window.start) - SOONEST_BEFORE_WINDOW_MS && nowMs <= at(job.window.end);
  return (kind === 'on_the_way' || kind === 'arriving') && awaited ? null : { what: 'hold', untilMs, why: 'quiet' };
}
