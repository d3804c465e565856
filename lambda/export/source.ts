// Owns reading a company for its export: the book as it is now, days of the archive when they are reached, roster and settings last.
import type { JobId, MemberId, TenantId } from '#core/id';
import type { Job } from '#core/job';
import type { JobBook } from '#core/job-book';
import type { ExportedDay, ExportedMember } from '#core/export-page';
import type { DayAvailability, DayOff } from '#core/crew';
import { problem, type Problem } from '#core/problem';
import { ok, refuse, type Result } from '#core/result';
import type { Ports, RosterStore } from '../port.ts';
import type { ExportSource } from './records.ts';

type SourcePorts = Pick<Ports, 'openJobStore' | 'openArchive' | 'openRoster' | 'companies'>;

export interface OpenedSource {
  readonly book: JobBook;
  /** Reads on: a day of the archive that cannot be read ends it with that refusal. */
  guarded<Value>(read: (source: ExportSource) => Promise<Result<Value, Problem>>): Promise<Result<Value, Problem>>;
}

/** A refusal on its way through a generator, which can only throw. */
class Refused extends Error {
  readonly problem: Problem;

  constructor(refusal: Problem) {
    super(refusal.code);
    this.problem = refusal;
  }
}

export async function sourceOf(ports: SourcePorts, tenant: TenantId): Promise<Result<OpenedSource, Problem>> {
  const read = await ports.openJobStore(tenant).read();
  if (!read.ok) return read;
  const archive = ports.openArchive(tenant);
  const source: ExportSource = {
    book: read.value,
    async readDay(day): Promise<ReadonlyMap<JobId, Job>> {
      const jobs = await archive.read(day);
      if (!jobs.ok) throw new Refused(jobs.error);
      return jobs.value;
    },
    async readHead() {
      const held = await ports.companies.change(tenant, () => ok(null));
      if (!held.ok) throw new Refused(problem('not-signed-in', 'Sign in, then try again. Nothing has been lost.'));
      const { revision: _, ...record } = held.value;
      return { record, ...(await rosterOf(ports.openRoster(tenant))) };
    },
  };
  return ok({
    book: read.value,
    async guarded(work) {
      try {
        return await work(source);
      } catch (error) {
        if (error instanceof Refused) return refuse(error.problem);
        throw error;
      }
    },
  });
}

const [FIRST_DAY, LAST_DAY] = ['0000-01-01', '9999-12-31'];

/** Without what signs people in: that goes only where an operator takes it. */
async function rosterOf(roster: RosterStore): Promise<{ members: readonly ExportedMember[]; days: readonly ExportedDay[] }> {
  const [members, planned, off] = await Promise.all([
    roster.members(),
    roster.availability(FIRST_DAY, LAST_DAY),
    roster.timeOff(FIRST_DAY, LAST_DAY),
  ]);
  return {
    members: members
      .map(({ member, changed }): ExportedMember => ({ member, ...(changed && { changed }) }))
      .toSorted((a, b) => (a.member.id < b.member.id ? -1 : 1)),
    days: [...new Set([...planned.keys(), ...off.keys()])].toSorted().flatMap((id) => daysOf(id, planned.get(id) ?? [], off.get(id) ?? [])),
  };
}

function daysOf(member: MemberId, planned: readonly DayAvailability[], off: readonly Omit<DayOff, 'roles'>[]): ExportedDay[] {
  const dates = [...new Set([...planned, ...off].map(({ date }) => date))].toSorted();
  return dates.map((date) => {
    const roles = planned.find((day) => day.date === date)?.roles;
    const away = off.find((day) => day.date === date);
    return {
      member,
      date,
      ...(roles && { roles: [...roles].toSorted() }),
      ...(away && { off: away.reason === undefined ? {} : { reason: away.reason } }),
    };
  });
}
