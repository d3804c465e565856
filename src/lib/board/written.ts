// Owns what texting some customers comes to: which of the jobs are texted, why others are not, the words for each, and how many messages it is.
import type { Company } from '#core/company';
import { firstName } from '#core/crew';
import { languageFor } from '#core/language';
import type { Job } from '#core/job';
import { samePhone } from '#core/repeat-customer';
import { segmentsOf } from '#core/text-segments';
import { CREW_TEXT, OFFICE_TEXT, windowText } from '#core/text-template';
import { callName, writtenText, type WrittenPlaceholder } from '#core/written-words';
import { count } from '#lib/ui/words.ts';
import type { BulkPlan } from './bulk.ts';
import { whyWords } from './text-words.ts';

export interface WrittenScene {
  readonly company: Company;
  readonly nameOf: (member: string) => string;
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

/** @param whyNot why a job's customer cannot be texted, as far as the office has said */
export function planText(jobs: readonly Job[], { text, now }: Written, whyNot: (job: Job) => string | null): BulkPlan {
  const texted: Job[] = [];
  const left: { job: Job; why: string }[] = [];
  for (const job of jobs) {
    const why = job.customer.phone === '' ? 'no-phone' : whyNot(job);
    const twin = OF_A_JOB.test(text) ? undefined : texted.find(({ customer }) => samePhone(customer.phone, job.customer.phone));
    if (why !== null) left.push({ job, why: why === 'no-phone' && job.customer.phone === '' ? 'has no phone number' : whyWords(why) });
    else if (twin) left.push({ job, why: `has the same number as ${twin.number === null ? 'another' : `#${twin.number}`}: told once` });
    else texted.push(job);
  }
  return {
    words: `Text to ${count(texted.length, 'customer')}`,
    wishes: texted.map(({ id }) => ({ job: id, type: 'text_customer', args: { text: text.trim(), ...(now && { now }) } })),
    left,
  };
}

/** As one customer reads it. */
export function writtenFor(job: Job, text: string, { company, nameOf, link }: WrittenScene): string {
  const language = languageFor(job.customer, company);
  const { driver } = job.crew;
  return writtenText(company.name, text.trim(), {
    name: callName(job.customer.name),
    number: job.number === null ? '' : `#${job.number}`,
    window: windowText(job.window, language),
    driver: driver === undefined ? CREW_TEXT[language] : firstName(nameOf(driver)),
    link,
    phone: company.phone || OFFICE_TEXT[language],
  });
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
