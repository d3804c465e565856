// Owns what must hold once faults are over and the phones have had time: everything has arrived, and everybody sees and was told the same.
import type { MutationId } from '#core/id';
import type { HistoryEntry, Job, Photo } from '#core/job';
import { isPending } from '#sync/outbox';
import { DANA } from '../../support/core-scene.ts';
import { entriesOf, findOtherJobs, findTwice, type Tapped } from './invariants.ts';
import type { Office } from './office.ts';
import { companyOf, RAE, type Person } from './people.ts';
import type { Phone } from './phone.ts';

export interface Scene {
  readonly office: Office;
  readonly phones: readonly Phone[];
  readonly tapped: readonly Tapped[];
  /** photos that no office took, and whose authors have read so */
  readonly letGo: ReadonlySet<MutationId>;
}

export const DESKS: readonly Person[] = [DANA, RAE];

export function findUnrest(scene: Scene): string[] {
  const { office, phones } = scene;
  return [
    ...DESKS.flatMap((desk) => findMissing(scene, desk)),
    ...phones.flatMap(findWaiting),
    ...phones.flatMap((phone) => findOtherJobs(phone.shown().values(), office.storedBook(companyOf(phone.person)), phone) ?? []),
  ];
}

/** By what the bytes themselves say: I1, I2, I3, I9. */
function findMissing({ office, phones, tapped, letGo }: Scene, desk: Person): string[] {
  const book = office.storedBook(companyOf(desk));
  const archived = office.archived(companyOf(desk));
  const entries = [...entriesOf(book), ...archived.flatMap(({ history }) => history)];
  const byId = new Map<MutationId, HistoryEntry>(entries.map((entry) => [entry.id, entry]));
  const ours = tapped.filter(({ by }) => companyOf(by) === companyOf(desk));
  const awaited = [...[...book.jobs.values()].map(({ job }) => job), ...archived].filter((job) =>
    job.photos.some((photo) => photo.state !== 'stored' && !mayBeGone(job, photo, letGo)),
  );
  return [
    ...findTwice(entries),
    ...ours.filter(({ id }) => !byId.has(id)).map(({ by }) => `I2 a tap of ${by.name} never arrived`),
    ...awaited.map(() => 'I9 a photo that was announced is not called stored'),
    ...ours.flatMap((tap) => findToldOtherwise(tap, byId.get(tap.id), phones)),
  ];
}

/** Refused once and put away, then taken by an office that was restored to an earlier day. */
function mayBeGone({ history }: Job, { sha256 }: Photo, letGo: Scene['letGo']): boolean {
  return history.some(({ id, args }) => letGo.has(id) && (args as { sha256?: string } | undefined)?.sha256 === sha256);
}

/** I3: what the history says and what its author was told are the same. */
function findToldOtherwise({ id, by }: Tapped, entry: HistoryEntry | undefined, phones: readonly Phone[]): string[] {
  const rows = phones.filter(({ person }) => person === by).flatMap(({ disk }) => disk.replica.rows.filter(({ draft }) => draft.id === id));
  const told = rows.some(({ result }) => result?.outcome === entry?.outcome);
  return !entry || told ? [] : [`I3 ${entry.type} of ${by.name} was ${entry.outcome}, and ${by.name} was told otherwise`];
}

/** I7 and I9: nothing waits. */
function findWaiting({ name, disk }: Phone): string[] {
  const pending = disk.replica.rows.filter(isPending).length;
  const applied = new Set(disk.replica.rows.filter(({ result }) => result?.outcome === 'applied').map(({ draft }) => draft.id));
  const photos = [...disk.photos.keys()].filter((id) => applied.has(id)).length;
  return [
    ...(pending > 0 ? [`I7 ${name} still holds ${pending}`] : []),
    ...(photos > 0 ? [`I9 ${name} still holds ${photos} photos`] : []),
  ];
}
