// Owns what a person is told of their own change: where it is, and what became of it when it did not simply apply.
import type { Job, OutcomeCode } from '#core/job';
import type { JobId, MemberId, MutationId } from '#core/id';
import { clockWords, dayWords } from '#lib/ui/words.ts';
import type { JobSync } from '#sync/rebase';
import type { OutboxRow } from '#sync/port';

/** What became of one change of this person, in words. `told` needs nobody, `review` waits for the office, `refused` had no effect. */
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
}

/** The label of a sync state. On a page that keeps nothing on disk, nothing is called kept. */
export const syncLabel = (state: JobSync, durable: boolean): string =>
  state === 'queued' && !durable ? 'Not sent yet — keep this page open' : SYNC_LABEL[state];

const SYNC_LABEL = {
  queued: 'On this phone',
  sending: 'Sending',
  received: 'Received',
  attention: 'Needs attention',
} as const satisfies Record<JobSync, string>;

/** Null while there is no result, when it applied, or when its author has put the notice away. */
export function noticeOf({ draft, result, dismissed }: OutboxRow, facts: OutcomeFacts): OutcomeNotice | null {
  if (!result || result.outcome === 'applied' || dismissed) return null;
  const who = result.by?.name ?? 'somebody else';
  const at = result.at ? ` ${clockWords(result.at, facts.timeZone)}` : '';
  const mine = `Your ${thingOf(draft.type, draft.args)} (${clockWords(draft.tappedAt, facts.timeZone)})`;
  const notice = { mutation: draft.id, job: draft.job, tappedAt: draft.tappedAt };
  if (result.outcome === 'superseded') return { ...notice, tone: 'told', text: `Already marked by ${who}${at}.` };
  if (result.outcome === 'needs_review') return { ...notice, tone: 'review', text: reviewText(result.code, { who, at, mine, facts }) };
  return { ...notice, tone: 'refused', text: `${mine} was not done: ${refusalText(result.code)}` };
}

interface ReviewFacts {
  readonly who: string;
  readonly at: string;
  readonly mine: string;
  readonly facts: OutcomeFacts;
}

/** A newer server may know codes that this page does not: they read as "went to the office". */
function reviewText(code: string | null, { who, at, mine, facts }: ReviewFacts): string {
  switch (code as OutcomeCode | null) {
    case 'cancelled':
      return `Cancelled${at} by ${who}. ${mine} went to the office for review.`;
    case 'reassigned':
      return `${holderText(facts)} ${mine} is with the office. They will confirm.`;
    case 'another-day':
      return `The office moved this job to ${dayText(facts)}. ${mine} is with them.`;
    case 'reopened':
    case 'moved-back':
      return `${who} took this job back${at}. ${mine} went to the office for review.`;
    case 'attempted':
      return `${who} reported "could not complete"${at}. ${mine} went to the office for review.`;
    case 'field-changed':
      return `${who} changed the same thing${at}. ${mine} waits for a decision.`;
    case 'unknown-job':
      return `The office does not know this job. ${mine} is kept there for review.`;
    default:
      return `${mine} went to the office for review.`;
  }
}

function refusalText(code: string | null): string {
  switch (code as OutcomeCode | null) {
    case 'not-allowed':
      return 'you do not hold the right to do this on this job. Ask the office.';
    case 'illegal-move':
      return 'this step does not follow from where the job stood.';
    case 'too-late':
      return 'it was too late to undo. Ask the office to change it.';
    case 'unknown-slot':
      return 'the company does not offer this arrival window. Choose another.';
    case 'unknown-member':
      return 'this person is no longer on the roster. Choose somebody else.';
    case 'nothing-to-undo':
    case 'nothing-to-review':
      return 'there was nothing left to decide.';
    case 'unreadable':
      return 'the office could not read it. It is kept there; call them.';
    default:
      return 'call the office.';
  }
}

const THINGS: Readonly<Record<string, string>> = {
  create_job: 'new job',
  cannot_complete: 'report',
  assign: 'assignment',
  edit_job: 'edit',
  reschedule: 'new time',
  add_note: 'note',
  attach_photo: 'photo',
  cancel: 'cancellation',
  reopen: 'reopening',
  undo: 'undo',
  resolve_review: 'decision',
};

function thingOf(type: string, args: unknown): string {
  if (type !== 'set_status') return THINGS[type] ?? 'change';
  const to = typeof args === 'object' && args !== null && 'to' in args ? args.to : null;
  return to === 'completed' ? 'completion' : to === 'in_progress' ? 'start' : 'step';
}

function holderText({ job, nameOf }: OutcomeFacts): string {
  const names = Object.values(job?.crew ?? {}).flatMap((member) => nameOf(member) ?? []);
  return names.length > 0 ? `Now assigned to ${names.join(' and ')}.` : 'Now assigned to somebody else.';
}

const dayText = ({ job }: OutcomeFacts): string => (job ? dayWords(job.window.date) : 'another day');
