// Owns the exchange: one request of a device decided on the book, in the order that the protocol gives.
import { changesSince, checkCursor } from '#core/changes';
import { fileMutation, fileUnreadable, stampVersion, storedResult, type FilingContext } from '#core/file-mutation';
import type { MemberId } from '#core/id';
import { sequenceKey, type JobBook } from '#core/job-book';
import type { Actor, HistoryEntry } from '#core/job';
import { PROTOCOL, SCHEMA } from '#core/limits';
import { readMutation, type Mutation, type MutationEnvelope } from '#core/mutation';
import { problem, type Problem } from '#core/problem';
import type { MutationResult, SyncRequest, SyncResponse } from '#core/protocol';
import { ok, refuse, type Result } from '#core/result';
import { byOf } from '#core/verdict';
import { writtenTrouble } from '#core/written-words';
import type { Company } from '#core/company';

export interface ExchangeContext {
  readonly actor: Actor & { readonly id: MemberId };
  readonly company: Company;
  /** the server's clock when the request came, milliseconds since 1970 */
  readonly nowMs: number;
  /** the same clock at this try; what has left meanwhile cannot be taken back. Absent: no time has passed */
  readonly decidedMs?: number;
  readonly memberExists: (id: MemberId) => boolean;
  /** who sends for the author, and reads the answer: `actor` is then the author */
  readonly carrier?: Actor;
}

/** The book after the exchange, null when nothing is to be written, and the answer. A refusal has changed nothing. */
export function exchange(
  book: JobBook,
  request: SyncRequest,
  context: ExchangeContext,
): Result<{ book: JobBook | null; answer: SyncResponse }, Problem> {
  const sound = checkEnvelope(book, request, context);
  if (!sound.ok) return sound;
  const admitted = admitKept(book, request, context);
  const filed = fileAll(admitted, request, context);
  if (!filed.ok) return filed;
  const after = stampVersion(book, filed.value.book);
  const changes = changesSince(after, request.cursor, context.carrier ?? context.actor);
  return ok({
    book: after === book ? null : after,
    answer: {
      ...changes,
      lastSeq: lastSeqOf(after, request),
      minSchema: SCHEMA.min,
      maxSchema: SCHEMA.max,
      serverTime: new Date(context.nowMs).toISOString(),
      results: filed.value.results,
      ...(after.restored && { restored: after.restored }),
    },
  });
}

function checkEnvelope(book: JobBook, request: SyncRequest, { actor }: ExchangeContext): Result<unknown, Problem> {
  if (request.protocol !== PROTOCOL)
    return refuse(problem('protocol-unsupported', `This server speaks protocol ${PROTOCOL}. Update the app.`));
  if (request.author !== actor.id) return refuse(problem('author-mismatch', 'These changes wait until their author signs in again.'));
  const odd = request.mutations.find(({ schema }) => schema < SCHEMA.min || schema > SCHEMA.max);
  if (odd)
    return refuse(
      problem('schema-unsupported', `This server reads schemas ${SCHEMA.min} to ${SCHEMA.max}. Update the app, or wait for the server.`, {
        extra: { minSchema: SCHEMA.min, maxSchema: SCHEMA.max },
      }),
    );
  return checkCursor(book, request.cursor);
}

/** A phone that no longer holds what the store never got: the gap is told to the office, and never blocks for ever. */
function admitKept(book: JobBook, request: SyncRequest, { nowMs }: ExchangeContext): JobBook {
  const lastSeq = lastSeqOf(book, request);
  if (request.mutations.length === 0 || request.keptFrom <= lastSeq + 1) return book;
  const gap = {
    device: request.device,
    author: request.author,
    from: lastSeq + 1,
    to: request.keptFrom - 1,
    at: new Date(nowMs).toISOString(),
  };
  return { ...withLastSeq(book, request, gap.to), missing: [...book.missing, gap] };
}

interface FiledAll {
  readonly book: JobBook;
  readonly results: readonly MutationResult[];
}

function fileAll(start: JobBook, request: SyncRequest, context: ExchangeContext): Result<FiledAll, Problem> {
  let book = start;
  let lastSeq = lastSeqOf(start, request);
  const results: MutationResult[] = [];
  for (const envelope of request.mutations) {
    const stored = storedResult(book, envelope.id, envelope['job']);
    if (envelope.seq <= lastSeq && !stored)
      return refuse(
        problem('sequence-reused', 'Another change was sent with this number. The device takes a new name and sends again.', {
          extra: { seq: envelope.seq },
        }),
      );
    if (envelope.seq > lastSeq + 1) return refuse(gapProblem(book, lastSeq + 1));
    if (stored) results.push(resultOf(envelope, stored));
    else {
      const filed = fileOne(book, envelope, request, context);
      book = filed.book;
      results.push(resultOf(envelope, filed.entry));
    }
    lastSeq = Math.max(lastSeq, envelope.seq);
  }
  return ok({ book: lastSeq === lastSeqOf(book, request) ? book : withLastSeq(book, request, lastSeq), results });
}

function fileOne(
  book: JobBook,
  envelope: MutationEnvelope,
  request: SyncRequest,
  { actor, company, nowMs, decidedMs, memberExists, carrier }: ExchangeContext,
) {
  const context: FilingContext = {
    actor,
    company,
    memberExists,
    device: request.device,
    seq: envelope.seq,
    receivedAt: new Date(nowMs).toISOString(),
    skewMs: Date.parse(request.sentAt) - nowMs,
    ...(decidedMs !== undefined && { decidedMs }),
    ...(carrier && { carriedBy: byOf(carrier) }),
  };
  const mutation = readMutation(envelope);
  const trouble = mutation.ok ? troubleIn(mutation.value) : mutation.error;
  return mutation.ok && trouble === null
    ? fileMutation(book, mutation.value, context)
    : fileUnreadable(book, envelope, trouble ?? 'unreadable', context);
}

/** The desk says it before sending; whoever comes another way is told here, as of any field. */
function troubleIn(mutation: Mutation): string | null {
  const trouble = mutation.type === 'text_customer' ? writtenTrouble(mutation.args.text) : null;
  return trouble && `args.text: ${trouble}`;
}

const gapProblem = ({ epoch, version }: JobBook, expectedSeq: number): Problem =>
  problem('sequence-gap', `Change ${expectedSeq} has not arrived. Send again from there.`, { extra: { expectedSeq, epoch, version } });

/** What the device is told of one mutation, from its history entry. */
export const resultOf = ({ id, seq }: MutationEnvelope, entry: HistoryEntry): MutationResult => ({
  id,
  seq,
  outcome: entry.outcome,
  code: entry.code ?? null,
  by: entry.against?.by ?? null,
  at: entry.against?.at ?? null,
});

const lastSeqOf = (book: JobBook, { device, author }: SyncRequest): number => book.lastSeq.get(sequenceKey(device, author)) ?? 0;
const withLastSeq = (book: JobBook, { device, author }: SyncRequest, seq: number): JobBook => ({
  ...book,
  lastSeq: new Map(book.lastSeq).set(sequenceKey(device, author), seq),
});
