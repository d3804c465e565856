// Owns the crew as somebody sees it: who works here, when they are free or away, and for the office how they sign in. Loaded by who asks.
import { isOffice, layTimeOff, type DayOff, type Role } from '#core/crew';
import type { TenantId } from '#core/id';
import type { StoredMember } from '../port.ts';
import type { Signed } from '../route.ts';
import type { Services } from '../services.ts';
import { lastContact } from '../use-case/contact.ts';

interface RosterQuery {
  readonly from: string;
  readonly to: string;
  readonly role?: Role;
  readonly include?: 'accounts';
}

export async function rosterOf(services: Services, signed: Signed, { from, to, role, include }: RosterQuery) {
  const roster = services.ports.openRoster(signed.tenant);
  const [records, planned, off] = await Promise.all([roster.members(), roster.availability(from, to, role), roster.timeOff(from, to)]);
  const shown = records
    .filter(({ member }) => include !== undefined || !member.disabled)
    .map((record) => ({ record, ...layTimeOff(planned.get(record.member.id) ?? [], off.get(record.member.id) ?? []) }))
    .filter(({ availability }) => role === undefined || availability.length > 0);
  return Promise.all(
    shown.map(async ({ record, availability, timeOff }) => ({
      ...(await profileOf(services, signed, record)),
      availability,
      timeOff: seesReasons(signed, record) ? timeOff : timeOff.map(withoutReason),
      ...(include && { account: await accountOf(services, signed.tenant, record) }),
    })),
  );
}

async function profileOf({ ports }: Services, { tenant }: Signed, { member }: StoredMember) {
  const { id, name, access, roles, phone } = member;
  const lastHeardAt = await lastContact(ports, tenant, id);
  return { id, name, access, roles, ...(phone && { phone }), ...(lastHeardAt && { lastHeardAt }) };
}

async function accountOf({ sessions }: Services, tenant: TenantId, { member, passwordHash, rev }: StoredMember) {
  const { id, login, email, disabled = false } = member;
  const openSessions = disabled ? 0 : await sessions.countOpen(tenant, id);
  return { login, ...(email && { email }), disabled, hasPassword: passwordHash !== null, openSessions, rev };
}

/** Why somebody is away is between them and the office. */
const seesReasons = ({ claims }: Signed, { member }: StoredMember): boolean => isOffice(claims.access) || member.id === claims.sub;
const withoutReason = ({ reason: _, ...day }: DayOff): DayOff => day;
