// Owns bringing a crew in. Over the network nobody's way to sign in comes along, and nobody who is here already is changed by it.
import type { ExportedDay, ExportedMember } from '#core/export-page';
import type { WholeCompany } from '#core/export-whole';
import type { MemberId } from '#core/id';
import type { DayChange } from '#core/roster-calendar';
import type { RosterStore, StoredMember } from '../port.ts';

/** Password hashes by member; only an operator's export has them. */
export type Accounts = ReadonlyMap<MemberId, string>;

export async function bringRoster(roster: RosterStore, { members, days }: WholeCompany, accounts?: Accounts): Promise<void> {
  const here = await roster.members();
  const logins = new Set(here.map(({ member }) => member.login));
  for (const exported of members) {
    const known = here.find(({ member }) => member.id === exported.member.id);
    if (known && !accounts) continue;
    const login = known ? exported.member.login : freeLogin(exported.member.login, logins);
    logins.add(login);
    await save(roster, { ...exported, member: { ...exported.member, login } }, known, accounts);
  }
  for (const [member, own] of Map.groupBy(days, (day) => day.member)) await roster.setAvailability(member, own.map(changeOf));
}

async function save(roster: RosterStore, exported: ExportedMember, known: StoredMember | undefined, accounts?: Accounts): Promise<void> {
  const { member, changed } = exported;
  const passwordHash = accounts?.get(member.id) ?? known?.passwordHash ?? null;
  if (known && JSON.stringify([known.member, known.passwordHash]) === JSON.stringify([member, passwordHash])) return;
  // False: somebody saved them meanwhile, whose word is newer.
  await roster.saveMember({ member, passwordHash, ...(changed && { changed }) }, known?.rev ?? 0);
}

/** Whoever is here keeps the name that they sign in with. */
function freeLogin(login: string, taken: ReadonlySet<string>): string {
  for (let n = 1; ; n++) {
    const tail = n === 1 ? '' : `-${n}`;
    const free = login.slice(0, 32 - tail.length) + tail;
    if (!taken.has(free)) return free;
  }
}

const changeOf = ({ date, roles, off }: ExportedDay): DayChange => ({ date, ...(roles && { roles }), ...(off && { off }) });
