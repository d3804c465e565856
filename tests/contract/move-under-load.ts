// Owns a company that moves there and back, again and again, while its devices send; both stores misbehave, and so does the mover's line.
import { setTimeout as sleep } from 'node:timers/promises';
import { exchange } from '#core/exchange';
import type { DeviceId } from '#core/id';
import { sequenceKey, type JobBook } from '#core/job-book';
import { syncRequestSchema, type SyncRequest } from '#core/protocol';
import { ok } from '#core/result';
import type { JobStore } from '#lambda/port';
import * as v from 'valibot';
import { COMPANY, CREATE, DANA, deviceOf, nextId } from '../support/core-scene.ts';
import type { Meet } from '../support/fault-proxy.ts';
import { dyingTogether } from './dying-client.ts';
import type { DynamoRig } from './dynamo-rig.ts';

export interface MoveReport {
  readonly sent: number;
  readonly exactlyOnce: number;
  readonly doubled: number;
  /** devices whose high-water is not what they sent */
  readonly lostSequences: number;
  readonly moves: number;
  readonly cutMoves: number;
  readonly faults: number;
  readonly retries: number;
}

const DEVICES = 6;
const JOBS = 12;
const BATCH = 5;
const FAULT_RATE = 0.08;

/** A company's mutations in one go: each move copies all of them, so that ten times as many in one company would take a hundred times as long. */
const MOST_A_COMPANY = 1_000;

/** Company after company, until so many are sent. */
export async function moveManyUnderLoad(rig: DynamoRig, tenant: string, mutations: number): Promise<MoveReport> {
  const all: MoveReport[] = [];
  for (let sent = 0; sent < mutations; sent += MOST_A_COMPANY)
    all.push(await moveUnderLoad(rig, `${tenant}-${all.length}`, Math.min(MOST_A_COMPANY, mutations - sent)));
  const sum = (name: keyof MoveReport): number => all.reduce((total, report) => total + report[name], 0);
  const names = Object.keys(all[0] ?? {}) as (keyof MoveReport)[];
  // Of each company its own, not of all since the beginning.
  const retries = rig.logged.filter(({ event }) => event === 'store-retry').length;
  return { ...(Object.fromEntries(names.map((name) => [name, sum(name)])) as unknown as MoveReport), retries };
}

async function moveUnderLoad(rig: DynamoRig, tenant: string, mutations: number): Promise<MoveReport> {
  const devices = Array.from({ length: DEVICES }, deviceOf);
  const jobs = Array.from({ length: JOBS }, nextId);
  const sent: string[] = [];
  let [over, moves, cutMoves, faults] = [false, 0, 0, 0];
  const chance: Meet = (method) => {
    const kinds = method === 'PUT' ? (['409', '412', '503', 'cut-before', 'cut-after-commit'] as const) : (['503', 'cut-before'] as const);
    const dynamo = ['throttled', 'conflict', 'cut-before', 'cut-after-commit'] as const;
    if (Math.random() > FAULT_RATE) return null;
    faults += 1;
    const all = method === 'POST' ? dynamo : kinds;
    return all[Math.floor(Math.random() * all.length)] ?? null;
  };
  // A conflict is what a transaction meets; a read of one item never does.
  const ofDynamoDb: Meet = (method, path, operation) => {
    const met = chance(method, path, operation);
    return met === 'conflict' && operation !== 'TransactWriteItems' ? 'throttled' : met;
  };

  const maker = deviceOf();
  await untilAnswered(
    rig.openWhere(tenant),
    requestOf(
      maker,
      0,
      jobs.map((job) => ['create_job', job, CREATE]),
    ),
  );
  rig.meet(ofDynamoDb, chance);
  const mover = moveOn();
  await Promise.all(devices.map((device, index) => send(device, Math.floor(mutations / DEVICES) + (index < mutations % DEVICES ? 1 : 0))));
  over = true;
  await mover;
  rig.meet(() => null);
  return check(await rig.openWhere(tenant).read());

  async function send(device: DeviceId, count: number): Promise<void> {
    // As a phone's requests do: they come to whichever sandbox is free.
    const stores = [rig.openWhere(tenant), rig.openWhere(tenant)];
    for (let seq = 0; seq < count; seq += BATCH) {
      const size = Math.min(BATCH, count - seq);
      const request = requestOf(
        device,
        seq,
        Array.from({ length: size }, (_, i) => ['add_note', jobs[(seq + i) % JOBS] ?? '', { text: `tap ${seq + i}` }]),
      );
      await untilAnswered(stores[Math.floor(Math.random() * 2)] as JobStore, request);
      sent.push(...request.mutations.map(({ id }) => id));
    }
  }
  async function moveOn(): Promise<void> {
    for (let there = true; !over || there === false;) {
      const cut = !over && Math.random() < 0.3;
      const { wrap } = dyingTogether(cut ? 1 + Math.floor(Math.random() * 12) : Infinity, Math.random() < 0.5 ? 'before' : 'after');
      const move = rig.move(tenant, { dynamo: wrap(rig.direct.dynamo), s3: wrap(rig.direct.s3) });
      const done = await (there ? move.toDynamoDb() : move.toS3()).then(
        () => true,
        () => false,
      );
      if (done) moves += 1;
      else cutMoves += 1;
      if (done) there = !there;
      await sleep(Math.random() * 150);
    }
  }
  function check(read: Awaited<ReturnType<JobStore['read']>>): MoveReport {
    if (!read.ok) throw new Error(read.error.detail);
    const book: JobBook = read.value;
    const stored = Map.groupBy(
      [...book.jobs.values()].flatMap(({ job }) => job.history.map(({ id }) => id as string)),
      (id) => id,
    );
    const counts = sent.map((id) => stored.get(id)?.length ?? 0);
    const high = devices.map((device) => book.lastSeq.get(sequenceKey(device, DANA.id)) ?? 0);
    return {
      sent: sent.length,
      exactlyOnce: counts.filter((times) => times === 1).length,
      doubled: [...stored.values()].filter(({ length }) => length > 1).length,
      lostSequences: high.reduce((sum, seq) => sum + seq, 0) === sent.length ? 0 : 1,
      moves,
      cutMoves,
      faults,
      retries: rig.logged.filter(({ event }) => event === 'store-retry').length,
    };
  }
}

export const wordsOf = ({ sent, exactlyOnce, moves, cutMoves, faults, retries }: MoveReport): string =>
  `${exactlyOnce} of ${sent} exactly once over ${moves} moves there and back, ${cutMoves} of them cut short; ${faults} faults, ${retries} commits tried again`;

function requestOf(device: DeviceId, before: number, said: readonly (readonly [type: string, job: string, args: unknown])[]): SyncRequest {
  return v.parse(syncRequestSchema, {
    protocol: 1,
    device,
    author: DANA.id,
    sentAt: new Date().toISOString(),
    keptFrom: 1,
    cursor: null,
    mutations: said.map(([type, job, args], i) => ({
      schema: 1,
      id: nextId(),
      seq: before + i + 1,
      job,
      type,
      args,
      baseStatus: null,
      baseRev: null,
      tappedAt: new Date().toISOString(),
    })),
  });
}

/** Sends the very same again until it is answered, as a phone does. */
async function untilAnswered(store: JobStore, request: SyncRequest): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const nowMs = Date.now();
    const answer = await store
      .change((book) => {
        const made = exchange(book, request, { actor: DANA, company: COMPANY, nowMs, memberExists: () => true });
        return made.ok ? ok({ book: made.value.book, answer: made.value.answer }) : made;
      })
      .catch(() => null);
    if (answer?.ok) {
      const odd = answer.value.results.filter(({ outcome }) => outcome !== 'applied');
      if (odd.length > 0 || answer.value.results.length !== request.mutations.length) throw new Error(`answered ${JSON.stringify(odd)}`);
      return;
    }
    if (answer && !['store-busy', 'store-unreachable'].includes(answer.error.code))
      throw new Error(`${answer.error.code}: ${answer.error.detail}`);
    await sleep(Math.random() * 60);
  }
  throw new Error('never answered');
}
