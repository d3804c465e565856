// Owns the server's side of a run: the real use cases on the real job store, over buckets in memory that fail as S3 does.
import { gunzipSync, gzipSync } from 'node:zlib';
import * as v from 'valibot';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { emptyArchive, readArchive } from '#core/archive-object';
import type { Company } from '#core/company';
import { emptyBook, readBook, writeBook, type JobBook } from '#core/job-book';
import type { Job } from '#core/job';
import { PROBLEMS, type Problem } from '#core/problem';
import { syncRequestSchema, type SyncRequest } from '#core/protocol';
import { ok, type Result } from '#core/result';
import { archiveCompany } from '#lambda/archive/archive-jobs';
import type { Shelf } from '#lambda/aws/dynamo-jobs/read-shelf';
import { createS3Archive } from '#lambda/aws/s3-archive';
import { createS3JobStore, type Held } from '#lambda/aws/s3-job-store';
import { parseFields } from '#lambda/door';
import type { JobArchive, JobStore, Ports } from '#lambda/port';
import { bodySchemaOf, type Answer, type Route, type Signed } from '#lambda/route';
import type { Services } from '#lambda/services';
import { StoreUnreachable } from '#lambda/store-errors';
import { tellStoreError } from '#lambda/tell-store-error';
import { askPhoto } from '#lambda/use-case/photos';
import { syncJobs } from '#lambda/use-case/sync-jobs';
import { COMPANY } from '../../support/core-scene.ts';
import { memoryPorts } from '../../support/memory-ports.ts';
import { archiveWithout, decideWithout } from './broken-office.ts';
import { createBucket } from './bucket.ts';
import type { Mutant } from './mutants.ts';
import { companyOf, memberOf, PEOPLE, type Person } from './people.ts';
import { createPhotoBucket, type PhotoBucket } from './photo-bucket.ts';
import type { Schedule } from './schedule.ts';
import { createTableOffice } from './table-office.ts';

export interface Reply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Office {
  sync(signedAs: Person, body: unknown): Promise<Reply>;
  askPhoto(signedAs: Person, job: string, body: unknown): Promise<Reply>;
  readonly photos: PhotoBucket;
  /** what a company's bytes mean, as they were decided */
  book(company: Company): JobBook;
  /** the same, read from the bytes themselves */
  storedBook(company: Company): JobBook;
  /** the books that were stored with this version; none when the store was rolled back in that epoch, and nobody can tell any more */
  booksAt(company: Company, cursor: { readonly epoch: number; readonly version: number }): readonly JobBook[];
  /** the bytes as they lie in the first company's store */
  backup(): Uint8Array | null;
  /** Puts an older state back; `raised`: as a restore does it, else as a disk that lost its newest writes. */
  restore(bytes: Uint8Array | null, raised: boolean): void;
  /** jobs that have left the book, as the archive's bytes have them; one that is back in the book is not among them */
  archived(company: Company): readonly Job[];
  /** Lets finished jobs go, by a clock that is so many days ahead. */
  archive(company: Company, days: number): void;
  /** no more faults below */
  calm(): void;
}

const DAY_MS = 86_400_000;
/** What a sandbox keeps between requests. */
interface Sandbox {
  readonly held: Map<string, Held>;
  readonly shelves: Map<string, Shelf>;
}
const sandbox = (): Sandbox => ({ held: new Map(), shelves: new Map() });

const START_MS = Date.parse('2026-11-24T15:00:00Z');
export const serverNow = (schedule: Schedule): number => START_MS + schedule.nowMs();
const keyOf = (tenant: string): string => `tenants/${tenant}/jobs.json`;
const KEY = keyOf(COMPANY.slug);

/** Where the simulated companies' jobs lie. */
export type On = 's3' | 'dynamodb';

export function createOffice(schedule: Schedule, mutant: Mutant | null, bug: (what: string) => void, on: On): Office {
  const books = new WeakMap<Uint8Array, JobBook>();
  const history = new Map<string, JobBook[]>();
  const tainted = new Set<number>();
  const bucket = createBucket(schedule, mutant, (key) => remember(key));
  const photos = createPhotoBucket(schedule, mutant);
  const table = on === 'dynamodb' ? createTableOffice(schedule, mutant, () => rememberRows()) : null;
  const ports = faultyPorts(schedule, () => faulty);
  const sandboxes = [sandbox(), sandbox()];
  let faulty = true;
  let epochs = 1;

  const remember = (key: string): void => {
    if (!key.endsWith('/jobs.json')) return;
    const bytes = bucket.bytes(key);
    if (bytes) noteBook(key, bookOf(bytes));
  };
  const rememberRows = (): void => {
    for (const slug of new Set(PEOPLE.map((person) => companyOf(person).slug))) noteBook(keyOf(slug), table?.book(slug) ?? emptyBook());
  };
  const noteBook = (key: string, book: JobBook): void => {
    const at = `${key} ${book.epoch}.${book.version}`;
    const known = history.get(at) ?? [];
    if (!known.includes(book)) history.set(at, [...known, book]);
  };
  const bookOf = (bytes: Uint8Array): JobBook => {
    const book = books.get(bytes) ?? parse(bytes);
    books.set(bytes, book);
    return book;
  };
  const storesOf = (cache: Sandbox, request: SyncRequest | null) => (tenant: string) =>
    openStore(mutant === 'one key for all companies' ? COMPANY.slug : tenant, cache, request);

  /** The real store; beside it is noted what the bytes mean, so that looking at them costs nothing. */
  function openStore(tenant: string, { held, shelves }: Sandbox, request: SyncRequest | null): JobStore {
    let decided: JobBook | null = null;
    const client = {
      async send(command: unknown): Promise<unknown> {
        if (command instanceof PutObjectCommand && decided) books.set(command.input.Body as Uint8Array, decided);
        return bucket.client.send(command as never);
      },
    } as unknown as S3Client;
    const sleep = (delayMs: number): Promise<void> => schedule.sleep(delayMs);
    const store =
      table?.open(tenant, shelves, () => decided) ??
      createS3JobStore({
        client,
        bucket: 'haul-data',
        tenant,
        cache: held,
        sleep,
        random: schedule.random,
        log: () => undefined,
        moved: () => Promise.reject(new Error('nobody moves here')),
      });
    return {
      read: () => store.read(),
      change: (decide) =>
        store.change((book, bytes) => {
          const made = decideWithout(mutant, request, decide)(book, bytes);
          if (made.ok) decided = made.value.book;
          return made;
        }),
    };
  }

  function openArchives(tenant: string): JobArchive {
    const sleep = (delayMs: number): Promise<void> => schedule.sleep(delayMs);
    const client = bucket.client as S3Client;
    return createS3Archive({ client, bucket: 'haul-data', tenant, sleep, random: schedule.random, log: () => undefined });
  }

  function bookNow(company: Company): JobBook {
    if (table) return table.book(company.slug);
    const bytes = bucket.bytes(keyOf(company.slug));
    return bytes ? bookOf(bytes) : emptyBook();
  }

  /** By what the bytes themselves say, and only what the book can find again. */
  function archived(company: Company): readonly Job[] {
    const book = bookNow(company);
    return book.archive.flatMap(({ day }) => {
      const object = bucket.bytes(`tenants/${company.slug}/archive/${day}.json`);
      const read = object ? readArchive(JSON.parse(gunzipSync(object).toString())) : ok(emptyArchive());
      if (!read.ok) throw new Error(`the archive holds no jobs: ${read.error}`);
      return [...read.value.jobs.values()].filter(({ id }) => !book.jobs.has(id));
    });
  }

  async function call(
    route: Route,
    signedAs: Person,
    request: SyncRequest | null,
    input: { params: unknown; body: unknown },
  ): Promise<Reply> {
    const company = companyOf(signedAs);
    const openJobStore = storesOf(schedule.pick(sandboxes), request);
    const openPhotos = (tenant: string) => photos.open(tenant);
    const openArchive = archiveWithout(mutant, openArchives);
    const services = { ports: { ...ports, openJobStore, openArchive, openPhotos } } as unknown as Services;
    const signed = { actor: signedAs, tenant: company.slug, company, claims: {} } as unknown as Signed;
    try {
      return replyOf(await route.handle({ services, incoming: {} as never, query: {}, ...input }, signed));
    } catch (error) {
      const told = tellStoreError(error);
      if (!told) bug(`the office broke: ${String(error)}`);
      return problemReply(told?.problem ?? { code: 'bug', detail: '' });
    }
  }

  return {
    photos,
    async sync(signedAs, body) {
      const asked = mutant === 'author not checked' ? { ...(body as object), author: signedAs.id } : body;
      const parsed = v.safeParse(syncRequestSchema, asked);
      if (!parsed.success) return problemReply({ code: 'invalid-fields', detail: '' });
      return call(syncJobs, signedAs, parsed.output, { params: {}, body: withoutGap(mutant, parsed.output) });
    },
    async askPhoto(signedAs, job, body) {
      const [params, fields] = [parseFields(askPhoto.params, { id: job }), parseFields(await bodySchemaOf(askPhoto), body)];
      if (!params.ok || !fields.ok) return problemReply({ code: 'invalid-fields', detail: '' });
      return call(askPhoto, signedAs, null, { params: params.value, body: fields.value });
    },
    book: bookNow,
    storedBook(company) {
      if (table) return table.storedBook(company.slug);
      const bytes = bucket.bytes(keyOf(company.slug));
      return bytes ? parse(bytes) : emptyBook();
    },
    booksAt: (company, { epoch, version }) =>
      company === COMPANY && tainted.has(epoch) ? [] : (history.get(`${keyOf(company.slug)} ${epoch}.${version}`) ?? [emptyBook()]),
    archived,
    archive({ slug }, days) {
      const openJobStore = storesOf(schedule.pick(sandboxes), null);
      const openArchive = archiveWithout(mutant, openArchives);
      const now = (): number => serverNow(schedule) + days * DAY_MS;
      // A sandbox that dies answers nobody; what a store refuses is left for the next run.
      void archiveCompany({ openJobStore, openArchive, now } as Pick<Ports, 'openJobStore' | 'openArchive' | 'now'>, slug);
    },
    backup: () => table?.backup(COMPANY.slug) ?? bucket.bytes(KEY),
    restore(bytes, raised) {
      if (bytes && !raised) tainted.add(bookOf(bytes).epoch);
      if (!bytes) return bucket.replace(KEY, bytes);
      if (!raised) return table ? table.restore(COMPANY.slug, bytes, null) : bucket.replace(KEY, bytes);
      const book = bookOf(bytes);
      epochs = Math.max(epochs, book.epoch) + 1;
      const next = { ...book, epoch: epochs, version: book.version + 1, nextNumber: book.nextNumber + 1_000 };
      if (!table) return bucket.replace(KEY, gzipSync(writeBook(next)));
      table.restore(COMPANY.slug, bytes, next);
      rememberRows();
    },
    calm() {
      faulty = false;
      bucket.calm();
      table?.calm();
      photos.calm();
    },
  };
}

/** The rest of the ports in memory; DynamoDB fails now and then. */
function faultyPorts(schedule: Schedule, isFaulty: () => boolean): Ports {
  const ports = memoryPorts();
  for (const person of PEOPLE) void ports.openRoster(companyOf(person).slug).saveMember({ member: memberOf(person), passwordHash: null });
  const reach = async <Value>(value: () => Promise<Value>): Promise<Value> => {
    await schedule.sleep(schedule.random() * 10);
    if (isFaulty() && schedule.chance(0.03)) throw new StoreUnreachable('dynamodb', 503, null);
    return value();
  };
  const { shortLived } = ports;
  return {
    ...ports,
    now: () => (ports.clock.nowMs = serverNow(schedule)),
    openRoster(tenant) {
      const roster = ports.openRoster(tenant);
      return { ...roster, members: () => reach(() => roster.members()) };
    },
    shortLived: {
      ...shortLived,
      get: (key) => reach(() => shortLived.get(key)),
      put: (key, value, expiresAtMs) => reach(() => shortLived.put(key, value, expiresAtMs)),
    },
  };
}

/** For an office that takes any number: whatever comes first is called the oldest that the phone has. */
const withoutGap = (mutant: Mutant | null, request: SyncRequest): SyncRequest =>
  mutant === 'no de-duplication' || mutant === 'sequence not checked' ? { ...request, keptFrom: request.mutations[0]?.seq ?? 1 } : request;

const replyOf = (answer: Result<Answer, Problem>): Reply =>
  answer.ok
    ? { status: answer.value.status, body: JSON.parse(JSON.stringify(answer.value.body)) as Reply['body'] }
    : problemReply(answer.error);
const problemReply = ({ code, extra }: Problem): Reply => ({ status: PROBLEMS[code].status, body: { code, ...extra } });

function parse(bytes: Uint8Array): JobBook {
  const read = readBook(JSON.parse(gunzipSync(bytes).toString()));
  if (!read.ok) throw new Error(`the store holds no book: ${read.error}`);
  return read.value;
}
