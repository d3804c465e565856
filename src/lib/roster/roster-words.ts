// Owns how the roster is said: people, days and stretches of days in a person's words.
import { ROLE_LABEL, type Access, type OfficeMember, type Role } from '#core/crew';
import type { MemberField, MemberFacts } from '#core/member-edit';
import { stretchesOf, type DayChange, type DaySetting, type MemberDay } from '#core/roster-calendar';
import { count, dayWords, momentWords } from '#lib/ui/words.ts';

export const ROLE_LETTER = { driver: 'D', first_mate: 'M', supervisor: 'S' } as const satisfies Record<Role, string>;
export const ACCESS_LABEL = { crew: 'Crew', dispatcher: 'Dispatcher', owner: 'Owner' } as const satisfies Record<Access, string>;
export const FIELD_LABEL = {
  name: 'name',
  login: 'sign-in name',
  roles: 'roles',
  access: 'access',
  phone: 'phone',
  email: 'e-mail',
} as const satisfies Record<MemberField, string>;
/** Monday first, as the weeks are shown; the numbers are those of `weekdayOf`. */
export const WEEKDAYS = [
  [1, 'Mon'],
  [2, 'Tue'],
  [3, 'Wed'],
  [4, 'Thu'],
  [5, 'Fri'],
  [6, 'Sat'],
  [0, 'Sun'],
] as const;

/** "Sam, Bo and Ana" */
export const listWords = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
export const rolesWords = (roles: readonly Role[]): string => roles.map((role) => ROLE_LABEL[role]).join(', ') || 'Office';

/** "Sat 23 – Sun 31 May" */
export function rangeWords(from: string, to: string): string {
  if (from === to) return dayWords(from);
  const first = from.slice(0, 7) === to.slice(0, 7) ? dayWords(from).split(' ').slice(0, 2).join(' ') : dayWords(from);
  return `${first} – ${dayWords(to)}`;
}
/** "Sat 23 – Sun 24 May, Wed 27 May" */
export const datesWords = (dates: readonly string[]): string =>
  stretchesOf(dates)
    .map(({ from, to }) => rangeWords(from, to))
    .join(', ');

/** What a cell says to who cannot see it. */
export function cellWords({ planned, off }: MemberDay): string {
  if (off) return off.reason ? `away: ${off.reason}` : 'away';
  return planned.length > 0 ? `free as ${listWords(planned.map((role) => ROLE_LABEL[role].toLowerCase()))}` : 'not free';
}

/** How somebody signs in, in one line. */
export function accountWords({ account, lastHeardAt }: OfficeMember, timeZone: string, nowMs: number): string {
  if (!account) return 'Not known without a connection';
  if (account.disabled) return 'Disabled: cannot sign in';
  if (!account.hasPassword) return 'No password yet';
  const heard = lastHeardAt ? ` · last heard ${momentWords(lastHeardAt, timeZone, nowMs, 'en-GB')}` : '';
  return `${account.openSessions > 0 ? `Signed in on ${count(account.openSessions, 'device')}` : 'Not signed in'}${heard}`;
}

/** What a setting does, before it is done: "3 days of Sam Ortiz become days off." */
export function planWords(
  setting: DaySetting,
  plans: readonly { readonly member: { readonly name: string }; readonly changes: readonly DayChange[]; readonly stillAway: number }[],
): string {
  const changing = plans.filter(({ changes }) => changes.length > 0);
  if (changing.length === 0) return 'Nothing changes: these days are so already.';
  const days = changing.map(({ member, changes }) => `${member.name} (${count(changes.length, 'day')})`);
  const becomes = { free: 'become free', 'not-free': 'become not free', away: 'become days off', back: 'stop being days off' }[
    setting.kind
  ];
  const away = plans.reduce((sum, { stillAway }) => sum + stillAway, 0);
  return `${listWords(days)} ${becomes}.${away > 0 ? ` ${count(away, 'of them stays a day off', 'of them stay days off')}.` : ''}`;
}

/** "phone: (617) 555-0199" */
export function fieldWords(field: MemberField, { [field]: value }: MemberFacts): string {
  if (field === 'roles' && typeof value !== 'string') return `roles: ${rolesWords(value)}`;
  return `${FIELD_LABEL[field]}: ${String(value) || 'none'}`;
}
