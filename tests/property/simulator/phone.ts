// Owns one phone of a run: a disk that survives, the real engine that does not, and a line to the office.
import type { JobId } from '#core/id';
import type { Job } from '#core/job';
import type { Clock } from '#sync/port';
import { openStaffEngine, type StaffEngine } from '#sync/staff-engine';
import { storeOf, type Disk } from './disk.ts';
import { idsOf } from './ids.ts';
import { photoRemoteOf, remoteOf, type Line } from './network.ts';
import { serverNow } from './office.ts';
import { companyOf, type Person } from './people.ts';
import type { World } from './world.ts';

export interface Phone extends Line {
  readonly name: string;
  readonly person: Person;
  readonly disk: Disk;
  engine(): StaffEngine | null;
  /** the jobs as its screen has them */
  shown(): ReadonlyMap<JobId, Job>;
  /** The app dies between two of its steps; what was on its way to the disk may or may not have arrived. */
  crash(): void;
  open(): Promise<void>;
}

const NO_JOBS: ReadonlyMap<JobId, Job> = new Map();
const DESK_POLL_MS = 20_000;
const CREW_POLL_MS = 60_000;
/** The page says that it cannot begin, and its person tries again. */
const TRY_AGAIN_MS = 1_000;

export function createPhone(world: World, name: string, person: Person, disk: Disk, skewMs: number): Phone {
  const { schedule, mutant } = world;
  const ids = idsOf(schedule);
  const clock: Clock = { nowMs: () => serverNow(schedule) + skewMs, after: (delayMs, wake) => schedule.after(delayMs, wake) };
  // No lock is ever had: a frozen tab may hold it, and nothing may rest on it.
  const lock = { alone: <Value>(task: () => Promise<Value>): Promise<Value> => task() };
  let engine: StaffEngine | null = null;
  let life = 0;

  const shown = (): ReadonlyMap<JobId, Job> => {
    if (!engine) return NO_JOBS;
    return mutant === 'pending not shown' ? disk.replica.jobs : engine.shown();
  };
  const phone: Phone = { name, person, disk, signedAs: person, offlineUntilMs: 0, schema: 1, engine: () => engine, shown, crash, open };
  return phone;

  function crash(): void {
    life += 1;
    engine?.stop();
    engine = null;
    disk.tabs.delete(name);
  }

  async function open(): Promise<void> {
    const mine = ++life;
    if (mutant === 'seq reset') disk.replica = { ...disk.replica, nextSeq: 1 };
    try {
      const opened = await openStaffEngine({
        key: name,
        store: storeOf(world, disk, name, () => life === mine),
        photoRemote: photoRemoteOf(world, phone, disk),
        photoLock: lock,
        author: { actor: person, company: companyOf(person) },
        member: person.id,
        remote: remoteOf(world, phone, disk),
        lock,
        clock,
        ids,
        pollMs: person.access === 'crew' ? CREW_POLL_MS : DESK_POLL_MS,
        isVisible: () => true,
        changed: () => undefined,
      });
      if (life !== mine) return opened.stop();
      engine = opened;
      disk.tabs.set(name, () => void opened.load().catch(() => undefined));
      engine.trigger('start');
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      schedule.after(TRY_AGAIN_MS, () => life === mine && void open());
    }
  }
}
