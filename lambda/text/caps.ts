// Owns how many texts leave in a day: counted before each does, for the company and for each number.
import { localDateAt } from '#core/clock-time';
import type { Company } from '#core/company';
import type { DropReason } from '#core/text-truth';
import type { Ports } from '../port.ts';
import { hashOf } from './opt-out.ts';

const DAY_MS = 86_400_000;
type Stores = Pick<Ports, 'shortLived' | 'now'>;

const keysOf = ({ now }: Stores, { slug, timeZone }: Company) => {
  const day = localDateAt(now(), timeZone);
  return { company: `texts ${slug} ${day}`, number: (to: string) => `texts ${slug} ${day} ${hashOf(to)}` };
};

/** Counted before it leaves: a crash in between counts one too many, never one too few. */
export async function capReached(ports: Stores, company: Company, to: string): Promise<DropReason | null> {
  const keys = keysOf(ports, company);
  const endsMs = ports.now() + 2 * DAY_MS;
  const ofNumber = await ports.shortLived.increment(keys.number(to), endsMs);
  if (ofNumber > company.textCaps.number) return 'number-cap';
  const ofCompany = await ports.shortLived.increment(keys.company, endsMs);
  return ofCompany > company.textCaps.company ? 'company-cap' : null;
}

/** How many more may leave today, for all customers together. */
export async function leftToday(ports: Stores, company: Company): Promise<number> {
  const counted = await ports.shortLived.get(keysOf(ports, company).company);
  return Math.max(0, company.textCaps.company - (counted?.revision ?? 0));
}

/** Whether this number has had its share of today. */
export async function isFull(ports: Stores, company: Company, to: string): Promise<boolean> {
  const counted = await ports.shortLived.get(keysOf(ports, company).number(to));
  return (counted?.revision ?? 0) >= company.textCaps.number;
}
