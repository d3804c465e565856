// Owns ports in memory, for tests of decisions above the stores. The stores themselves are tested against real servers.
import { createHash, randomBytes } from 'node:crypto';
import { emptyArchive, readArchive, writeArchive, type ArchiveObject } from '#core/archive-object';
import type { CompanyRecord } from '#core/company-record';
import { isFree, type DayAvailability, type DayOff } from '#core/crew';
import type { MemberId } from '#core/id';
import { emptyBook, readBook, writeBook, type JobBook } from '#core/job-book';
import { laidOver } from '#core/let-go';
import { photoTypeOf } from '#core/photo';
import { problem } from '#core/problem';
import { ok, refuse } from '#core/result';
import type {
  CompanyStore,
  DueRow,
  DueStore,
  HeldCompany,
  JobArchive,
  JobStore,
  LogEntry,
  PhotoStore,
  Ports,
  RosterStore,
  ShortLivedStore,
  StoredMember,
} from '#lambda/port';
import { memoryTable } from './memory-table.ts';

export interface MemoryPorts extends Ports {
  readonly clock: { nowMs: number };
  readonly logged: LogEntry[];
  /** bytes under "tenant sha256" */
  readonly photos: Map<string, Uint8Array>;
  /** archive objects as they would be stored, under "tenant day" */
  readonly archives: Map<string, string>;
  /** jobs.json of a company as it would be stored */
  stored(tenant: string): string | undefined;
}

export function memoryPorts(nowMs = Date.parse('2026-11-24T15:00:00Z')): MemoryPorts {
  const books = new Map<string, string>();
  const table = process.env['JOBS_ON'] === 'dynamodb' ? memoryTable() : null;
  const rosters = new Map<string, RosterStore>();
  const archives = new Map<string, string>();
  const photos = new Map<string, Uint8Array>();
  const clock = { nowMs };
  const logged: LogEntry[] = [];
  return {
    clock,
    logged,
    photos,
    archives,
    stored: (tenant) => (table ? table.stored(tenant) : books.get(tenant)),
    openJobStore: (tenant) => table?.open(tenant) ?? memoryJobStore(books, tenant),
    openArchive: (tenant) => memoryArchive(archives, tenant),
    openRoster(tenant) {
      const roster = rosters.get(tenant) ?? memoryRoster();
      rosters.set(tenant, roster);
      return roster;
    },
    openPhotos: (tenant) => memoryPhotos(photos, tenant),
    openLogos: (tenant) => ({
      read: (sha256) => Promise.resolve(photos.get(`${tenant} logo ${sha256}`) ?? null),
      write: (sha256, bytes) => Promise.resolve(void photos.set(`${tenant} logo ${sha256}`, bytes)),
    }),
    companies: memoryCompanies(),
    shortLived: memoryShortLived(clock),
    due: memoryDue(),
    now: () => clock.nowMs,
    randomBytes: (count) => randomBytes(count),
    log: (entry) => void logged.push(entry),
  };
}

function memoryCompanies(): CompanyStore {
  const held = new Map<string, HeldCompany>();
  let writes = 0;
  const put = (record: CompanyRecord): HeldCompany => {
    const next = { ...record, revision: `r${++writes}` };
    held.set(record.company.slug, next);
    return next;
  };
  return {
    read: (slug) => Promise.resolve(held.get(slug)?.company ?? null),
    change(slug, decide) {
      const before = held.get(slug);
      if (!before) return Promise.resolve(refuse(problem('not-found', 'No company is known by this name.')));
      const decided = decide(before);
      return Promise.resolve(decided.ok ? ok(decided.value ? put(decided.value) : before) : decided);
    },
    write: (company) => Promise.resolve(void put({ company, changed: {} })),
    create(company) {
      if (held.has(company.slug)) return Promise.resolve(false);
      put({ company, changed: {} });
      return Promise.resolve(true);
    },
    list: () => Promise.resolve([...held.keys()]),
  };
}

function memoryJobStore(books: Map<string, string>, tenant: string): JobStore {
  let last: { readonly text: string | undefined; readonly book: JobBook } | null = null;
  const read = (): JobBook => {
    const text = books.get(tenant);
    if (last?.text === text && last) return last.book;
    const book = parse(text);
    last = { text, book };
    return book;
  };
  const parse = (text: string | undefined): JobBook => {
    const book = text === undefined ? ok(emptyBook()) : readBook(JSON.parse(text));
    if (!book.ok) throw new Error(book.error);
    return book.value;
  };
  return {
    read: () => Promise.resolve(ok(read())),
    change(decide) {
      const decided = decide(read(), books.get(tenant)?.length ?? 0);
      if (decided.ok && decided.value.book) books.set(tenant, writeBook(decided.value.book));
      return Promise.resolve(decided.ok ? ok(decided.value.answer) : decided);
    },
  };
}

function memoryArchive(archives: Map<string, string>, tenant: string): JobArchive {
  const held = (day: string): ArchiveObject => {
    const text = archives.get(`${tenant} ${day}`);
    const read = text === undefined ? ok(emptyArchive()) : readArchive(JSON.parse(text));
    if (!read.ok) throw new Error(read.error);
    return read.value;
  };
  const archive: JobArchive = {
    read: (day) => Promise.resolve(ok(held(day).jobs)),
    lay: (day, jobs) => archive.change(day, (known) => laidOver(known, jobs)),
    change(day, decide) {
      const before = held(day);
      const jobs = decide(before.jobs);
      if (jobs && jobs !== before.jobs) archives.set(`${tenant} ${day}`, writeArchive({ ...before, jobs }));
      return Promise.resolve(ok(null));
    },
  };
  return archive;
}

function memoryPhotos(photos: Map<string, Uint8Array>, tenant: string): PhotoStore {
  return {
    find(sha256) {
      const bytes = photos.get(`${tenant} ${sha256}`);
      const found = bytes && { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length, type: photoTypeOf(bytes) };
      return Promise.resolve(found ?? null);
    },
    signUpload: ({ sha256, type }) => Promise.resolve({ url: `memory:${tenant}/${sha256}`, headers: { 'content-type': type } }),
    signView: (sha256) => Promise.resolve(`memory:${tenant}/${sha256}`),
    remove: (sha256) => Promise.resolve(void photos.delete(`${tenant} ${sha256}`)),
  };
}

function memoryRoster(): RosterStore {
  const members = new Map<MemberId, StoredMember>();
  const away = new Map<MemberId, Map<string, Omit<DayOff, 'roles'>>>();
  const days = new Map<MemberId, Map<string, DayAvailability>>();
  return {
    members: () => Promise.resolve([...members.values()]),
    saveMember(record, ifRev) {
      const rev = members.get(record.member.id)?.rev ?? 0;
      if (ifRev !== undefined && ifRev !== rev) return Promise.resolve(false);
      members.set(record.member.id, { ...record, rev: rev + 1 });
      return Promise.resolve(true);
    },
    availability(from, to, role) {
      const inRange = [...days].map(
        ([id, each]) => [id, [...each.values()].filter((day) => day.date >= from && day.date <= to && day.roles.length > 0)] as const,
      );
      const wanted = inRange.map(
        ([id, all]) => [id, role ? all.filter((day) => isFree({ availability: all }, day.date, role)) : all] as const,
      );
      return Promise.resolve(new Map(wanted.filter(([, all]) => all.length > 0)));
    },
    timeOff(from, to) {
      const inRange = [...away].map(([id, each]) => [id, [...each.values()].filter(({ date }) => date >= from && date <= to)] as const);
      return Promise.resolve(new Map(inRange.filter(([, all]) => all.length > 0)));
    },
    setAvailability(member, changes) {
      const known = days.get(member) ?? new Map<string, DayAvailability>();
      const gone = away.get(member) ?? new Map<string, Omit<DayOff, 'roles'>>();
      for (const { date, roles, off } of changes) {
        if (roles) known.set(date, { date, roles: [...roles] });
        if (off) gone.set(date, { date, ...off });
        if (off === null) gone.delete(date);
      }
      days.set(member, known);
      away.set(member, gone);
      return Promise.resolve();
    },
  };
}

function memoryShortLived(clock: { nowMs: number }): ShortLivedStore {
  const rows = new Map<string, { value: unknown; revision: number; expiresAtMs: number }>();
  const live = (key: string) => {
    const row = rows.get(key);
    return row && row.expiresAtMs > clock.nowMs ? row : undefined;
  };
  return {
    get(key) {
      const row = live(key);
      return Promise.resolve(row ? { value: row.value, revision: row.revision } : null);
    },
    put(key, value, expiresAtMs, ifRevision) {
      const revision = live(key)?.revision ?? 0;
      if (ifRevision !== undefined && ifRevision !== revision) return Promise.resolve(false);
      rows.set(key, { value, revision: revision + 1, expiresAtMs });
      return Promise.resolve(true);
    },
    increment(key, expiresAtMs) {
      const row = live(key);
      const count = (typeof row?.value === 'number' ? row.value : 0) + 1;
      rows.set(key, { value: count, revision: count, expiresAtMs: row?.expiresAtMs ?? expiresAtMs });
      return Promise.resolve(count);
    },
    decrement(key) {
      const row = live(key);
      if (typeof row?.value === 'number' && row.value > 0) rows.set(key, { ...row, value: row.value - 1, revision: row.value - 1 });
      return Promise.resolve();
    },
    remove: (key) => Promise.resolve(void rows.delete(key)),
  };
}

function memoryDue(): DueStore {
  const rows = new Map<string, { dueAtMs: number; revision: number }>();
  let revisions = 0;
  return {
    set(key, dueAtMs) {
      rows.set(key, { dueAtMs, revision: ++revisions });
      return Promise.resolve(revisions);
    },
    due(nowMs, most, after) {
      const inOrder = (a: DueRow, b: DueRow) => a.dueAtMs - b.dueAtMs || (a.key < b.key ? -1 : 1);
      const waiting = [...rows].map(([key, row]) => ({ key, ...row })).filter(({ dueAtMs }) => dueAtMs <= nowMs);
      const behind = after ? waiting.filter((row) => row.key !== after.key && inOrder(row, after) > 0) : waiting;
      return Promise.resolve(behind.toSorted(inOrder).slice(0, most));
    },
    settle(key, revision, nextMs) {
      if (rows.get(key)?.revision !== revision) return Promise.resolve();
      if (nextMs === null) rows.delete(key);
      else rows.set(key, { dueAtMs: nextMs, revision: ++revisions });
      return Promise.resolve();
    },
  };
}
