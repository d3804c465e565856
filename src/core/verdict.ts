// Owns the shape of a decision: what becomes of a mutation, what it changes on the job, and how it is written into the history.
import type { Company } from '#core/company';
import type { DeviceId, MemberId } from '#core/id';
import type { Actor, By, HistoryEntry, Job, Outcome, OutcomeCode } from '#core/job';
import type { Mutation } from '#core/mutation';

export interface ApplyContext {
  readonly actor: Actor;
  /** who sends it for the actor */
  readonly carriedBy?: By;
  readonly device: DeviceId | null;
  readonly seq: number | null;
  /** ISO UTC, the server's clock; on a phone its own */
  readonly receivedAt: string;
  /** milliseconds that the device's clock is ahead */
  readonly skewMs: number;
  readonly company: Company;
  /** whether a text that the office wrote has left, or may be leaving; a phone does not know */
  readonly hasLeft?: (text: HistoryEntry) => boolean;
  /** the next job number; null on a phone */
  readonly nextNumber: number | null;
  /** whether the roster has this member; null when it is not at hand */
  readonly memberExists: ((id: MemberId) => boolean) | null;
  /** why a person should look at the job that is made, when whoever files it has seen more than one job */
  readonly flags?: readonly string[];
}

type Told = Partial<Pick<HistoryEntry, 'from' | 'to' | 'reason' | 'role' | 'was' | 'against' | 'settled'>>;
export interface Verdict extends Told {
  readonly outcome: Outcome;
  readonly code?: OutcomeCode;
  /** what changes on the job */
  readonly patch?: Partial<Omit<Job, 'id' | 'history' | 'rev'>>;
}

export const applied = (patch: NonNullable<Verdict['patch']>, told: Told = {}): Verdict => ({ outcome: 'applied', patch, ...told });
export const refused = (code: OutcomeCode): Verdict => ({ outcome: 'refused', code });
export const superseded = (witness: HistoryEntry): Verdict => ({
  outcome: 'superseded',
  code: 'already-done',
  against: witnessOf(witness),
});
export const disputed = (code: OutcomeCode, told: Told = {}, witness?: HistoryEntry): Verdict => ({
  outcome: 'needs_review',
  code,
  ...told,
  ...(witness && { against: witnessOf(witness) }),
});

export const witnessOf = (entry: HistoryEntry) => ({ mutation: entry.id, by: entry.by, at: entry.tappedAt });
export const byOf = ({ kind, id, name }: By): By => ({ kind, name, ...(id && { id }) });

/** The history entry of a mutation: its stored result. */
export function entryOf(mutation: Mutation, context: ApplyContext, verdict: Verdict, rev: number): HistoryEntry {
  const { patch: _, ...told } = verdict;
  return {
    id: mutation.id,
    type: mutation.type,
    ...told,
    by: byOf(context.actor),
    ...(context.carriedBy && { carriedBy: context.carriedBy }),
    tappedAt: mutation.tappedAt,
    receivedAt: context.receivedAt,
    ...(context.skewMs !== 0 && { skewMs: context.skewMs }),
    rev,
    ...(context.device && { device: context.device }),
    ...(context.seq !== null && { seq: context.seq }),
    ...(hasFields(mutation.rawArgs) && { args: mutation.rawArgs }),
  };
}

const hasFields = (args: unknown): boolean => typeof args === 'object' && args !== null && Object.keys(args).length > 0;
