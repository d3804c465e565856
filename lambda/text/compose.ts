// Owns one text's words and where it goes: the customer's language, their number read by its country's rules, and who may not be texted.
import type { Company } from '#core/company';
import { firstName } from '#core/crew';
import type { Job } from '#core/job';
import { languageFor } from '#core/language';
import type { AttemptReason } from '#core/mutation';
import { attemptIn } from '#core/text-intent';
import type { TextIntent } from '#core/text-kind';
import { shownTapTime } from '#core/tap-time';
import { isWritten } from '#core/written-text';
import { callName, writtenAt, writtenText } from '#core/written-words';
import { fillTemplate, jobValues, REASON_TEXT, templateOf } from '#core/text-template';
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

/** From which number to which; refused when no text may go there. */
export async function numbersOf(
  { ports, textNumbers }: Services,
  company: Company,
  job: Job,
): Promise<Result<Pick<Reach, 'to' | 'from'>, DropReason>> {
  const from = numberOf(textNumbers, company.slug);
  if (from === null) return refuse('not-set-up');
  const number = await readPhone(job.customer.phone, company.country);
  if (!number.ok) return refuse('no-phone');
  const { e164: to, country } = number.value;
  if (country === null || !company.textCountries.includes(country)) return refuse('country');
  if (await hasStopped(ports.shortLived, from, to)) return refuse('opted-out');
  return ok({ to, from });
}

export async function reachOf(services: Services, company: Company, job: Job): Promise<Result<Reach, DropReason>> {
  const numbers = await numbersOf(services, company, job);
  if (!numbers.ok) return numbers;
  const { driver: driverId } = job.crew;
  const members = driverId ? await services.ports.openRoster(company.slug).members() : [];
  const name = members.find(({ member }) => member.id === driverId)?.member.name;
  return ok({ ...numbers.value, driver: name === undefined ? null : firstName(name), phone: job.customer.phone, driverId });
}

export const isStillReach = (reach: Reach, { customer, crew }: Job): boolean =>
  reach.phone === customer.phone && reach.driverId === crew.driver;

export function bodyOf(
  { ports, tracking, publicOrigin }: Services,
  company: Company,
  job: Job,
  intent: TextIntent,
  driver: string | null,
): string {
  const language = languageFor(job.customer, company);
  const values = jobValues(job, company, language, { driver, link: trackingUrl(publicOrigin, tracking.mint(company.slug, job.id)) });
  if (intent.kind === 'message') {
    const said = intent.text ?? '';
    // What another program asked for is sent as it stands; placeholders are those of who writes at the desk.
    const entry = job.history.find(({ id }) => id === (intent.cause ?? intent.id));
    if (!entry || !isWritten(entry)) return `${company.name}: ${said}`;
    const filled = writtenText(company.name, said, { ...values, name: callName(job.customer.name) });
    // Whoever reads words that leave long after they were written is told when that was.
    return filled + writtenAt({ writtenMs: Date.parse(shownTapTime(entry)), leavesMs: ports.now() }, company.timeZone, language);
  }
  return fillTemplate(templateOf(company, intent.kind, language), {
    ...values,
    company: company.name,
    reason: REASON_TEXT[reasonOf(job, intent)][language],
  });
}

function reasonOf(job: Job, { id, cause }: TextIntent): AttemptReason {
  const entry = job.history.find((each) => each.id === (cause ?? id));
  const reason = entry && attemptIn(entry, job)?.reason;
  return reason !== undefined && reason in REASON_TEXT ? (reason as AttemptReason) : 'other';
}
