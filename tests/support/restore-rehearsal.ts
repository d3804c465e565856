// Owns the scene of a restore: a company on real stores, with a job and a phone for each of many crew members' devices.
import type { JobId } from '#core/id';
import type { JobBook } from '#core/job-book';
import type { MutationType } from '#core/mutation';
import type { Places } from '#infra/local/restore/put-back';
import { openFormerRows } from '#lambda/aws/dynamo-jobs/former-rows';
import { openBookFile } from '#lambda/aws/s3-book-file';
import type { Ports } from '#lambda/port';
import { newId, testDevice } from './api-client.ts';
import { demoApi, TEST_CONFIG } from './demo-api.ts';
import { QUICKDUMP } from './full-company.ts';
import { realPorts, type RealPorts } from './real-ports.ts';
import { syncPhone, type SyncPhone } from './sync-phones.ts';

export const DEFAULT_TENANT = QUICKDUMP;

export interface Rehearsal {
  readonly store: RealPorts;
  readonly phones: readonly SyncPhone[];
  ports(): Ports;
  /** a tap on the phone's own job */
  work(phone: SyncPhone, type: MutationType, args: unknown): Promise<void>;
  /** the office takes one more job */
  book(id?: string): Promise<void>;
  /** the book as it is stored, wherever that is */
  stored(): Promise<JobBook>;
  places(): Places;
  close(): Promise<void>;
}

/** Ids of all that is in any history. */
export const entryIds = (book: JobBook): readonly string[] =>
  [...book.jobs.values()]
    .flatMap(({ job }) => job.history)
    .concat(book.unfiled.map(({ entry }) => entry))
    .map(({ id }) => id);

export async function openRehearsal(count: number): Promise<Rehearsal> {
  const store = await realPorts(TEST_CONFIG);
  const api = await demoApi(store.open());
  const dana = await api.signedIn('dana');
  const logins = ['sam', 'bo'] as const;
  const jobs = new Map<SyncPhone, JobId>();
  const today = new Date().toISOString().slice(0, 10);
  const office = testDevice(dana.client, dana.id);
  const create = (job: string) =>
    office.mutation('create_job', job, {
      customer: { name: 'Rosa Delgado', phone: '(617) 555-0148' },
      address: '14 Gwinnett St',
      service: 'sofa',
      window: { date: today, slot: '10-12' },
    });
  for (let i = 0; i < count; i++) {
    const login = logins[i % logins.length] ?? 'sam';
    const { client, id } = await api.signedIn(login);
    const job = newId();
    await office.sync([
      create(job),
      office.mutation('assign', job, { role: 'driver', member: id }),
      office.mutation('set_status', job, { to: 'ready_for_pickup' }),
    ]);
    const actor = { kind: 'member', id: id as never, name: login, access: 'crew', roles: ['driver'] } as const;
    jobs.set(await syncPhone(client, actor, api.company, () => Date.now()), job as JobId);
  }
  return {
    store,
    phones: [...jobs.keys()],
    ports: () => store.open(),
    work: (phone, type, args) => phone.tap(jobs.get(phone) ?? '', type, args),
    book: async (id = newId()) => void (await testDevice(dana.client, dana.id).sync([{ ...create(id), seq: 1 }])),
    async stored() {
      const book = await store.open().openJobStore(DEFAULT_TENANT).read();
      if (!book.ok) throw new Error(book.error.detail);
      return book.value;
    },
    places: () => ({ file: openBookFile(TEST_CONFIG, DEFAULT_TENANT), rows: openFormerRows(TEST_CONFIG, DEFAULT_TENANT) }),
    close: () => store.close(),
  };
}
