// Owns how many texts leave in a day: counted before each does, for the company and for each number, and given back where it did not.
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

export interface Counted {
  /** the cap that it may not leave for */
  readonly cap: DropReason | null;
  /** It certainly has not left: the day it was counted on has one less, whatever day it is by now. */
  giveBack(): Promise<void>;
}

/** Counted before it leaves: a crash in between counts one too many, never one too few. */
export async function countText({ shortLived, now }: Stores, company: Company, to: string): Promise<Counted> {
  const keys = keysOf({ shortLived, now }, company);
  const endsMs = now() + 2 * DAY_MS;
  async function giveBack() {
    await shortLived.decrement(keys.number(to));
    await shortLived.decrement(keys.company);
  }
  const ofNumber = await shortLived.increment(keys.number(to), endsMs);
  if (ofNumber > company.textCaps.number) return { cap: 'number-cap', giveBack };
  const ofCompany = await shortLived.increment(keys.company, endsMs);
  return { cap: ofCompany > company.textCaps.company ? 'company-cap' : null, giveBack };
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
