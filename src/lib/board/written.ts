// Owns what texting some customers comes to: which of the jobs are texted, why others are not, the words for each, and how many messages it is.
import type { Company } from '#core/company';
import { firstName } from '#core/crew';
import type { JobId } from '#core/id';
import { languageFor } from '#core/language';
import type { Job } from '#core/job';
import { quietUntil } from '#core/quiet-hours';
import { samePhone } from '#core/repeat-customer';
import { isOver, STATUS_LABEL } from '#core/status-flow';
import { UNDO_ROOM_MS } from '#core/text-kind';
import { segmentsOf } from '#core/text-segments';
import { jobValues } from '#core/text-template';
import { callName, writtenAt, writtenText, type WrittenPlaceholder, type WrittenTimes } from '#core/written-words';
import { count } from '#lib/ui/words.ts';
import type { BulkPlan } from './bulk.ts';
import { whyWords } from './text-words.ts';

export interface WrittenScene extends WrittenTimes {
  readonly company: Company;
  /** null where the name is not known here */
  readonly nameOf: (member: string) => string | null;
  /** a made-up link of a real one's length */
  readonly link: string;
}
export interface Written {
  readonly text: string;
  /** in the quiet hours too */
  readonly now: boolean;
}

/** How the buttons are called that put a customer's own words in. */
export const PLACEHOLDER_WORDS: Readonly<Record<WrittenPlaceholder, string>> = {
  name: 'First name',
  window: 'Arrival window',
  driver: 'Driver',
  link: 'Tracking link',
  number: 'Job number',
  phone: 'Our phone',
};

/** What differs from job to job; without it two jobs of one customer would be told the same twice. */
const OF_A_JOB = /\{(?:number|window|driver|link)\}/;

/** The words without marks that nobody sees, which come with what is pasted and which no office takes. */
export const plainWords = (text: string): string => text.replace(UNSEEN, '').trim();
const UNSEEN = /[\p{Cs}\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/gu;

/**
 * Of many jobs those that are over are left out: who picked all of a board did not mean them; one that was opened is meant.
 * @param whyNot why a job's customer cannot be texted, as far as the office has said
 */
export function planText(jobs: readonly Job[], { text, now }: Written, whyNot: (job: Job) => string | null): BulkPlan {
  const left: { job: Job; why: string; with?: JobId }[] = [];
  const able = jobs.filter((job) => {
    const why = whyLeft(job, jobs.length > 1, whyNot);
    if (why !== null) left.push({ job, why });
    return why === null;
  });
  const texted = able.filter((job) => {
    const speaker = OF_A_JOB.test(text) ? job : speakerFor(job, able);
    if (speaker === job) return true;
    const name = speaker.number === null ? 'another' : `#${speaker.number}`;
    left.push({ job, why: `has the same number as ${name}: told once`, with: speaker.id });
    return false;
  });
  return {
    words: `Text to ${count(texted.length, 'customer')}`,
    wishes: texted.map(({ id }) => ({ job: id, type: 'text_customer', args: { text: plainWords(text), ...(now && { now }) } })),
    left,
  };
}

function whyLeft(job: Job, many: boolean, whyNot: (job: Job) => string | null): string | null {
  if (many && isOver(job.status)) return `is ${STATUS_LABEL[job.status].toLowerCase()}`;
  if (job.customer.phone === '') return 'has no phone number';
  const why = whyNot(job);
  return why === null ? null : whyWords(why);
}

/** Of the jobs of one number the one that is done last: its text is true the longest. Of several, the first. */
function speakerFor(job: Job, able: readonly Job[]): Job {
  const start = ({ window }: Job): string => `${window.date} ${window.start}`;
  return able.filter(({ customer }) => samePhone(customer.phone, job.customer.phone)).reduce((a, b) => (start(b) > start(a) ? b : a));
}

/** When the quiet hours end that hold what is written now; null outside them. It leaves after its time for an undo: what is quiet then counts. */
export const heldUntil = (company: Company, nowMs: number): number | null => quietUntil(company, nowMs + UNDO_ROOM_MS);

/** Whom this device's own messages may go to: who said STOP to the company said it to its people too. */
export const forOwnMessages = (jobs: readonly Job[], whyNot: (job: Job) => string | null): readonly Job[] =>
  jobs.filter((job) => whyNot(job) !== 'opted-out');

/** As one customer reads it. */
export function writtenFor(job: Job, text: string, scene: WrittenScene): string {
  const { company, nameOf, link } = scene;
  const language = languageFor(job.customer, company);
  const driver = job.crew.driver === undefined ? null : nameOf(job.crew.driver);
  const values = jobValues(job, company, language, { driver: driver === null ? null : firstName(driver), link });
  const filled = writtenText(company.name, plainWords(text), { ...values, name: callName(job.customer.name) });
  return filled + writtenAt(scene, company.timeZone, language);
}

/** Messages on the air, all together, and the characters that make them dearer. */
export function costOf(
  jobs: readonly Job[],
  text: string,
  scene: WrittenScene,
): { readonly messages: number; readonly costly: readonly string[] } {
  const each = jobs.map((job) => segmentsOf(writtenFor(job, text, scene)));
  return { messages: each.reduce((sum, cost) => sum + cost.count, 0), costly: [...new Set(each.flatMap((cost) => cost.costly))] };
}
