// Owns what the office is told of a job's texts: each with what became of it, and whether the customer can be texted at all.
import type { Company } from '#core/company';
import type { Job } from '#core/job';
import { showTexts, type ShownText } from '#core/text-view';
import { numberOf } from '../config.ts';
import { readPhone } from '../phone.ts';
import type { Services } from '../services.ts';
import { fatesOf, openFates } from './fates.ts';
import { readNear, textsWith } from './near.ts';
import { hasStopped } from './opt-out.ts';

export async function viewOfTexts(
  services: Services,
  company: Company,
  job: Job,
): Promise<{ readonly texts: readonly ShownText[]; readonly stopped: boolean; readonly from: string | null; readonly imported: boolean }> {
  const { ports, textNumbers } = services;
  const fates = openFates(ports.shortLived, company.slug, () => ports.now());
  const texts = textsWith(job, await readNear(ports.shortLived, company.slug, job.id));
  const from = numberOf(textNumbers, company.slug);
  const number = await readPhone(job.customer.phone, company.country);
  return {
    texts: showTexts(job, texts, company, ports.now(), await fatesOf(fates, texts)),
    stopped: from !== null && number.ok && (await hasStopped(ports.shortLived, from, number.value.e164)),
    from,
    imported: job.history[0]?.by.kind === 'import',
  };
}
