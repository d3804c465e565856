// Owns replaying a job's history by itself, without the code that made it: what it says must be what the job is.
import type { MemberId } from '#core/id';
import type { HistoryEntry, Job, JobFields } from '#core/job';
import { STATUSES, type Status } from '#core/status-flow';

interface Replayed {
  status: Status;
  window: string;
  address: string;
  customer: Record<string, string>;
  crew: Record<string, MemberId>;
  notes: string[];
  photos: Set<string>;
  attempts: number;
  /** claims that wait for a person, with the first of their chain */
  claims: Map<string, string>;
}
/** What the mutations of a run carry. */
interface Asked {
  readonly customer?: Record<string, string>;
  readonly address?: string;
  readonly window?: { readonly date: string; readonly slot: string };
  readonly set?: JobFields;
  readonly sha256?: string;
  readonly note?: string;
}

const keyOf = ({ date, slot }: { readonly date: string; readonly slot: string }): string => `${date} ${slot}`;
export const isStatus = (text: string | undefined): text is Status => text !== undefined && (STATUSES as readonly string[]).includes(text);

/** I11: the first thing in which history and job differ; null when they agree. */
export function findDrift(job: Job): string | null {
  const told = replay(job);
  const differs = {
    status: told.status !== job.status,
    window: told.window !== keyOf(job.window),
    address: told.address !== job.address,
    customer: JSON.stringify(told.customer) !== JSON.stringify({ ...told.customer, ...job.customer }),
    crew: !sameCrew(told.crew, job.crew),
    notes: told.notes.join() !== job.notes.map(({ id }) => id).join(),
    photos: [...told.photos].join() !== job.photos.map(({ sha256 }) => sha256).join(),
    attempts: told.attempts !== job.attempts,
    claims:
      [...told.claims.keys()].toSorted().join() !==
      (job.review ?? [])
        .map(({ mutation }) => mutation)
        .toSorted()
        .join(),
  };
  return Object.entries(differs).find(([, is]) => is)?.[0] ?? null;
}

const sameCrew = (a: Record<string, MemberId>, b: Job['crew']): boolean =>
  JSON.stringify(Object.entries(a).toSorted()) === JSON.stringify(Object.entries(b).toSorted());

function replay({ history, crew }: Job): Replayed {
  const [first] = history;
  const begun = (first?.args ?? {}) as Asked;
  // Who makes a job at the kerb is on it: that stands in no entry of its own.
  const begunWith = Object.entries(crew).filter(
    ([role, member]) => member === first?.by.id && !history.some((entry) => entry.role === role && entry.outcome === 'applied'),
  );
  const told: Replayed = {
    status: 'booking_confirmed',
    window: begun.window ? keyOf(begun.window) : '',
    address: begun.address ?? '',
    customer: { ...begun.customer },
    crew: Object.fromEntries(begunWith),
    notes: [],
    photos: new Set(),
    attempts: 0,
    claims: new Map(),
  };
  const byId = new Map(history.map((entry) => [entry.id, entry]));
  const settled = new Map<string, Map<string, string>>();
  for (const entry of history.slice(1)) {
    if (entry.outcome === 'applied') follow(told, entry, byId);
    followClaims(told, entry, settled);
  }
  return told;
}

function follow(told: Replayed, entry: HistoryEntry, byId: ReadonlyMap<string, HistoryEntry>): void {
  const about = entry.against && byId.get(entry.against.mutation);
  const asked = (entry.args ?? {}) as Asked;
  if (entry.role) setRole(told, entry);
  else if (isStatus(entry.to)) told.status = entry.to;
  else if (entry.was?.window && entry.to) told.window = entry.to;
  if (entry.type === 'add_note' || (entry.type === 'cannot_complete' && asked.note)) told.notes.push(entry.id);
  if (entry.type === 'attach_photo' && asked.sha256) told.photos.add(asked.sha256);
  if (entry.type === 'edit_job') setFields(told, asked.set);
  if (entry.type === 'resolve_review' && entry.reason === 'accept' && about?.type === 'edit_job')
    setFields(told, (about.args as Asked).set);
  if (entry.type === 'undo' && about) setFields(told, about.outcome === 'applied' ? about.was : undefined);
  told.attempts += attemptsOf(entry, about, byId);
}

/** A claim waits until somebody decides on its chain or its author withdraws it; an undone decision leaves it waiting again. */
function followClaims(
  { claims }: Replayed,
  { id, type, outcome, code, against }: HistoryEntry,
  settled: Map<string, Map<string, string>>,
): void {
  const about = against?.mutation ?? '';
  if (outcome === 'needs_review') claims.set(id, (code === 'builds-on-review' && claims.get(about)) || id);
  if (outcome !== 'applied') return;
  if (type === 'resolve_review') {
    const root = claims.get(about);
    const chain = [...claims].filter(([, first]) => first === root);
    settled.set(id, new Map(chain));
    for (const [claim] of chain) claims.delete(claim);
  }
  if (type !== 'undo') return;
  claims.delete(about);
  for (const [claim, first] of settled.get(about) ?? []) claims.set(claim, first);
}

function setRole({ crew }: Replayed, { role = 'driver', to }: HistoryEntry): void {
  if (to) crew[role] = to as MemberId;
  else Reflect.deleteProperty(crew, role);
}

function setFields(told: Replayed, set: JobFields | undefined): void {
  if (set?.address !== undefined) told.address = set.address;
  Object.assign(told.customer, set?.customer);
}

/** One attempt, one trip fee: counted when it is reported or accepted, and no longer when that is taken back. */
function attemptsOf(entry: HistoryEntry, about: HistoryEntry | undefined, byId: ReadonlyMap<string, HistoryEntry>): number {
  if (entry.type === 'cannot_complete') return 1;
  if (entry.type === 'resolve_review') return entry.reason === 'accept' && about?.type === 'cannot_complete' ? 1 : 0;
  if (entry.type !== 'undo' || about?.outcome !== 'applied') return 0;
  const before = about.against && byId.get(about.against.mutation);
  return -attemptsOf(about, before, byId);
}
