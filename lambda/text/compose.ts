// Owns one text's words and where it goes: the customer's language, their number read by its country's rules, and who may not be texted.
import type { Company } from '#core/company';
import { firstName } from '#core/crew';
import type { Job } from '#core/job';
import type { Language } from '#core/language';
import type { AttemptReason } from '#core/mutation';
import { attemptIn } from '#core/text-intent';
import type { TextIntent } from '#core/text-kind';
import { CREW_TEXT, fillTemplate, OFFICE_TEXT, REASON_TEXT, templateOf, windowText } from '#core/text-template';
import type { DropReason } from '#core/text-truth';
import { refuse, ok, type Result } from '#core/result';
import { trackingUrl } from '../auth/tracking-token.ts';
import { numberOf } from '../config.ts';
import { readPhone } from '../phone.ts';
import type { Services } from '../services.ts';
import { hasStopped } from './opt-out.ts';

/** Where a text goes and what only other stores know; asked before it is claimed, so that nothing stands between its last look and leaving. */
export interface Reach {
  readonly to: string;
  readonly from: string;
  readonly driver: string | null;
  /** the facts that this was read for: changed meanwhile, it is read again */
  readonly phone: string;
  readonly driverId: string | undefined;
}

export async function reachOf({ ports, textNumbers }: Services, company: Company, job: Job): Promise<Result<Reach, DropReason>> {
  const from = numberOf(textNumbers, company.slug);
  if (from === null) return refuse('not-set-up');
  const number = await readPhone(job.customer.phone, company.country);
  if (!number.ok) return refuse('no-phone');
  const { e164: to, country } = number.value;
  if (country === null || !company.textCountries.includes(country)) return refuse('country');
  if (await hasStopped(ports.shortLived, from, to)) return refuse('opted-out');
  const { driver: driverId } = job.crew;
  const members = driverId ? await ports.openRoster(company.slug).members() : [];
  const name = members.find(({ member }) => member.id === driverId)?.member.name;
  return ok({ to, from, driver: name === undefined ? null : firstName(name), phone: job.customer.phone, driverId });
}

export const isStillReach = (reach: Reach, { customer, crew }: Job): boolean =>
  reach.phone === customer.phone && reach.driverId === crew.driver;

export const languageOf = ({ customer }: Job, { languages, language }: Company): Language =>
  customer.language && languages.includes(customer.language) ? customer.language : language;

export function bodyOf(
  { tracking, publicOrigin }: Services,
  company: Company,
  job: Job,
  intent: TextIntent,
  driver: string | null,
): string {
  if (intent.kind === 'message') return `${company.name}: ${intent.text ?? ''}`;
  const language = languageOf(job, company);
  return fillTemplate(templateOf(company, intent.kind, language), {
    company: company.name,
    phone: company.phone || OFFICE_TEXT[language],
    number: job.number === null ? '' : `#${job.number}`,
    window: windowText(job.window, language),
    driver: driver ?? CREW_TEXT[language],
    link: trackingUrl(publicOrigin, tracking.mint(company.slug, job.id)),
    reason: REASON_TEXT[reasonOf(job, intent)][language],
  });
}

function reasonOf(job: Job, { id, cause }: TextIntent): AttemptReason {
  const entry = job.history.find((each) => each.id === (cause ?? id));
  const reason = entry && attemptIn(entry, job)?.reason;
  return reason !== undefined && reason in REASON_TEXT ? (reason as AttemptReason) : 'other';
}
