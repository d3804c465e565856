// Owns the way between a phone and the office: requests and answers get lost, come late, come twice, or somebody else answers.
import type { PhotoUpload } from '#core/photo';
import { ok, refuse, type Result } from '#core/result';
import { sha256Of } from './photo-bucket.ts';
import type { PhotoRemote, Remote, RemoteFailure } from '#sync/port';
import type { Disk } from './disk.ts';
import type { Reply } from './office.ts';
import type { Person } from './people.ts';
import type { World } from './world.ts';

/** What the network knows of a phone. */
export interface Line {
  /** who the browser's cookies belong to; null: nobody */
  signedAs: Person | null;
  offlineUntilMs: number;
  /** the schema that this phone's app writes, beside what the office reads: 0 is too old for it, 2 too new */
  schema: 0 | 1 | 2;
}

const NETWORK: RemoteFailure = { kind: 'network' };
const UNSIGNED: Reply = { status: 401, body: { code: 'not-signed-in' } };
/** As the real adapters do: a request without end would look like sending for ever. */
const EXCHANGE_TIMEOUT_MS = 30_000;
const ASK_TIMEOUT_MS = 20_000;
const UPLOAD_TIMEOUT_MS = 120_000;

type Request = Parameters<Remote['exchange']>[0];

export function remoteOf(world: World, line: Line, disk: Disk): Remote {
  const { office, mutant } = world;
  return {
    exchange: (request) =>
      inTime(world, EXCHANGE_TIMEOUT_MS, async () => {
        const reply = await carried(world, line, (signedAs) => office.sync(signedAs, JSON.parse(wireOf(request))));
        if (reply.ok && reply.value.status === 200) return ok(reply.value.body);
        if (reply.ok && mutant === 'seq reset' && reply.value.body['code'] === 'sequence-reused') return ok(calledDone(request, disk));
        const failure = reply.ok ? failureOf(reply.value) : reply.error;
        if (failure.kind !== 'network' && mutant === `dropped on ${failure.status}`) drop(request);
        return refuse(failure);
      }),
  };

  function wireOf(request: Request): string {
    const { schema } = line;
    const sent = mutant === 'sequence not checked' ? { ...request, mutations: request.mutations.slice(-1) } : request;
    return JSON.stringify(schema === 1 ? sent : { ...sent, mutations: sent.mutations.map((each) => ({ ...each, schema })) });
  }

  /** A status is taken for an answer. */
  function drop({ mutations }: Request): void {
    const gone = new Set(mutations.map(({ id }) => id));
    disk.replica = { ...disk.replica, rows: disk.replica.rows.filter((row) => !gone.has(row.draft.id)) };
  }
}

export function photoRemoteOf(world: World, line: Line, disk: Disk): PhotoRemote {
  const { schedule, office, mutant } = world;
  return {
    ask: ({ id: _, job, ...fields }) =>
      inTime(world, ASK_TIMEOUT_MS, async () => {
        const reply = await carried(world, line, (signedAs) => office.askPhoto(signedAs, job, fields));
        if (!reply.ok) return reply;
        if (reply.value.status !== 200) return refuse(failureOf(reply.value));
        const { state, upload } = reply.value.body;
        return ok(state === 'stored' ? 'stored' : (upload as PhotoUpload));
      }),
    upload: ({ url }, bytes) =>
      inTime(world, UPLOAD_TIMEOUT_MS, async () => {
        if (mutant === 'photo dropped after its upload') dropPhoto(sha256Of(new Uint8Array(bytes)));
        await schedule.sleep(schedule.random() * 200);
        if (schedule.nowMs() < line.offlineUntilMs) return refuse(NETWORK);
        const status = await office.photos.put(url, new Uint8Array(bytes)).catch(() => 0);
        if (status === 0 || schedule.nowMs() < line.offlineUntilMs) return refuse(NETWORK);
        return status === 200 ? ok(null) : refuse<RemoteFailure>({ kind: 'unexpected', status });
      }),
  };

  function dropPhoto(sha256: string): void {
    for (const [id, { photo }] of disk.photos) if (photo.sha256 === sha256) disk.photos.delete(id);
  }
}

/** There and back, with whatever happens on the way. */
async function carried(
  { schedule, calm }: World,
  line: Line,
  ask: (signedAs: Person) => Promise<Reply>,
): Promise<Result<Reply, RemoteFailure>> {
  const slow = (): number => 5 + schedule.random() * (schedule.chance(0.05) ? 20_000 : 300);
  const bad = !calm;
  await schedule.sleep(slow());
  if (schedule.nowMs() < line.offlineUntilMs || (bad && schedule.chance(0.06))) return refuse(NETWORK);
  // A portal, a proxy, a firewall: none of them is the office.
  if (bad && schedule.chance(0.02)) return refuse({ kind: 'unexpected', status: schedule.pick([200, 403, 404, 429, 502]) });
  const { signedAs } = line;
  if (!signedAs) return ok(UNSIGNED);
  // Delivered twice: the second time whenever it likes.
  if (bad && schedule.chance(0.04)) void schedule.sleep(schedule.random() * 5_000).then(() => ask(signedAs));
  const reply = await ask(signedAs);
  await schedule.sleep(slow());
  if (schedule.nowMs() < line.offlineUntilMs || (bad && schedule.chance(0.08))) return refuse(NETWORK);
  return ok(reply);
}

async function inTime<Value>({ schedule }: World, timeoutMs: number, work: () => Promise<Result<Value, RemoteFailure>>) {
  let callOff = (): void => undefined;
  const late = new Promise<Result<Value, RemoteFailure>>((resolve) => {
    callOff = schedule.after(timeoutMs, () => resolve(refuse(NETWORK)));
  });
  return Promise.race([work(), late]).finally(callOff);
}

const failureOf = ({ status, body }: Reply): RemoteFailure => ({
  kind: 'problem',
  status,
  code: String(body['code']),
  detail: '',
  retryAfterSeconds: status === 503 ? 2 : null,
  body,
});

/** An answer that calls everything done, as an office does that looks at numbers only. */
const calledDone = (request: Request, { replica }: Disk): unknown => ({
  epoch: replica.cursor?.epoch ?? 1,
  version: replica.cursor?.version ?? 0,
  lastSeq: replica.nextSeq,
  snapshot: false,
  minSchema: 1,
  maxSchema: 1,
  serverTime: '2026-11-24T15:00:00.000Z',
  results: request.mutations.map(({ id, seq }) => ({ id, seq, outcome: 'applied', code: null, by: null, at: null })),
  jobs: [],
  removed: [],
});
