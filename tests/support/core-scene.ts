// Owns a scene for tests of the core: one company, its people, and mutations with a fixed clock.
import * as v from 'valibot';
import { companySchema, type Company } from '#core/company';
import type { Access, Role } from '#core/crew';
import { fileMutation, stampVersion } from '#core/file-mutation';
import { idSchema, uuidv7, type DeviceId, type JobId, type MemberId } from '#core/id';
import { emptyBook, type JobBook } from '#core/job-book';
import type { Actor, HistoryEntry, Job } from '#core/job';
import { readMutation } from '#core/mutation';

export const NOW = Date.parse('2026-11-24T15:00:00Z');
export const COMPANY = v.parse(companySchema, {
  slug: 'quickdump',
  name: 'QuickDumpNow',
  phone: '(617) 555-0100',
  timeZone: 'America/New_York',
  brand: { mark: 'Q', color: '#14504a', colorDark: '#5cc2b3' },
  services: [{ id: 'sofa', name: 'Sofa' }],
  slots: ['08-10', '10-12', '12-14'].map((slot) => ({
    slot,
    start: `${slot.slice(0, 2)}:00`,
    end: `${slot.slice(3)}:00`,
    places: 3,
    weekdays: [0, 1, 2, 3, 4, 5, 6],
  })),
});

let counted = 0;
/** Ids in a fixed order: a failing test fails the same way again. */
export const nextId = (): string =>
  uuidv7(
    NOW,
    Uint8Array.from({ length: 16 }, (_, i) => (i > 11 ? (++counted >> (8 * (15 - i))) & 0xff : 7)),
  );

const person = (name: string, access: Access, roles: Role[] = []): Actor & { readonly id: MemberId } => ({
  kind: 'member',
  id: v.parse(idSchema.member, nextId()),
  name,
  access,
  roles,
});
export const DANA = person('Dana', 'dispatcher');
export const OLIVE = person('Olive', 'owner');
export const SAM = person('Sam', 'crew', ['driver', 'first_mate']);
export const BO = person('Bo', 'crew', ['driver', 'first_mate']);
export const ANA = person('Ana', 'crew', ['supervisor']);
export const deviceOf = (): DeviceId => v.parse(idSchema.device, nextId());
export const DESK = deviceOf();
export const SAMS = deviceOf();
export const BOS = deviceOf();

export interface Say {
  readonly by?: Actor;
  readonly device?: DeviceId | null;
  readonly base?: { readonly status?: string | null; readonly rev?: number | null };
  readonly tapped?: number;
  readonly received?: number;
  readonly id?: string;
  readonly company?: Company;
}

/** A company's book that one can talk to. */
export function scene() {
  let book: JobBook = emptyBook();
  const job = v.parse(idSchema.job, nextId());
  let minute = 0;

  function say(
    type: string,
    args: unknown,
    {
      by = DANA,
      device = by === DANA ? DESK : by === SAM ? SAMS : by === BO ? BOS : DESK,
      base = {},
      tapped,
      received,
      id = nextId(),
      company = COMPANY,
    }: Say = {},
    target: JobId = job,
  ): HistoryEntry {
    minute += 1;
    const at = tapped ?? NOW + minute * 60_000;
    const mutation = readMutation({
      id,
      job: target,
      type,
      args,
      baseStatus: base.status ?? null,
      baseRev: base.rev ?? null,
      tappedAt: new Date(at).toISOString(),
    });
    if (!mutation.ok) throw new Error(mutation.error);
    const filed = fileMutation(book, mutation.value, {
      actor: by,
      company,
      device,
      seq: null,
      receivedAt: new Date(received ?? at + 1000).toISOString(),
      skewMs: 0,
      memberExists: (member) => [DANA, OLIVE, SAM, BO, ANA].some((each) => each.id === member),
    });
    book = stampVersion(book, filed.book);
    return filed.entry;
  }
  return {
    id: job,
    say,
    job: (): Job => {
      const stored = book.jobs.get(job);
      if (!stored) throw new Error('no job yet');
      return stored.job;
    },
    book: () => book,
    /** what somebody sees who has just synced */
    seen: () => ({ status: book.jobs.get(job)?.job.status ?? null, rev: book.jobs.get(job)?.job.rev ?? null }),
  };
}

export const CREATE = {
  customer: { name: 'Rosa Delgado', phone: '(617) 555-0148' },
  address: '14 Gwinnett St',
  service: 'sofa',
  window: { date: '2026-11-24', slot: '10-12' },
  notes: 'Gate code 4411',
};

/** A job with Sam driving and Bo as mate, ready for pickup. */
export function readyJob() {
  const it = scene();
  it.say('create_job', CREATE, { by: { kind: 'customer', name: 'Rosa', access: 'none', roles: [] }, device: null });
  it.say('assign', { role: 'driver', member: SAM.id });
  it.say('assign', { role: 'first_mate', member: BO.id });
  it.say('set_status', { to: 'ready_for_pickup' });
  return it;
}
