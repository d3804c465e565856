// Owns many phones that write one company's object at once, in virtual time: the real store and the real core, each request in a sandbox that is free
// or a new one, as on Lambda; of S3 its conditions as AWS documents them and how long it takes. The way there is half of that, the way back the other.
// A run is the same for the same seed, however fast or busy the machine is: what comes out are counts.
import { S3ServiceException, type GetObjectCommand, type PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { createS3JobStore, type Held } from '#lambda/aws/s3-job-store';
import { exchange } from '#core/exchange';
import { stampVersion } from '#core/file-mutation';
import { idSchema, type JobId } from '#core/id';
import { emptyBook, FIRST_NUMBER, withJob, writeBook, type JobBook } from '#core/job-book';
import { syncRequestSchema } from '#core/protocol';
import * as v from 'valibot';
import { gzipSync } from 'node:zlib';
import { newId, testDevice } from './api-client.ts';
import { COMPANY, DANA, readyJob } from './core-scene.ts';
import { randomOf, virtualTime, type VirtualTime } from './virtual-time.ts';

export interface ContentionOptions {
  /** the company's jobs; the first is the one that everybody writes a note on */
  readonly book: JobBook;
  readonly seed: number;
  /** when each change is tapped, milliseconds after the beginning */
  readonly dueMs: readonly number[];
  /** how long S3 takes */
  readonly s3Ms: { readonly get: number; readonly put: number };
  /** what a sandbox's processor takes to decide and to write the object anew */
  readonly computeMs: number;
}
export interface Contention {
  readonly puts: number;
  readonly lost: number;
  readonly doubled: number;
  readonly tookMs: readonly number[];
  readonly settledMs: number;
  readonly sandboxes: number;
  /** how often a phone was told to come again */
  readonly comeAgain: number;
}

const START_MS = Date.parse('2026-11-24T15:00:00Z');
const TENANT = 'quickdump';

export async function contend(options: ContentionOptions): Promise<Contention> {
  const time = virtualTime(START_MS);
  const random = randomOf(options.seed);
  const s3 = slowS3(time, options);
  const sandboxes = sandboxPool(time, random, s3.client);
  const job = options.book.jobs.keys().next().value;
  if (!job) throw new Error('a book without jobs');
  const notes = options.dueMs.map(() => `note ${newId()}`);
  let comeAgain = 0;
  const tookMs = await time.run(() =>
    Promise.all(
      options.dueMs.map(async (dueMs, index) => {
        await time.sleep(dueMs);
        const sentMs = time.nowMs();
        const request = requestOf(job, notes[index] ?? '', options.book);
        while (!(await sandboxes.exchange(request))) {
          comeAgain += 1;
          // As `retry-policy` has it: the server's word is a floor, and jitter comes on top.
          await time.sleep(2_000 + random() * 2_000);
        }
        return time.nowMs() - sentMs;
      }),
    ),
  );
  const settledMs = time.nowMs() - START_MS;
  const kept = await time.run(() => sandboxes.notes(job));
  const times = notes.map((note) => kept.filter((each) => each === note).length);
  return {
    puts: s3.puts(),
    tookMs,
    settledMs,
    comeAgain,
    sandboxes: sandboxes.most(),
    lost: times.filter((count) => count === 0).length,
    doubled: times.filter((count) => count > 1).length,
  };
}

/** A phone of its own that knows all but what it is about to say. */
function requestOf(job: JobId, text: string, { epoch, version }: JobBook) {
  const phone = testDevice({ cookies: new Map(), call: () => Promise.reject(new Error('no line')) }, DANA.id, { epoch, version });
  return v.parse(syncRequestSchema, phone.envelope([phone.mutation('add_note', job, { text })]));
}

function sandboxPool(time: VirtualTime, random: () => number, client: S3Client) {
  const free: ReturnType<typeof open>[] = [];
  let made = 0;
  const open = () => {
    made += 1;
    const cache = new Map<string, Held>();
    const moved = () => Promise.reject(new Error('nothing has moved'));
    return createS3JobStore({ client, bucket: 'b', tenant: TENANT, sleep: time.sleep, random, log: () => undefined, cache, moved });
  };
  async function within<Value>(work: (store: ReturnType<typeof open>) => Promise<Value>): Promise<Value> {
    const store = free.pop() ?? open();
    try {
      return await work(store);
    } finally {
      free.push(store);
    }
  }
  return {
    most: () => made,
    /** Whether it was taken; false: the store was busy. */
    exchange: (request: v.InferOutput<typeof syncRequestSchema>): Promise<boolean> =>
      within(async (store) => {
        const context = { actor: DANA, company: COMPANY, nowMs: time.nowMs(), memberExists: () => true };
        const answer = await store.change((book) => exchange(book, request, context));
        if (!answer.ok && answer.error.code !== 'store-busy') throw new Error(JSON.stringify(answer.error));
        return answer.ok;
      }),
    notes: (job: JobId): Promise<readonly string[]> =>
      within(async (store) => {
        const book = await store.read();
        if (!book.ok) throw new Error(book.error.code);
        return (book.value.jobs.get(job)?.job.notes ?? []).map(({ text }) => text);
      }),
  };
}

function slowS3(time: VirtualTime, { book, s3Ms, computeMs }: ContentionOptions) {
  let body: Uint8Array = gzipSync(writeBook(book));
  let [etag, puts] = [1, 0];
  const refuse = (status: number): S3ServiceException =>
    new S3ServiceException({ name: String(status), $fault: 'client', $metadata: { httpStatusCode: status } });
  async function get({ IfNoneMatch }: GetObjectCommand['input']) {
    await time.sleep(s3Ms.get / 2);
    const found = {
      ETag: `"${etag}"`,
      Body: {
        transformToByteArray: (
          (bytes) => () =>
            Promise.resolve(bytes)
        )(body),
      },
    };
    await time.sleep(s3Ms.get / 2);
    if (IfNoneMatch === found.ETag) throw refuse(304);
    return found;
  }
  async function put({ IfMatch, Body }: PutObjectCommand['input']) {
    puts += 1;
    await time.sleep(computeMs + s3Ms.put / 2);
    const fits = IfMatch === String(etag);
    if (fits) [etag, body] = [etag + 1, Body as Uint8Array];
    const written = `"${etag}"`;
    await time.sleep(s3Ms.put / 2);
    if (!fits) throw refuse(412);
    return { ETag: written };
  }
  const send = (command: GetObjectCommand | PutObjectCommand) => ('Body' in command.input ? put(command.input) : get(command.input));
  return { client: { send } as unknown as S3Client, puts: () => puts };
}

/** Changes that come by chance, so many a second. */
export function byChance(count: number, aSecond: number, random: () => number): readonly number[] {
  let atMs = 0;
  return Array.from({ length: count }, () => (atMs += (-Math.log(1 - random()) * 1_000) / aSecond));
}

/** A company of so many jobs, each with a history of four. */
export function bookOf(jobs: number): JobBook {
  const like = readyJob().job();
  let book = emptyBook();
  for (let made = 0; made < jobs; made++)
    book = withJob(book, { ...like, id: v.parse(idSchema.job, newId()), number: FIRST_NUMBER + made });
  return stampVersion(emptyBook(), book);
}
