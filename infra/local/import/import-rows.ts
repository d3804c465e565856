// Owns bringing rows into a company's book: in batches, each one compare-and-swap, each row once however often it comes.
import * as v from 'valibot';
import type { Company } from '#core/company';
import { fileMutation, stampVersion } from '#core/file-mutation';
import { idSchema, uuidv7, type MutationId } from '#core/id';
import { jobsOf, type JobBook } from '#core/job-book';
import type { Actor } from '#core/job';
import type { Mutation } from '#core/mutation';
import type { Problem } from '#core/problem';
import { ok, type Result } from '#core/result';
import { STEPS, type Status } from '#core/status-flow';
import { uuidv5 } from '#lambda/deterministic-id';
import type { Ports } from '#lambda/port';
import { checkRoom } from '#lambda/use-case/store-room';
import type { ImportRow } from './read-row.ts';

export const BATCH_ROWS = 200;
const IMPORTER: Actor = { kind: 'import', name: 'Import', access: 'none', roles: [] };

export interface BatchCount {
  readonly imported: number;
  readonly known: number;
}

/** Saves one batch. Ids are made before, so that deciding again on a newer book decides the same. */
export function importBatch(
  ports: Pick<Ports, 'openJobStore' | 'now' | 'randomBytes'>,
  company: Company,
  rows: readonly ImportRow[],
): Promise<Result<BatchCount, Problem>> {
  const nowMs = ports.now();
  const planned = rows.map((row) => mutationsOf(company, row, nowMs, ports.randomBytes(16)));
  return ports.openJobStore(company.slug).change((book) => {
    const there = new Set<MutationId | undefined>([...jobsOf(book)].map((job) => job.history[0]?.id));
    const fresh = planned.filter(([first]) => !there.has(first?.id));
    if (fresh.length === 0) return ok({ book: null, answer: { imported: 0, known: planned.length } });
    const room = checkRoom(book);
    if (!room.ok) return room;
    const after = fresh.flat().reduce((before, mutation) => file(before, mutation, company, nowMs), book);
    return ok({ book: stampVersion(book, after), answer: { imported: fresh.length, known: planned.length - fresh.length } });
  });
}

function file(book: JobBook, mutation: Mutation, company: Company, nowMs: number): JobBook {
  const filed = fileMutation(book, mutation, {
    actor: IMPORTER,
    company,
    device: null,
    seq: null,
    receivedAt: new Date(nowMs).toISOString(),
    skewMs: 0,
    memberExists: null,
  });
  if (filed.entry.outcome !== 'applied')
    throw new Error(`Cannot import: ${mutation.type} was ${filed.entry.outcome} ${filed.entry.code ?? ''}`);
  return filed.book;
}

/** The job, and the steps to the state that the mapping says it is in. */
function mutationsOf(company: Company, row: ImportRow, nowMs: number, random: Uint8Array): Mutation[] {
  const job = v.parse(idSchema.job, uuidv7(nowMs, random));
  const id = (what: string): MutationId => uuidv5([company.slug, 'import', row.sourceId, what]);
  const common = { job, baseStatus: null, baseRev: null, tappedAt: new Date(nowMs).toISOString() };
  const steps = stepsTo(row.status).map((to): Mutation => ({ ...common, id: id(to), type: 'set_status', args: { to }, rawArgs: { to } }));
  const cancel: Mutation[] = row.status === 'cancelled' ? [{ ...common, id: id('cancelled'), type: 'cancel', args: {}, rawArgs: {} }] : [];
  return [{ ...common, id: id('create_job'), type: 'create_job', args: row.args, rawArgs: row.args }, ...steps, ...cancel];
}

const stepsTo = (status: Status): readonly Status[] => STEPS.slice(1, (STEPS as readonly Status[]).indexOf(status) + 1);
