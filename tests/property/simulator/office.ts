// Owns the server's side of a run: the real exchange on the real job store, over an S3 in memory that fails as S3 does.
import { gunzipSync, gzipSync } from 'node:zlib';
import { GetObjectCommand, PutObjectCommand, S3ServiceException, type S3Client } from '@aws-sdk/client-s3';
import { readBook, writeBook, type JobBook } from '#core/job-book';
import type { Actor } from '#core/job';
import type { MemberId } from '#core/id';
import { memberSchema, type Member } from '#core/crew';
import { PROBLEMS } from '#core/problem';
import { syncRequestSchema } from '#core/protocol';
import { createS3JobStore, type Held } from '#lambda/aws/s3-job-store';
import { fieldsProblem, parseFields } from '#lambda/door';
import type { Signed } from '#lambda/route';
import type { Services } from '#lambda/services';
import { syncJobs } from '#lambda/use-case/sync-jobs';
import * as v from 'valibot';
import { COMPANY } from '../../support/core-scene.ts';
import { memoryPorts } from '../../support/memory-ports.ts';
import type { Mutant } from './mutants.ts';
import type { Schedule } from './schedule.ts';

export type Person = Actor & { readonly id: MemberId };
export interface Reply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Office {
  sync(signedAs: Person, body: unknown): Promise<Reply>;
  book(): JobBook;
  /** the bytes as they lie in the store, and putting others in their place */
  backup(): Uint8Array | null;
  /** Puts an older state back; `raised`: as a restore does it, else as a disk that lost its newest writes. */
  restore(bytes: Uint8Array | null, raised: boolean): void;
  /** no more faults below */
  calm(): void;
}

const START_MS = Date.parse('2026-11-24T15:00:00Z');
export const serverNow = (schedule: Schedule): number => START_MS + schedule.nowMs();

export function createOffice(schedule: Schedule, people: readonly Person[], mutant: Mutant | null): Office {
  const s3 = createS3(schedule, mutant);
  const ports = memoryPorts();
  const members = people.map(({ id, name, access, roles }): Member =>
    v.parse(memberSchema, { id, login: name.toLowerCase(), name, access, roles }),
  );
  for (const member of members) void ports.openRoster(COMPANY.slug).saveMember({ member, passwordHash: null });
  const sandboxes = [new Map<string, Held>(), new Map<string, Held>()];
  let epochs = 1;

  const servicesOf = (cache: Map<string, Held>): Services =>
    ({
      ports: {
        ...ports,
        now: () => serverNow(schedule),
        openJobStore: (tenant: string) =>
          createS3JobStore({
            client: s3.client,
            bucket: 'haul-data',
            tenant,
            cache,
            sleep: (delayMs) => schedule.sleep(delayMs),
            random: () => schedule.random(),
            log: () => undefined,
          }),
      },
    }) as unknown as Services;

  return {
    async sync(signedAs, body) {
      const asked = mutant === 'author not checked' ? { ...(body as object), author: signedAs.id } : body;
      const parsed = parseFields(syncRequestSchema, asked);
      if (!parsed.ok) return problemReply(fieldsProblem([]).code);
      const signed = { actor: signedAs, tenant: COMPANY.slug, company: COMPANY, claims: {} } as unknown as Signed;
      const services = servicesOf(schedule.pick(sandboxes));
      const answer = await syncJobs.handle({ services, body: parsed.value, incoming: {} as never, params: {}, query: {} }, signed);
      if (answer.ok) return { status: 200, body: JSON.parse(JSON.stringify(answer.value.body)) as Reply['body'] };
      const { code, extra } = answer.error;
      return { status: PROBLEMS[code].status, body: { code, ...extra } };
    },
    book: () => bookOf(s3.bytes()),
    backup: () => s3.bytes(),
    restore(bytes, raised) {
      if (!raised || !bytes) return s3.replace(bytes);
      const book = bookOf(bytes);
      epochs = Math.max(epochs, book.epoch) + 1;
      s3.replace(gzipSync(writeBook({ ...book, epoch: epochs, version: book.version + 1, nextNumber: book.nextNumber + 1_000 })));
    },
    calm: () => s3.calm(),
  };
}

const problemReply = (code: keyof typeof PROBLEMS): Reply => ({ status: PROBLEMS[code].status, body: { code } });

/** Bytes never change, so each are read once. */
const booksRead = new WeakMap<Uint8Array, JobBook>();

function bookOf(bytes: Uint8Array | null): JobBook {
  const known = bytes && booksRead.get(bytes);
  if (known) return known;
  const read = readBook(bytes ? JSON.parse(gunzipSync(bytes).toString()) : null);
  if (!read.ok) throw new Error(`the store holds no book: ${read.error}`);
  if (bytes) booksRead.set(bytes, read.value);
  return read.value;
}

/** One object, conditional writes, and every fault that S3 is known for. */
function createS3(schedule: Schedule, mutant: Mutant | null) {
  let stored: { readonly bytes: Uint8Array; readonly etag: string } | null = null;
  let writes = 0;
  let faulty = true;
  const refuse = (status: number): never => {
    throw new S3ServiceException({
      name: String(status),
      $fault: status < 500 ? 'client' : 'server',
      $metadata: { httpStatusCode: status },
    });
  };
  const put = (bytes: Uint8Array): string => {
    stored = { bytes, etag: `e${++writes}` };
    return stored.etag;
  };

  async function send(command: unknown): Promise<unknown> {
    await schedule.sleep(3 + schedule.random() * 40);
    if (command instanceof GetObjectCommand) return get(command.input.IfNoneMatch);
    if (command instanceof PutObjectCommand) return write(command.input.Body as Uint8Array, command.input);
    throw new TypeError('not known here');
  }
  function get(known: string | undefined): unknown {
    if (faulty && schedule.chance(0.02)) refuse(503);
    if (!stored) return refuse(404);
    if (known === `"${stored.etag}"`) return refuse(304);
    const { bytes, etag } = stored;
    return { ETag: `"${etag}"`, Body: { transformToByteArray: () => Promise.resolve(bytes) } };
  }
  async function write(bytes: Uint8Array, { IfMatch, IfNoneMatch }: PutObjectCommand['input']): Promise<unknown> {
    if (faulty && schedule.chance(0.05)) refuse(schedule.pick([409, 412, 503]));
    const holds = IfNoneMatch === '*' ? !stored : IfMatch === stored?.etag;
    if (!holds && mutant !== 'blind PUT') return refuse(412);
    const etag = put(bytes);
    await schedule.sleep(schedule.random() * 20);
    // The write is done, and nobody is told.
    if (faulty && schedule.chance(0.05)) throw new Error('socket hang up');
    return { ETag: `"${etag}"` };
  }

  return {
    client: { send } as unknown as S3Client,
    bytes: () => stored?.bytes ?? null,
    replace: (bytes: Uint8Array | null): void => (bytes ? void put(bytes) : void (stored = null)),
    calm: () => void (faulty = false),
  };
}
