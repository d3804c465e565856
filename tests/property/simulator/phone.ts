// Owns one phone of a run: a disk that survives, the real engine that does not, and a network between it and the office.
import { idSchema, uuidv7, type DeviceId, type JobId, type MutationId } from '#core/id';
import type { SyncResponse } from '#core/protocol';
import { ok, refuse } from '#core/result';
import { createMemoryStore } from '#browser/memory-store';
import { dismiss, emptyReplica, enqueue, forget, reorder, settle } from '#sync/outbox';
import type { Clock, Ids, LocalStore, Remote, RemoteFailure, Replica } from '#sync/port';
import { openStaffEngine, type StaffEngine } from '#sync/staff-engine';
import * as v from 'valibot';
import { COMPANY } from '../../support/core-scene.ts';
import type { Mutant } from './mutants.ts';
import { serverNow, type Office, type Person, type Reply } from './office.ts';
import type { Schedule } from './schedule.ts';

export interface World {
  readonly schedule: Schedule;
  readonly office: Office;
  readonly mutant: Mutant | null;
  /** faults of networks and phones are over */
  calm: boolean;
  violation(text: string): void;
}

/** What lies on a phone's disk: shared by its tabs, copied by a cloned profile. */
export interface Disk {
  replica: Replica;
}

export interface Phone {
  readonly name: string;
  readonly person: Person;
  readonly disk: Disk;
  /** who the browser's cookies belong to; null: nobody */
  signedAs: Person | null;
  offlineUntilMs: number;
  /** the schema that this phone's app writes, beside what the office reads: 0 is too old for it, 2 too new */
  schema: 0 | 1 | 2;
  engine(): StaffEngine | null;
  /** The app dies between two of its steps; what was on its way to the disk may or may not have arrived. */
  crash(): void;
  open(): Promise<void>;
}

export const idsOf = (schedule: Schedule): Ids => {
  const bytes = (): Uint8Array => Uint8Array.from({ length: 16 }, () => Math.floor(schedule.random() * 256));
  return {
    mutation: (nowMs): MutationId => v.parse(idSchema.mutation, uuidv7(nowMs, bytes())),
    job: (nowMs): JobId => v.parse(idSchema.job, uuidv7(nowMs, bytes())),
    device: (): DeviceId => v.parse(idSchema.device, uuidv7(serverNow(schedule), bytes())),
    random: () => schedule.random(),
  };
};

export function createPhone(world: World, name: string, person: Person, disk: Disk, skewMs: number): Phone {
  const { schedule } = world;
  const ids = idsOf(schedule);
  const clock: Clock = { nowMs: () => serverNow(schedule) + skewMs, after: (delayMs, wake) => schedule.after(delayMs, wake) };
  let engine: StaffEngine | null = null;
  let life = 0;

  const phone: Phone = { name, person, disk, signedAs: person, offlineUntilMs: 0, schema: 1, engine: () => engine, crash, open };
  return phone;

  function crash(): void {
    life += 1;
    engine?.stop();
    engine = null;
  }

  async function open(): Promise<void> {
    const mine = ++life;
    const opened = await openStaffEngine({
      key: name,
      store: { ...storeOf(world, disk, () => life === mine), photos: createMemoryStore(ids.device()).photos },
      photoRemote: { ask: () => Promise.reject(new Error('no photos here')), upload: () => Promise.reject(new Error('no photos here')) },
      photoLock: { alone: (task) => task() },
      author: { actor: person, company: COMPANY },
      member: person.id,
      remote: remoteOf(world, phone, disk),
      lock: { alone: (task) => task() },
      clock,
      ids,
      pollMs: 20_000,
      isVisible: () => true,
      changed: () => undefined,
    });
    if (life !== mine) return opened.stop();
    engine = opened;
    engine.trigger('start');
  }
}

/** Each change is one transaction on the disk, with time before and after it; an app that died meanwhile hears nothing of it. */
function storeOf(world: World, disk: Disk, isAlive: () => boolean): LocalStore {
  const { schedule, mutant } = world;
  const forEver = new Promise<never>(() => undefined);
  async function transact(change: (replica: Replica) => Replica): Promise<Replica> {
    await schedule.sleep(schedule.random() * 8);
    if (!isAlive()) return forEver;
    const before = disk.replica;
    const next = change(before);
    checkCursor(world, before, next);
    disk.replica = next;
    await schedule.sleep(schedule.random() * 4);
    return isAlive() ? next : forEver;
  }
  async function enqueueEarly(draft: Parameters<LocalStore['enqueue']>[0]): Promise<Replica> {
    // Kept in memory, said to be kept, written a while later: what a store with relaxed durability does.
    const said = enqueue(disk.replica, draft);
    void schedule.sleep(400).then(() => {
      if (isAlive()) disk.replica = enqueue(disk.replica, draft);
    });
    return said;
  }
  return {
    durable: true,
    load: () => transact((replica) => replica),
    enqueue: (draft) => (mutant === 'outbox lost on crash' ? enqueueEarly(draft) : transact((replica) => enqueue(replica, draft))),
    settle: (answer) => transact((replica) => settleAs(mutant, replica, answer)),
    reorder: (order) => transact((replica) => reorder(replica, order)),
    dismiss: (id) => transact((replica) => dismiss(replica, id)),
    forget: () => transact(forget),
  };
}

function settleAs(mutant: Mutant | null, replica: Replica, answer: SyncResponse): Replica {
  if (mutant === 'result not stored') return settle(replica, { ...answer, results: [] });
  if (mutant === 'older answer accepted') return settle({ ...replica, cursor: null }, answer);
  return settle(replica, answer);
}

/** I8: a cursor never goes back. */
function checkCursor(world: World, before: Replica, next: Replica): void {
  const [a, b] = [before.cursor, next.cursor];
  if (a && b && (b.epoch < a.epoch || (b.epoch === a.epoch && b.version < a.version)))
    world.violation(`I8 a cursor went back from ${a.epoch}.${a.version} to ${b.epoch}.${b.version}`);
}

function remoteOf(world: World, phone: Phone, disk: Disk): Remote {
  const { schedule, office, mutant } = world;
  const network: RemoteFailure = { kind: 'network' };
  return {
    async exchange(request) {
      const sent = mutant === 'no de-duplication' ? withFreshIds(request) : request;
      const { schema } = phone;
      const wire = JSON.stringify(schema === 1 ? sent : { ...sent, mutations: sent.mutations.map((each) => ({ ...each, schema })) });
      await schedule.sleep(5 + schedule.random() * (schedule.chance(0.05) ? 20_000 : 300));
      const bad = !world.calm;
      if (schedule.nowMs() < phone.offlineUntilMs || (bad && schedule.chance(0.06))) return refuse(network);
      if (bad && schedule.chance(0.02)) return refuse({ kind: 'unexpected', status: schedule.pick([200, 404, 502]) });
      const { signedAs } = phone;
      if (!signedAs) return refuse(asFailure(disk, mutant, request, { status: 401, body: { code: 'not-signed-in' } }));
      const ask = (): Promise<Reply> => office.sync(signedAs, JSON.parse(wire));
      // The network delivers it twice: the second time whenever it likes.
      if (bad && schedule.chance(0.04)) void schedule.sleep(schedule.random() * 5_000).then(ask);
      const reply = await ask();
      await schedule.sleep(5 + schedule.random() * (schedule.chance(0.05) ? 20_000 : 300));
      if (schedule.nowMs() < phone.offlineUntilMs || (bad && schedule.chance(0.08))) return refuse(network);
      if (reply.status === 200) return ok(mutant === 'no de-duplication' ? withIdsOf(request, reply.body) : reply.body);
      if (mutant === 'sequence reuse taken for done' && reply.body['code'] === 'sequence-reused') return ok(donaAnswer(request, disk));
      return refuse(asFailure(disk, mutant, request, reply));
    },
  };
}

type Request = Parameters<Remote['exchange']>[0];

function asFailure(disk: Disk, mutant: Mutant | null, request: Request, { status, body }: Reply): RemoteFailure {
  if (status === 401 && mutant === 'dropped on 401') {
    const gone = new Set(request.mutations.map(({ id }) => id));
    disk.replica = { ...disk.replica, rows: disk.replica.rows.filter((row) => !gone.has(row.draft.id)) };
  }
  return { kind: 'problem', status, code: String(body['code']), detail: '', retryAfterSeconds: status === 503 ? 2 : null, body };
}

const withFreshIds = (request: Request): Request => ({
  ...request,
  mutations: request.mutations.map(
    (each) =>
      ({
        ...each,
        id:
          each.id.slice(0, 24) +
          Math.floor(Math.random() * 1e12)
            .toString(16)
            .padStart(12, '0'),
      }) as never,
  ),
});
const withIdsOf = (request: Request, body: Reply['body']): unknown => ({
  ...body,
  results: (body['results'] as object[]).map((result, i) => ({ ...result, id: request.mutations[i]?.id })),
});

/** An answer that calls everything done, as a server does that looks at numbers only. */
const donaAnswer = (request: Request, { replica }: Disk): unknown => ({
  epoch: replica.cursor?.epoch ?? 1,
  version: replica.cursor?.version ?? 0,
  lastSeq: replica.nextSeq,
  snapshot: false,
  minSchema: 1,
  maxSchema: 1,
  serverTime: new Date(0).toISOString().replace('1970', '2026'),
  results: request.mutations.map(({ id, seq }) => ({ id, seq, outcome: 'applied', code: null, by: null, at: null })),
  jobs: [],
  removed: [],
});

export const newDisk = (schedule: Schedule): Disk => ({ replica: emptyReplica(idsOf(schedule).device()) });
