// Owns looking on: after every step whatever has changed is checked against all invariants, and at rest the rest of them.
import type { MutationId } from '#core/id';
import type { JobBook } from '#core/job-book';
import type { Job } from '#core/job';
import { isPending } from '#sync/outbox';
import type { MutationResult } from '#core/protocol';
import type { Replica } from '#sync/port';
import type { Disk } from './disk.ts';
import { entriesOf, findDisorder, findIllegal, findOtherJobs, findOtherNames, findTwice, findUntold, type Tapped } from './invariants.ts';
import { companyOf, type Person } from './people.ts';
import type { Phone } from './phone.ts';
import { DESKS, findUnrest } from './rest.ts';
import type { World } from './world.ts';

export interface Watch {
  /** A screen has called this kept. */
  kept(tap: Tapped, phone: Phone): void;
  /** Somebody has read what became of their tap, and put the notice away. */
  read(id: MutationId, result: MutationResult | null): void;
  /** After every step; cheap, because only what has changed is looked at. */
  step(): void;
  /** Once faults are over and the phones have had time: what is still wrong. */
  atRest(): readonly string[];
}

export function createWatch(world: World, phones: readonly Phone[]): Watch {
  const { office } = world;
  const tapped: Tapped[] = [];
  const authors = new Map<MutationId, Person>();
  const read = new Set<MutationId>();
  const letGo = new Set<MutationId>();
  const seenBooks = new Map<Person, JobBook>();
  const seenDisks = new Map<Disk, Replica>();
  const sound = new WeakSet<object>();
  let seenTaps = 0;
  let seenPhotos = 0;
  const tell = (...found: (string | null)[]): void => {
    for (const each of found) if (each !== null) world.violation(each);
  };

  return {
    kept(tap, phone) {
      tapped.push(tap);
      authors.set(tap.id, tap.by);
      tell(notShown(tap, phone));
    },
    read(id, result) {
      read.add(id);
      // A photo that no office takes, or whose job none knows, may go once its author knows.
      if (result?.outcome === 'refused' || result?.code === 'unknown-job') letGo.add(id);
    },
    step() {
      let changed = seenTaps !== tapped.length;
      seenTaps = tapped.length;
      for (const desk of DESKS) {
        const book = office.book(companyOf(desk));
        if (seenBooks.get(desk) === book) continue;
        seenBooks.set(desk, book);
        changed = true;
        checkBook(book, desk);
      }
      for (const phone of phones) {
        const { replica } = phone.disk;
        if (seenDisks.get(phone.disk) === replica) continue;
        seenDisks.set(phone.disk, replica);
        changed = true;
        checkPhone(phone, replica);
      }
      if (changed) tell(lost());
      const held = phones.reduce((sum, { disk }) => sum + disk.photos.size, 0);
      if (held !== seenPhotos) tell(lostPhoto());
      seenPhotos = held;
    },
    atRest: () => findUnrest({ office, phones, tapped, letGo }),
  };

  function checkBook(book: JobBook, desk: Person): void {
    for (const { job } of book.jobs.values()) {
      if (sound.has(job)) continue;
      sound.add(job);
      tell(
        ...findTwice(job.history),
        ...findIllegal(job),
        ...findDisorder(job),
        ...findOtherNames(job.history, authors),
        unseenPhoto(job, desk),
        strangerIn(job, desk),
      );
    }
  }

  function checkPhone(phone: Phone, { rows, jobs, cursor }: Replica): void {
    for (const row of rows) {
      if (sound.has(row)) continue;
      sound.add(row);
      tell(findUntold(row, read, jobs.get(row.draft.job)));
    }
    if (cursor === null || sound.has(cursor)) return;
    sound.add(cursor);
    const books = office.booksAt(companyOf(phone.person), cursor);
    const findings = books.map((book) => findOtherJobs(jobs.values(), book, phone));
    if (findings.length > 0 && findings.every((finding) => finding !== null)) tell(findings[0] ?? null);
  }

  /** I6, its other half: what was just kept and has no answer yet is laid over what the office said. */
  function notShown({ id }: Tapped, phone: Phone): string | null {
    const row = phone.disk.replica.rows.find(({ draft }) => draft.id === id);
    const job = row && phone.shown().get(row.draft.job);
    if (!row || !isPending(row) || !phone.engine() || (!job && row.draft.type !== 'create_job')) return null;
    return job?.history.some((entry) => entry.id === id) ? null : `I6 ${phone.name} does not show its own ${row.draft.type}`;
  }

  /** I2: what a screen called kept is on a disk or in the history, never in neither. */
  function lost(): string | null {
    const there = [...[...seenBooks.values()].map(idsIn), ...[...seenDisks.values()].map(({ rows }) => idsOnDisk(rows))];
    const gone = tapped.filter(({ id }) => !there.some((ids) => ids.has(id))).find((tap) => !isArchived(tap));
    return gone ? `I2 a tap of ${gone.by.name} is neither on a phone nor with the office` : null;
  }

  function isArchived({ id, by }: Tapped): boolean {
    return office.archived(companyOf(by)).some(({ history }) => history.some((entry) => entry.id === id));
  }

  /** I10, its other half: nothing of another company. */
  function strangerIn({ history }: Job, desk: Person): string | null {
    const stranger = history.map(({ id }) => authors.get(id)).find((by) => by && companyOf(by) !== companyOf(desk));
    return stranger ? `I10 a tap of ${stranger.name} is with another company` : null;
  }

  /** I9: a photo is called stored only when the right bytes lie there. */
  function unseenPhoto({ photos }: Job, desk: Person): string | null {
    const unseen = photos.find(({ state, sha256 }) => state === 'stored' && !holds(sha256, desk));
    return unseen ? 'I9 a photo is called stored, and its bytes are not there' : null;
  }

  /** I9: until then a phone has them. */
  function lostPhoto(): string | null {
    const gone = tapped.find(
      ({ id, by, sha256 }) => sha256 !== null && !letGo.has(id) && !holds(sha256, by) && !phones.some(({ disk }) => disk.photos.has(id)),
    );
    return gone ? `I9 a photo of ${gone.by.name} is neither on a phone nor in the bucket` : null;
  }

  function holds(sha256: string, person: Person): boolean {
    return office.photos.holds(companyOf(person).slug, sha256);
  }
}

const ids = new WeakMap<object, ReadonlySet<MutationId>>();
/** Books and rows never change, so each are looked through once. */
function idsOf(thing: object, read: () => MutationId[]): ReadonlySet<MutationId> {
  const known = ids.get(thing) ?? new Set(read());
  ids.set(thing, known);
  return known;
}
const idsIn = (book: JobBook): ReadonlySet<MutationId> => idsOf(book, () => entriesOf(book).map(({ id }) => id));
const idsOnDisk = (rows: Replica['rows']): ReadonlySet<MutationId> => idsOf(rows, () => rows.map(({ draft }) => draft.id));
