// Owns recognising who calls: a customer by their phone's digits or their name, and a job that is already there for the same door and day.
import type { Customer, Job } from '#core/job';

export interface RepeatCustomer {
  readonly customer: Customer;
  readonly address: string;
  readonly service: string;
  readonly jobs: number;
  /** the day of the newest job */
  readonly lastDate: string;
}

/** Digits that tell a line from another; shorter ones fit too many. */
const TELLING_DIGITS = 7;
const NAME_CHARS = 3;

/** Customers of the jobs at hand whom these words may mean, the newest job first. A phone must be whole; a name may be begun. */
export function customersLike(jobs: Iterable<Job>, words: string, most = 3): RepeatCustomer[] {
  const digits = phoneDigits(words);
  const name = fold(words);
  const isMeant = ({ customer }: Job): boolean =>
    looksLikePhone(words)
      ? digits.length >= TELLING_DIGITS && phoneDigits(customer.phone).endsWith(digits)
      : name.length >= NAME_CHARS && fold(customer.name).includes(name);
  const groups = new Map<string, Job[]>();
  for (const job of jobs) {
    if (!job.customer.phone || !isMeant(job)) continue;
    const key = `${phoneDigits(job.customer.phone)} ${fold(job.customer.name)}`;
    groups.set(key, [...(groups.get(key) ?? []), job]);
  }
  return [...groups.values()]
    .map(repeatOf)
    .filter((each) => each !== null)
    .toSorted((a, b) => (a.lastDate < b.lastDate ? 1 : -1))
    .slice(0, most);
}

function repeatOf(jobs: readonly Job[]): RepeatCustomer | null {
  const [newest] = jobs.toSorted((a, b) => (a.window.date < b.window.date ? 1 : -1));
  if (!newest) return null;
  const { customer, address, service, window } = newest;
  return { customer, address, service, jobs: jobs.length, lastDate: window.date };
}

/** Jobs that are not over, at the same door on the same day: the same call taken twice, perhaps. */
export const sameDoorSameDay = (jobs: readonly Job[], address: string, date: string): Job[] =>
  foldAddress(address).length < NAME_CHARS
    ? []
    : jobs.filter((job) => job.window.date === date && job.status !== 'cancelled' && isSameDoor(job.address, address));

/** One may say less than the other: "14 Gwinnett St" is "14 Gwinnett Street, Hyde Park". */
function isSameDoor(a: string, b: string): boolean {
  const [short = '', long = ''] = [foldAddress(a), foldAddress(b)].toSorted((x, y) => x.length - y.length);
  return short === long || (/^\d+\w* \w{2,}/.test(short) && long.startsWith(`${short} `));
}

/** Whether two numbers are one line, however they were typed. */
export const samePhone = (a: string, b: string): boolean => phoneDigits(a) === phoneDigits(b);

export const looksLikePhone = (words: string): boolean => /^\+?[\d\s().\-/]{3,}$/.test(words.trim());

const WHOLE_DIGITS = 10;
/** The digits of a number that is whole, without the country's own code; null for a name, or one that is still being typed. */
export const wholePhone = (words: string): string | null =>
  looksLikePhone(words) && phoneDigits(words).length === WHOLE_DIGITS ? phoneDigits(words) : null;

/** The digits without the country's own code, so that +1 617… and (617) … are one line. */
function phoneDigits(phone: string): string {
  const digits = phone.replace(/\s*x\d{1,5}$/, '').replace(/\D/g, '');
  return digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits;
}

const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim().replace(/\s+/g, ' ');

const SHORT: Readonly<Record<string, string>> = {
  street: 'st',
  avenue: 'ave',
  road: 'rd',
  boulevard: 'blvd',
  drive: 'dr',
  lane: 'ln',
  place: 'pl',
  court: 'ct',
  square: 'sq',
  terrace: 'ter',
  highway: 'hwy',
};
const foldAddress = (text: string): string =>
  fold(text)
    .replace(/[.,#]/g, ' ')
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => SHORT[word] ?? word)
    .join(' ');
