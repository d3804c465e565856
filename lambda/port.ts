// Owns what the use cases need from the outside: small ports, named by role. A store is opened for a tenant, so no method can forget it.
import type { Company } from '#core/company';
import type { CompanyRecord } from '#core/company-record';
import type { DayAvailability, DayOff, Member, Role } from '#core/crew';
import type { JobId, MemberId, TenantId } from '#core/id';
import type { Job } from '#core/job';
import type { JobBook } from '#core/job-book';
import type { PhotoFacts, PhotoUpload } from '#core/photo';
import type { Problem } from '#core/problem';
import type { Result } from '#core/result';
import type { DayChange } from '#core/roster-calendar';

/** What a decision makes of a book: a new one to be saved, or null when there is nothing to write; and its answer. */
export interface Change<Answer> {
  readonly book: JobBook | null;
  readonly answer: Answer;
}

/** One company's jobs. */
export interface JobStore {
  /** The newest book; an empty one when the company has none yet. Refuses with `store-broken`, `store-unreachable`. */
  read(): Promise<Result<JobBook, Problem>>;
  /**
   * Decides on the newest book and saves by compare-and-swap. `decide` is pure: it runs again on each newer book, and must find what
   * it already wrote (by mutation id), because a lost reply looks like a conflict. Refuses with `store-busy` after a capped number of
   * tries, `store-broken`, `store-unreachable`, or what `decide` refuses: then nothing is written. `storedBytes` is the book's size as
   * it was read, uncompressed; 0 when there is none yet, null where the limit of one object does not hold.
   */
  change<Answer>(decide: (book: JobBook, storedBytes: number | null) => Result<Change<Answer>, Problem>): Promise<Result<Answer, Problem>>;
}

/** One company's jobs that have left the book, in an object for each UTC day of their ids. The book notes which days there are. */
export interface JobArchive {
  /** The jobs of one day by their id; none when there is no object. Refuses with `store-broken`, `store-unreachable`. */
  read(day: string): Promise<Result<ReadonlyMap<JobId, Job>, Problem>>;
  /**
   * Lays jobs into a day's object by compare-and-swap, and writes nothing when they lie there already. One that has gone on from what is
   * laid stays as it is. Refuses as `read`, or with `store-busy`.
   */
  lay(day: string, jobs: readonly Job[]): Promise<Result<null, Problem>>;
  /** Decides on a day's jobs as they are stored and saves by compare-and-swap; null or the same map: nothing to write. */
  change(day: string, decide: (jobs: ReadonlyMap<JobId, Job>) => ReadonlyMap<JobId, Job> | null): Promise<Result<null, Problem>>;
}

/** A company's settings with the revision that is stored: an opaque word, another one after each write. */
export interface HeldCompany extends CompanyRecord {
  readonly revision: string;
}

/** Companies by their slug; null when there is none. Throws `CompanyBroken`, `StoreUnreachable`. */
export interface CompanyStore {
  /** At most half a minute old; `fresh`: as it is stored now. */
  read(slug: string, fresh?: 'fresh'): Promise<Company | null>;
  /**
   * Decides on the settings as they are stored and saves by compare-and-swap; answers them as they then are. `decide` is pure, answers
   * null when there is nothing to write, and runs again on newer ones. Refuses with `not-found`, `store-busy`, or what `decide` refuses.
   */
  change(slug: string, decide: (held: HeldCompany) => Result<CompanyRecord | null, Problem>): Promise<Result<HeldCompany, Problem>>;
  write(company: Company): Promise<void>;
  /** Writes a company under a name that nobody has; answers whether it did. */
  create(company: Company): Promise<boolean>;
  list(): Promise<readonly string[]>;
}

/** One company's photos, by the SHA-256 of their bytes. Throws `StoreUnreachable`. */
export interface PhotoStore {
  /** What lies there, hashed and looked at now; null when there is nothing. */
  find(sha256: string): Promise<{ readonly sha256: string; readonly bytes: number; readonly type: string | null } | null>;
  signUpload(photo: PhotoFacts): Promise<PhotoUpload>;
  /** An address that shows the photo for some minutes. */
  signView(sha256: string): Promise<string>;
  /** Nothing happens where nothing lies. */
  remove(sha256: string): Promise<void>;
}

/** One company's logos, by the SHA-256 of their bytes: what is written once never changes. Throws `StoreUnreachable`. */
export interface LogoStore {
  read(sha256: string): Promise<Uint8Array | null>;
  write(sha256: string, bytes: Uint8Array, type: string): Promise<void>;
}

/** Who changed a member last. `at` is ISO UTC. */
export interface MemberChanged {
  readonly by: string;
  readonly at: string;
}

/** A member with what signs them in: a PHC-style scrypt string, null while nobody may sign in as them. */
export interface MemberRecord {
  readonly member: Member;
  readonly passwordHash: string | null;
  readonly changed?: MemberChanged;
}
/** `rev` grows by one with each save; 0 for rows of before revisions. */
export interface StoredMember extends MemberRecord {
  readonly rev: number;
}

/** One company's crew. Throws `RosterBroken` when a stored row cannot be read. */
export interface RosterStore {
  members(): Promise<readonly StoredMember[]>;
  /** Writes; with `ifRev` only when that is the stored revision (0: none). Answers whether it was written. */
  saveMember(record: MemberRecord, ifRev?: number): Promise<boolean>;
  /** What is planned between two local dates, both included, in one role or in all, time off not looked at; per member and date. */
  availability(from: string, to: string, role?: Role): Promise<ReadonlyMap<MemberId, readonly DayAvailability[]>>;
  /** Who is away on which of the days, both included. */
  timeOff(from: string, to: string): Promise<ReadonlyMap<MemberId, readonly Omit<DayOff, 'roles'>[]>>;
  /** Sets the given dates; an empty list of roles means not available. */
  setAvailability(member: MemberId, days: readonly DayChange[]): Promise<void>;
}

/** What is short-lived: positions, contacts, sessions, counters. Values are JSON; an expired one is never returned. */
export interface ShortLivedStore {
  get(key: string): Promise<{ readonly value: unknown; readonly revision: number } | null>;
  /** Writes; with `ifRevision` only when the stored revision is that one (0: absent). Answers whether it was written. */
  put(key: string, value: unknown, expiresAtMs: number, ifRevision?: number): Promise<boolean>;
  /** Adds one and answers the new count; a counter that is new or expired starts at 1 with this expiry. */
  increment(key: string, expiresAtMs: number): Promise<number>;
  /** Takes back one that was added, if it still counts. */
  decrement(key: string): Promise<void>;
  remove(key: string): Promise<void>;
}

export interface DueRow {
  readonly key: string;
  readonly revision: number;
  readonly dueAtMs: number;
}
/** What is to be looked at again, by time. A look that was cut stays due. */
export interface DueStore {
  /** Whatever was set before is replaced; answers the revision that settling it must name. */
  set(key: string, dueAtMs: number): Promise<number>;
  /** Those that are due, the longest waiting first; with `after`, those behind it, settled or not. */
  due(nowMs: number, most: number, after?: DueRow): Promise<readonly DueRow[]>;
  /** To be looked at again then, or not at all; does nothing when somebody has set it since. */
  settle(key: string, revision: number, nextMs: number | null): Promise<void>;
}

/** A text on its way out. `tenant` and `id` come back in what the provider tells of it. */
export interface OutgoingText {
  /** E.164 */
  readonly to: string;
  readonly from: string;
  readonly body: string;
  readonly tenant: TenantId;
  readonly id: string;
}
/** `busy`: certainly not sent, and worth another try. */
export type SendAnswer =
  | { readonly kind: 'accepted'; readonly messageId: string }
  | { readonly kind: 'refused'; readonly why: 'opted-out' | 'country' | 'no-phone' | 'refused'; readonly code: string }
  | { readonly kind: 'busy'; readonly code: string };
/** Sends once: never again by itself. Throws when nobody knows whether it was sent. */
export interface TextSender {
  send(text: OutgoingText): Promise<SendAnswer>;
}

/** Everything outside, as the composition root hands it over. */
export interface Ports {
  openJobStore(tenant: TenantId): JobStore;
  openArchive(tenant: TenantId): JobArchive;
  openRoster(tenant: TenantId): RosterStore;
  openPhotos(tenant: TenantId): PhotoStore;
  openLogos(tenant: TenantId): LogoStore;
  readonly companies: CompanyStore;
  readonly shortLived: ShortLivedStore;
  /** jobs whose texts are to be looked at */
  readonly due: DueStore;
  /** milliseconds since 1970 */
  now(): number;
  randomBytes(count: number): Uint8Array;
  log(entry: LogEntry): void;
}

/** One structured log line: ids and codes, never names, phones, addresses or tokens. */
export interface LogEntry {
  readonly level: 'info' | 'warn' | 'error';
  readonly event: string;
  readonly [field: string]: string | number | boolean | null | undefined;
}
