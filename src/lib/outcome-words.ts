// Owns what a person is told of their own change: where it is, and what became of it when it did not simply apply.
import { decisionOn, type Decision } from '#core/disagreement';
import type { Job, OutcomeCode } from '#core/job';
import type { JobId, MemberId, MutationId } from '#core/id';
import { MOVE_TYPES } from '#core/status-flow';
import type { Words } from '#lib/words/en.ts';
import { clockWords, dayWords } from '#lib/ui/words.ts';
import type { JobSync } from '#sync/rebase';
import type { OutboxRow } from '#sync/port';

/**
 * What became of one change of this person, in words. `told` needs nobody, `review` waits for a decision that will be heard here, `refused` had no
 * effect.
 */
export interface OutcomeNotice {
  readonly mutation: MutationId;
  readonly job: JobId;
  readonly tone: 'told' | 'review' | 'refused';
  readonly text: string;
  /** the tap, ISO UTC */
  readonly tappedAt: string;
}

export interface OutcomeFacts {
  /** the job as it stands now; undefined when this person no longer sees it */
  readonly job: Job | undefined;
  readonly timeZone: string;
  readonly nameOf: (member: MemberId) => string | null;
  readonly words: Words;
}

/** The label of a sync state. On a page that keeps nothing on disk, nothing is called kept. */
export const syncLabel = (state: JobSync, durable: boolean, { sync }: Words): string =>
  state === 'queued' && !durable ? sync.queuedNotKept : sync[state];

/** Null while there is no result, when it applied, or when its author has put the notice away. */
export function noticeOf({ draft, result, dismissed, settledAt }: OutboxRow, facts: OutcomeFacts): OutcomeNotice | null {
  if (!result || result.outcome === 'applied' || dismissed) return null;
  const { outcome } = facts.words;
  const who = result.by?.name ?? outcome.somebodyElse;
  const at = result.at ? ` ${clockWords(result.at, facts.timeZone)}` : '';
  const mine = outcome.mine(thingOf(draft.type, draft.args, facts.words), clockWords(draft.tappedAt, facts.timeZone));
  const notice = { mutation: draft.id, job: draft.job, tappedAt: draft.tappedAt };
  if (result.outcome === 'superseded') return { ...notice, tone: 'told', text: outcome.already(who, at) };
  if (result.outcome === 'needs_review') {
    const decision = facts.job ? decisionOn(facts.job, draft.id, settledAt) : UNKNOWN;
    if (decision.state === 'withdrawn') return null;
    const decided = decidedText(decision, mine, isMove(draft.type), facts);
    return {
      ...notice,
      // Of a job that is not seen here no decision is ever heard: waiting for one, the notice could never be put away.
      tone: decided || !facts.job ? 'told' : 'review',
      text: decided ?? reviewText(result.code, { who, at, mine, facts, photo: draft.type === 'attach_photo' }),
    };
  }
  return { ...notice, tone: 'refused', text: outcome.refused(mine, outcome.refusal[result.code ?? ''] ?? outcome.refusalOther) };
}

const UNKNOWN: Decision = { state: 'unknown' };
const isMove = (type: string): boolean => (MOVE_TYPES as readonly string[]).includes(type);

/** What the office made of a claim, once it has; null while it has not. */
function decidedText(decision: Decision, mine: string, move: boolean, { job, timeZone, words }: OutcomeFacts): string | null {
  const { decided } = words.outcome;
  const status = move && job ? words.status[job.status] : null;
  if (decision.state === 'decided') return status ? decided.somehowAs(status, mine) : decided.somehow(mine);
  if (decision.state !== 'accepted' && decision.state !== 'kept') return null;
  const { by, receivedAt } = decision.entry;
  const at = clockWords(receivedAt, timeZone);
  if (decision.state === 'accepted') return decided.accepted(by.name, at, mine);
  return status ? decided.keptAs(by.name, at, status, mine) : decided.kept(by.name, at, mine);
}

interface ReviewFacts {
  readonly who: string;
  readonly at: string;
  readonly mine: string;
  readonly facts: OutcomeFacts;
  readonly photo: boolean;
}

/** A newer server may know codes that this page does not: they read as "went to the office". */
function reviewText(code: string | null, { who, at, mine, facts, photo }: ReviewFacts): string {
  const { review } = facts.words.outcome;
  switch (code as OutcomeCode | null) {
    case 'cancelled':
      return review.cancelled(who, at, mine);
    case 'reassigned':
      return review.reassigned(holderText(facts), mine);
    case 'another-day':
      return review.anotherDay(dayText(facts), mine);
    case 'reopened':
    case 'moved-back':
      return review.tookBack(who, at, mine);
    case 'attempted':
      return review.attempted(who, at, mine);
    case 'field-changed':
      return review.fieldChanged(who, at, mine);
    case 'unknown-job':
      return photo ? review.unknownPhoto : review.unknownJob(mine);
    default:
      return review.other(mine);
  }
}

function thingOf(type: string, args: unknown, { outcome: { thing } }: Words): string {
  const known: Readonly<Record<string, string>> = thing;
  if (type !== 'set_status') return known[type] ?? thing.change;
  const to = typeof args === 'object' && args !== null && 'to' in args ? args.to : null;
  return to === 'completed' ? thing.completed : to === 'in_progress' ? thing.in_progress : thing.step;
}

function holderText({ job, nameOf, words }: OutcomeFacts): string {
  const names = Object.values(job?.crew ?? {}).flatMap((member) => nameOf(member) ?? []);
  return names.length > 0 ? words.outcome.holder(names.join(` ${words.and} `)) : words.outcome.holderOther;
}

const dayText = ({ job, words }: OutcomeFacts): string => (job ? dayWords(job.window.date, words.locale) : words.day.another);
