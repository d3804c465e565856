// Owns beginning a company: which names it may have, and what it offers before anybody has said otherwise.
import * as v from 'valibot';
import { isTimeZone } from '#core/clock-time';
import { companySchema, type Company } from '#core/company';
import { tenantSlug } from '#core/id';
import { ok, refuse, type Result } from '#core/result';

/** Words that stand, or may come to stand, in links and addresses of the service itself. */
export const RESERVED_SLUGS: ReadonlySet<string> = new Set([
  ...['about', 'account', 'admin', 'api', 'app', 'assets', 'auth', 'billing', 'blog', 'book', 'booking', 'bookings', 'cdn', 'company'],
  ...['contact', 'crew', 'dashboard', 'demo', 'dispatch', 'docs', 'download', 'email', 'export', 'ftp', 'health', 'help', 'home', 'import'],
  ...['jobs', 'legal', 'login', 'logout', 'mail', 'me', 'media', 'new', 'null', 'owner', 'photos', 'position', 'pricing', 'privacy'],
  ...['public', 'root', 'roster', 'security', 'session', 'settings', 'sign-in', 'sign-out', 'signup', 'sms', 'smtp', 'static', 'status'],
  ...['support', 'sync', 'system', 'tenant', 'tenants', 'terms', 'test', 'track', 'tracking', 'undefined', 'webhook', 'www'],
]);

/** A name for a new company; a refusal says in one line what is wrong with it. */
export function readNewSlug(text: string): Result<Company['slug'], string> {
  const slug = v.safeParse(companySchema.entries.slug, text);
  if (!slug.success || !v.is(tenantSlug, text))
    return refuse('use 2 to 40 lower-case letters, digits and hyphens, with a letter or digit at both ends');
  if (RESERVED_SLUGS.has(text)) return refuse('this word is reserved');
  if (/^xn--|^\d+$|--/.test(text)) return refuse('use a word: no digits alone, and no two hyphens in a row');
  return ok(slug.output);
}

export interface Beginning {
  readonly name: string;
  readonly phone: string;
  readonly timeZone: string;
}

/** A company with a plain week: five windows a day, six days, four places each. All of it can be changed later. */
export function newCompany(slug: Company['slug'], { name, phone, timeZone }: Beginning): Result<Company, string> {
  if (!isTimeZone(timeZone)) return refuse(`"${timeZone}" is no time zone: use one such as America/New_York`);
  const company = v.safeParse(companySchema, {
    slug,
    name,
    phone,
    timeZone,
    brand: { mark: (/[\p{L}\p{N}]/u.exec(name)?.[0] ?? 'H').toUpperCase(), color: '#14504a', colorDark: '#5cc2b3' },
    services: SERVICES,
    slots: SLOTS,
  });
  return company.success ? ok(company.output) : refuse(`${v.getDotPath(company.issues[0]) ?? 'it'}: ${company.issues[0].message}`);
}

const SERVICES = [
  { id: 'furniture', name: 'Furniture' },
  { id: 'appliances', name: 'Fridge, washer or stove' },
  { id: 'debris', name: 'Building debris' },
  { id: 'bags', name: 'Bags and boxes' },
  { id: 'bulky', name: 'Bulky items' },
];
const MONDAY_TO_SATURDAY = [1, 2, 3, 4, 5, 6];
const SLOTS = ['08-10', '10-12', '12-14', '14-16', '16-18'].map((slot) => ({
  slot,
  start: `${slot.slice(0, 2)}:00`,
  end: `${slot.slice(3)}:00`,
  places: 4,
  weekdays: MONDAY_TO_SATURDAY,
}));
