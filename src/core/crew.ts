// Owns the roster: who works for the company, in which roles, and who is free on which date.
import * as v from 'valibot';
import { localDate } from '#core/clock-time';
import { idSchema, type MemberId } from '#core/id';
import { emailText, phoneText, plainText } from '#core/text';

export const ROLES = ['driver', 'first_mate', 'supervisor'] as const;
export type Role = (typeof ROLES)[number];
export const ROLE_LABEL = { driver: 'Driver', first_mate: 'First mate', supervisor: 'Supervisor' } as const satisfies Record<Role, string>;
export const role = v.picklist(ROLES);

export const ACCESS_LEVELS = ['crew', 'dispatcher', 'owner'] as const;
export type Access = (typeof ACCESS_LEVELS)[number];
export const access = v.picklist(ACCESS_LEVELS);

/** Which roles a member can take on a date. */
export const dayAvailability = v.object({ date: localDate, roles: v.array(role) });
export type DayAvailability = v.InferOutput<typeof dayAvailability>;

/** Why somebody is away: short, and told to the office and themselves only. */
export const timeOffReason = plainText(1, 80);
/** A day on which a member is away, whatever was planned; `roles` is what was, and is so again when the day off is withdrawn. */
export const dayOff = v.object({ date: localDate, reason: v.exactOptional(timeOffReason), roles: v.array(role) });
export type DayOff = v.InferOutput<typeof dayOff>;

export const memberSchema = v.object({
  id: idSchema.member,
  /** the short name that one signs in with */
  login: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9._-]{0,31}$/, 'Use lower-case letters and digits')),
  name: plainText(1, 80),
  access,
  roles: v.array(role),
  phone: v.exactOptional(phoneText),
  email: v.exactOptional(emailText),
  disabled: v.exactOptional(v.boolean()),
});
export type Member = v.InferOutput<typeof memberSchema>;
/** As it is stored: what another release wrote into it comes along. */
export const storedMemberSchema = v.looseObject(memberSchema.entries);

export const firstName = (name: string): string => name.trim().split(/\s+/)[0] ?? name;

/** A member as `GET /api/crew` gives it: the profile and the availability in the asked range. */
export interface RosterMember {
  readonly id: MemberId;
  readonly name: string;
  readonly access: Access;
  readonly roles: readonly Role[];
  readonly phone?: string;
  /** the days on which they can work; a day off is none of them */
  readonly availability: readonly DayAvailability[];
  readonly timeOff?: readonly DayOff[];
}

/** What the office knows of how somebody signs in. */
export interface Account {
  readonly login: string;
  readonly email?: string;
  readonly disabled: boolean;
  readonly hasPassword: boolean;
  readonly openSessions: number;
  /** the revision of the profile; a change names the one that it was made on */
  readonly rev: number;
}
/** A member as the office sees them. `lastHeardAt` is when their device last spoke to it, ISO UTC; no account: only what was kept here. */
export type OfficeMember = RosterMember & { readonly lastHeardAt?: string | undefined; readonly account?: Account };

/** Whether a member is free in a role on a date: planned for it, and not away. */
export const isFree = (member: Pick<RosterMember, 'availability' | 'timeOff'>, date: string, wanted: Role): boolean =>
  !member.timeOff?.some((day) => day.date === date) && member.availability.some((day) => day.date === date && day.roles.includes(wanted));

/** What was planned and the days off, as one: being away wins, and what was planned beneath is kept beside it. */
export function layTimeOff(
  planned: readonly DayAvailability[],
  off: readonly Omit<DayOff, 'roles'>[],
): { readonly availability: DayAvailability[]; readonly timeOff: DayOff[] } {
  const away = new Set(off.map(({ date }) => date));
  return {
    availability: planned.filter(({ date }) => !away.has(date)),
    timeOff: off.map((day) => ({ ...day, roles: planned.find(({ date }) => date === day.date)?.roles ?? [] })),
  };
}

export const isOffice = (level: Access): boolean => level !== 'crew';

/** Only owners change owners: who could give an owner a new password would be one. */
export const mayAlter = (by: Access, whom: Access): boolean => whom !== 'owner' || by === 'owner';

/** Whether a change takes from people what they need to undo it: nobody does that to themselves. */
export const locksOut = (before: Pick<Member, 'access'>, after: Pick<Member, 'access' | 'disabled'>): boolean =>
  after.disabled === true || ACCESS_LEVELS.indexOf(after.access) < ACCESS_LEVELS.indexOf(before.access);
