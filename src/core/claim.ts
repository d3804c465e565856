// Owns a job's open claims: how one is made from its history entry, and which come back when the decision on them is undone.
import type { MutationId } from '#core/id';
import type { HistoryEntry, Job, ReviewItem } from '#core/job';
import { isStatus } from '#core/status-flow';

/** The open claim of an entry that needs review; null for any other entry. */
export function claimOf(entry: HistoryEntry, joins: MutationId | undefined): ReviewItem | null {
  if (entry.outcome !== 'needs_review' || entry.code === undefined) return null;
  return {
    mutation: entry.id,
    type: entry.type,
    code: entry.code,
    by: entry.by,
    tappedAt: entry.tappedAt,
    receivedAt: entry.receivedAt,
    ...(entry.device && { device: entry.device }),
    ...(isStatus(entry.to) && { to: entry.to }),
    ...(entry.reason && { reason: entry.reason }),
    ...(joins && { joins }),
  };
}

/** The claims that a decision settled and nobody has withdrawn: without the decision they wait for a person again. */
export function claimsSettledBy(decision: HistoryEntry, { history }: Job): ReviewItem[] {
  const byId = new Map(history.map((entry) => [entry.id, entry]));
  const rootOf = (entry: HistoryEntry): HistoryEntry => {
    const built = entry.code === 'builds-on-review' && entry.against ? byId.get(entry.against.mutation) : undefined;
    return built ? rootOf(built) : entry;
  };
  const claim = decision.against && byId.get(decision.against.mutation);
  if (!claim) return [];
  const withdrawn = new Set(history.filter(isUndone).map((entry) => entry.against?.mutation));
  return history
    .filter((entry) => entry.outcome === 'needs_review' && rootOf(entry) === rootOf(claim) && !withdrawn.has(entry.id))
    .flatMap((entry) => claimOf(entry, rootOf(entry) === entry ? undefined : rootOf(entry).id) ?? []);
}

const isUndone = ({ type, outcome }: HistoryEntry): boolean => type === 'undo' && outcome === 'applied';
