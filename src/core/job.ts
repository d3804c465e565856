// Owns the job: a unit of work for a customer, its crew, and the history that is the record of everything that was ever said of it.
import type { Access, Role } from '#core/crew';
import type { DeviceId, JobId, MemberId, MutationId } from '#core/id';
import type { Language } from '#core/language';
import type { Status } from '#core/status-flow';
import type { TextIntent } from '#core/text-kind';

export interface Customer {
  readonly name: string;
  readonly phone: string;
  readonly email?: string;
  /** that they booked in, and are written to in; the company's where nobody has said */
  readonly language?: Language;
}
/** An arrival window: wall clock in the company's zone, e.g. 10:00–12:00. */
export interface ArrivalWindow {
  readonly date: string;
  readonly slot: string;
  readonly start: string;
  readonly end: string;
}
export interface GeoPoint {
  readonly lat: number;
  readonly lng: number;
}
/** Who said something. */
export interface By {
  readonly kind: 'member' | 'customer' | 'system' | 'import';
  readonly id?: MemberId;
  readonly name: string;
}
/** Somebody acting now: who, with which rights, and in which roles they work. */
export interface Actor extends By {
  readonly access: Access | 'none';
  readonly roles: readonly Role[];
}

export interface Note {
  readonly id: MutationId;
  readonly text: string;
  readonly by: By;
  readonly at: string;
}
export const PHOTO_KINDS = ['before', 'after', 'ticket', 'other'] as const;
export interface Photo {
  readonly sha256: string;
  readonly kind: (typeof PHOTO_KINDS)[number];
  readonly type: string;
  readonly bytes: number;
  readonly by: By;
  readonly at: string;
  readonly state: 'awaiting' | 'stored';
}
/** Stars, one to five; `at` is when it was first given, ISO UTC. */
export interface Rating {
  readonly stars: number;
  readonly text?: string;
  readonly at: string;
}
export type CrewOfJob = { readonly [R in Role]?: MemberId };

/** Why an outcome is not `applied`. */
export type OutcomeCode =
  // superseded
  | 'already-done'
  // needs_review
  | 'cancelled'
  | 'reopened'
  | 'moved-back'
  | 'attempted'
  | 'another-day'
  | 'reassigned'
  | 'field-changed'
  | 'not-legal-now'
  | 'builds-on-review'
  | 'unknown-job'
  // refused
  | 'not-allowed'
  | 'illegal-move'
  | 'unknown-slot'
  | 'unknown-member'
  | 'job-exists'
  | 'too-late'
  | 'no-phone'
  | 'customer-erased'
  | 'overtaken'
  | 'nothing-to-undo'
  | 'nothing-to-review'
  | 'unreadable';

export type Outcome = 'applied' | 'superseded' | 'needs_review' | 'refused';

/** One mutation that reached the server, whatever became of it: the stored result of that mutation, found by `id`. */
export interface HistoryEntry {
  readonly id: MutationId;
  readonly type: string;
  readonly outcome: Outcome;
  /** why, when the outcome is not `applied` (closed union, `OutcomeCode`) */
  readonly code?: OutcomeCode;
  readonly by: By;
  /** who sent it for them, from an exported queue */
  readonly carriedBy?: By;
  /** the device's word, ISO UTC */
  readonly tappedAt: string;
  readonly receivedAt: string;
  /** milliseconds that the device's clock was ahead of the server's */
  readonly skewMs?: number;
  /** states for a move; member ids for `assign`; "date slot" for `reschedule`; stars for `rate` */
  readonly from?: string;
  readonly to?: string;
  /** the role that `from` and `to` are about, when they are members */
  readonly role?: Role;
  /** coded reason of `cannot_complete`, or the words of a `cancel` */
  readonly reason?: string;
  /** the job's revision that this entry made */
  readonly rev: number;
  readonly device?: DeviceId;
  readonly seq?: number;
  /** what was asked, as it came: unknown fields are kept */
  readonly args?: unknown;
  /** the fields' values before, so that an undo can put them back */
  readonly was?: JobFields;
  /** who else already did it, when superseded; the mutation that it contradicts or joins, when it needs review */
  readonly against?: { readonly mutation: MutationId; readonly by: By; readonly at: string };
  /** the claims that a decision took off the list; an undo of it puts them back */
  readonly settled?: readonly ReviewItem[];
  /** raw JSON of what could not be read */
  readonly raw?: string;
}

/** The fields that an edit, a reschedule or an undo sets. `null` in `location` or `email` takes the value away. */
export interface JobFields {
  readonly customer?: Partial<Customer>;
  readonly address?: string;
  readonly service?: string;
  readonly location?: GeoPoint | null;
  readonly window?: ArrivalWindow;
}

/** An open disagreement that a person decides. */
export interface ReviewItem {
  readonly mutation: MutationId;
  readonly type: string;
  readonly code: OutcomeCode;
  readonly by: By;
  readonly tappedAt: string;
  readonly receivedAt: string;
  readonly device?: DeviceId;
  /** the state that accepting it leads to */
  readonly to?: Status;
  readonly reason?: string;
  /** the first mutation of the chain that this one builds on */
  readonly joins?: MutationId;
}

export interface Job {
  readonly id: JobId;
  /** given on receipt; null on a phone that made the job and has not been answered */
  readonly number: number | null;
  readonly status: Status;
  readonly customer: Customer;
  readonly address: string;
  readonly location?: GeoPoint;
  readonly service: string;
  readonly window: ArrivalWindow;
  readonly crew: CrewOfJob;
  readonly notes: readonly Note[];
  readonly photos: readonly Photo[];
  /** oldest first; a booking is the first entry, `create_job` */
  readonly history: readonly HistoryEntry[];
  readonly review?: readonly ReviewItem[];
  /** why a person should look at it: `made-by-crew`, `unknown-slot`, `booked-twice` */
  readonly flags?: readonly string[];
  /** visits that ended in "could not complete" */
  readonly attempts: number;
  /** the customer's word on the visit */
  readonly rating?: Rating;
  /** texts to the customer, oldest first; for the sender and the office */
  readonly texts?: readonly TextIntent[];
  /** when its customer's data were erased on request, ISO UTC */
  readonly erasedAt?: string;
  readonly rev: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** The roles that a member holds on a job now. */
export const rolesOn = (crew: CrewOfJob, member: MemberId): Role[] => (Object.keys(crew) as Role[]).filter((role) => crew[role] === member);

/** How a job is called: its number, or *New job* until it has one. */
export const jobName = (job: Pick<Job, 'number'>): string => (job.number === null ? 'New job' : `#${job.number}`);
