// Owns the moves between states: the four decision rules, in their order.
import { rolesOn, type HistoryEntry, type Job, type OutcomeCode } from '#core/job';
import type { MutationOf } from '#core/mutation';
import type { Seen } from '#core/seen';
import { movesBack, moveTarget, isStatus, type MoveType, type Status } from '#core/status-flow';
import { applied, byOf, disputed, refused, superseded, type ApplyContext, type Verdict } from '#core/verdict';

type Move = MutationOf<MoveType>;

/**
 * 1 illegal from what its author saw → refused · (a move on one of the same device under review joins it) · 2 somebody did the same
 * step → superseded · 3 the ground moved under it → needs review · 4 legal now → applied, else needs review.
 */
export function judgeMove(job: Job, seen: Seen, move: Move, context: ApplyContext): Verdict {
  const wanted = move.type === 'set_status' ? move.args.to : null;
  const to = moveTarget(move.type, seen.status, wanted);
  if (to === null) return refused('illegal-move');
  const told = { from: job.status, to, ...reasonOf(move) };

  const built = job.review?.find(
    (item) => item.to === seen.status && item.device === context.device && item.by.id === context.actor.id && context.device !== null,
  );
  if (built)
    return {
      outcome: 'needs_review',
      code: 'builds-on-review',
      ...told,
      against: { mutation: built.mutation, by: built.by, at: built.tappedAt },
    };

  const same = sameStep(seen.since, move.type, seen.status, to);
  if (same) return superseded(same);

  const shifted = groundShift(job, seen, context);
  if (shifted) return disputed(shifted.code, told, shifted.entry);

  if (moveTarget(move.type, job.status, wanted) !== to)
    return disputed(
      'not-legal-now',
      told,
      seen.since.findLast((entry) => isStatus(entry.to)),
    );
  return applied(movePatch(job, move, to, context), told);
}

/** The state after a move that stands, with what else it changes. */
function movePatch(job: Job, move: Move, to: Status, context: ApplyContext): NonNullable<Verdict['patch']> {
  if (move.type !== 'cannot_complete') return { status: to };
  const note = move.args.note && { id: move.id, text: move.args.note, by: byOf(context.actor), at: move.tappedAt };
  return { status: to, attempts: job.attempts + 1, ...(note && { notes: [...job.notes, note] }) };
}

/** Rule 2: the same step by another device that nothing took back afterwards. */
function sameStep(since: readonly HistoryEntry[], type: MoveType, from: Status, to: Status): HistoryEntry | null {
  const index = since.findLastIndex(
    (entry) => entry.to === to && (entry.type === type ? type !== 'set_status' || entry.from === from : entry.type === 'resolve_review'),
  );
  const undone = since.slice(index + 1).some((entry) => stateMove(entry, movesBack));
  return index < 0 || undone ? null : (since[index] ?? null);
}

/** Rule 3: what others did since that changes what this move meant. */
function groundShift(job: Job, seen: Seen, { actor }: ApplyContext): { code: OutcomeCode; entry: HistoryEntry } | null {
  for (const entry of seen.since.toReversed()) {
    const code = shiftCode(entry);
    if (code) return { code, entry };
  }
  if (actor.access !== 'crew' || !actor.id) return null;
  const member = actor.id;
  const entry = seen.since.findLast((each) => each.role !== undefined && (each.from === member || each.to === member));
  return entry && rolesOn(job.crew, member).join() !== rolesOn(seen.crew, member).join() ? { code: 'reassigned', entry } : null;
}

function shiftCode(entry: HistoryEntry): OutcomeCode | null {
  if (stateMove(entry, (_, to) => to === 'cancelled')) return 'cancelled';
  if (entry.type === 'reopen') return 'reopened';
  if (entry.type === 'cannot_complete') return 'attempted';
  if (stateMove(entry, movesBack)) return 'moved-back';
  return movedDay(entry) ? 'another-day' : null;
}

const stateMove = (entry: HistoryEntry, test: (from: Status, to: Status) => boolean): boolean =>
  isStatus(entry.from) && isStatus(entry.to) && test(entry.from, entry.to);
const movedDay = (entry: HistoryEntry): boolean => entry.was?.window !== undefined && entry.from?.slice(0, 10) !== entry.to?.slice(0, 10);

function reasonOf(move: Move): { reason?: string } {
  if (move.type === 'cannot_complete') return { reason: move.args.reason };
  return move.type === 'cancel' && move.args.reason ? { reason: move.args.reason } : {};
}
