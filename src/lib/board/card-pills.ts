// Owns what a card points at besides its facts, most important first, and so how high the card is.
import { contactTruth } from '#core/contact-truth';
import type { Job } from '#core/job';
import { isOver, type StatusColor } from '#core/status-flow';
import { clockWords } from '#lib/ui/words.ts';
import type { JobSync } from '#sync/rebase';
import { isLate } from './board-view.ts';

export interface CardPill {
  readonly text: string;
  readonly color: StatusColor | 'grey';
  readonly sync?: JobSync;
}

export interface CardScene {
  readonly today: string;
  /** the company's wall clock now, "10:42" */
  readonly clock: string;
  readonly nowMs: number;
  readonly timeZone: string;
  /** how true the screen is for a job; null when nothing was changed here */
  readonly syncOf: (job: Job) => { readonly state: JobSync; readonly label: string } | null;
  /** whether `syncOf` has anything to say; asked of every job, so it costs nothing */
  readonly isChangedHere: (job: Job) => boolean;
  /** when a member's phone was last heard of, ISO UTC; undefined while the roster is not known */
  readonly lastHeardOf: (member: string) => string | null | undefined;
  /** whether a member is known to be disabled */
  readonly isFormer: (member: string) => boolean;
}

/** What a job was flagged with when it was made. */
const FLAG_PILLS: Readonly<Record<string, CardPill>> = {
  'booked-twice': { text: 'booked twice?', color: 'yellow' },
  'made-by-crew': { text: 'made by the crew', color: 'grey' },
};

export function cardPills(job: Job, scene: CardScene): CardPill[] {
  const pills: CardPill[] = [];
  const sync = scene.syncOf(job);
  if (sync) pills.push({ text: sync.label, color: SYNC_COLOR[sync.state], sync: sync.state });
  if (job.review) pills.push({ text: 'needs review', color: 'red' });
  const contact = contactPill(job, scene);
  if (contact) pills.push(contact);
  if (isLeftBehind(job, scene)) pills.push({ text: 'driver disabled', color: 'red' });
  if (isLate(job, scene.today, scene.clock)) pills.push({ text: 'late', color: 'red' });
  if (job.attempts > 0) pills.push({ text: job.attempts === 1 ? 'tried once' : `tried ${job.attempts} times`, color: 'red' });
  if (job.photos.length > 0) pills.push({ text: job.photos.length === 1 ? '1 photo' : `${job.photos.length} photos`, color: 'grey' });
  for (const [flag, pill] of Object.entries(FLAG_PILLS)) if (job.flags?.includes(flag)) pills.push(pill);
  return pills;
}

/** Whether there is any, without wording it: a column of thousands asks this of each job, to know how long it is. */
export const hasPills = (job: Job, scene: CardScene): boolean =>
  scene.isChangedHere(job) ||
  job.review !== undefined ||
  heardAt(job, scene) !== undefined ||
  isLeftBehind(job, scene) ||
  job.attempts > 0 ||
  job.photos.length > 0 ||
  isLate(job, scene.today, scene.clock) ||
  (job.flags?.some((flag) => flag in FLAG_PILLS) ?? false);

const SYNC_COLOR = { queued: 'yellow', sending: 'blue', received: 'green', attention: 'red' } as const;

/** Held by somebody who will not come. */
const isLeftBehind = ({ status, crew }: Job, { isFormer }: CardScene): boolean =>
  !isOver(status) && crew.driver !== undefined && isFormer(crew.driver);

/** While the work is under way, when its phone was last heard of; undefined when that is no question, or not known. */
function heardAt({ status, crew }: Job, { lastHeardOf }: CardScene): string | null | undefined {
  const worker = crew.driver ?? crew.first_mate ?? crew.supervisor;
  return status === 'in_progress' && worker ? lastHeardOf(worker) : undefined;
}

function contactPill(job: Job, scene: CardScene): CardPill | null {
  const { nowMs, timeZone } = scene;
  const heard = heardAt(job, scene);
  if (heard === undefined) return null;
  const truth = contactTruth(heard, nowMs);
  if (truth.state === 'live') return { text: 'live', color: 'green' };
  return { text: truth.state === 'quiet' ? `quiet since ${clockWords(truth.since, timeZone)}` : 'phone not heard', color: 'yellow' };
}
