// Owns what people do on their phones: whatever their screen offers, and now and then what it should not.
import type { Job } from '#core/job';
import { nextStatus, previousStatus } from '#core/status-flow';
import type { Tap } from '#sync/local-replica';
import { ANA, BO, DANA, SAM } from '../../support/core-scene.ts';
import { idsOf } from './ids.ts';
import { serverNow } from './office.ts';
import type { Person } from './people.ts';
import { sha256Of } from './photo-bucket.ts';
import type { Schedule } from './schedule.ts';

const DAYS = ['2026-11-24', '2026-11-25'] as const;
const SLOTS = ['08-10', '10-12'] as const;

export function createTaps(schedule: Schedule) {
  let words = 0;
  let lastPhoto: ArrayBuffer | null = null;

  return { tapOn, newJob };

  function tapOn(job: Job, person: Person): Tap {
    const base = { job: job.id };
    const office = person.access !== 'crew';
    const ways = [
      ...steps(job),
      ...steps(job),
      note(job),
      { ...base, type: 'attach_photo' as const, ...photo() },
      ...undo(job, person),
      ...(schedule.chance(0.15) ? [newJob('Kerb')] : []),
      ...(office || person === ANA ? asSupervisor(job) : []),
      ...(office ? asDispatcher(job) : []),
    ];
    return schedule.pick(ways);
  }

  function steps(job: Job): Tap[] {
    const forward = nextStatus(job.status);
    const canFail = job.status === 'in_progress' || job.status === 'ready_for_pickup';
    return [
      ...(forward ? [{ job: job.id, type: 'set_status' as const, args: { to: forward } }] : []),
      ...(canFail && schedule.chance(0.5)
        ? [{ job: job.id, type: 'cannot_complete' as const, args: { reason: 'blocked', note: word() } }]
        : []),
    ];
  }

  function undo(job: Job, person: Person): Tap[] {
    const last = job.history.findLast((entry) => entry.by.id === person.id);
    return last ? [{ job: job.id, type: 'undo', args: { mutation: last.id } }] : [];
  }

  function asSupervisor(job: Job): Tap[] {
    const back = previousStatus(job.status);
    return [...(back ? [{ job: job.id, type: 'set_status' as const, args: { to: back } }] : []), { job: job.id, type: 'reopen', args: {} }];
  }

  function asDispatcher(job: Job): Tap[] {
    const base = { job: job.id };
    const review = job.review?.[0];
    const role = schedule.pick(['driver', 'first_mate'] as const);
    return [
      { ...base, type: 'cancel', args: {} },
      { ...base, type: 'text_customer', args: { text: word(), ...(schedule.chance(0.2) && { now: true }) } },
      { ...base, type: 'assign', args: { role, member: schedule.pick([SAM.id, BO.id, null]) } },
      { ...base, type: 'reschedule', args: { window: { date: schedule.pick(DAYS), slot: schedule.pick(SLOTS) } } },
      { ...base, type: 'edit_job', args: { set: schedule.pick([{ address: `${word()} St` }, { customer: { name: word() } }]) } },
      ...(review ? [resolve(job, review.mutation), resolve(job, review.mutation)] : []),
    ];
  }

  function resolve({ id }: Job, mutation: string): Tap {
    return { job: id, type: 'resolve_review', args: { mutation, decision: schedule.pick(['accept', 'keep']) } };
  }

  function note({ id }: Job): Tap {
    return { job: id, type: 'add_note', args: { text: word() } };
  }

  /** A few bytes that begin as a picture does; sometimes the same as before. */
  function photo(): Pick<Tap, 'args' | 'photo'> {
    const fresh = Uint8Array.from([0xff, 0xd8, 0xff, 0, ...Array.from({ length: 12 }, () => Math.floor(schedule.random() * 256))]);
    const bytes = lastPhoto && schedule.chance(0.1) ? lastPhoto : fresh.buffer;
    lastPhoto = bytes;
    const sha256 = sha256Of(new Uint8Array(bytes));
    return { args: { sha256, bytes: bytes.byteLength, type: 'image/jpeg', kind: 'after' }, photo: bytes };
  }

  function newJob(name: string): Tap {
    const customer = { name, phone: '617-555-0100' };
    const window = { date: DAYS[0], slot: SLOTS[1] };
    const args = { customer, address: `${word()} St`, service: 'sofa', window };
    return { job: idsOf(schedule).job(serverNow(schedule)), type: 'create_job', args };
  }

  function word(): string {
    return `word ${++words}`;
  }
}

/** The office gives a job its crew of three. */
export const crewFor = (job: Job['id']): Tap[] => [
  { job, type: 'assign', args: { role: 'driver', member: SAM.id } },
  { job, type: 'assign', args: { role: 'first_mate', member: BO.id } },
  { job, type: 'assign', args: { role: 'supervisor', member: ANA.id } },
];

/** Two of one crew at the same kerb. */
export const mateOf = (person: Person): Person => (person === SAM ? BO : person === BO ? SAM : person === DANA ? ANA : person);
