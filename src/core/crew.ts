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

/** A member as `GET /api/crew` gives it: the profile and the availability in the asked range. */
export interface RosterMember {
  readonly id: MemberId;
  readonly name: string;
  readonly access: Access;
  readonly roles: readonly Role[];
  readonly phone?: string;
  readonly availability: readonly DayAvailability[];
}

/** Whether a member is free in a role on a date. */
export const isFree = (member: Pick<RosterMember, 'availability'>, date: string, wanted: Role): boolean =>
  member.availability.some((day) => day.date === date && day.roles.includes(wanted));

export const isOffice = (level: Access): boolean => level !== 'crew';
