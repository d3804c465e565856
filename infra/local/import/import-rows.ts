// Owns bringing rows into a company's book: in batches, each one compare-and-swap, each row once however often it comes.
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { Company } from '#core/company';
import { contextWithoutDevice, fileMutation, stampVersion } from '#core/file-mutation';
import { idSchema, uuidv7, type MutationId } from '#core/id';
import { jobsOf, type JobBook } from '#core/job-book';
import type { Actor } from '#core/job';
import type { Mutation } from '#core/mutation';
import type { Problem } from '#core/problem';
import { ok, type Result } from '#core/result';
import { STEPS, type Status } from '#core/status-flow';
import { changeWithArchived } from '#lambda/archived-jobs';
import { uuidv5 } from '#lambda/deterministic-id';
import type { Ports } from '#lambda/port';
import { checkRoom } from '#lambda/use-case/store-room';
import type { ImportRow } from './read-row.ts';

export const BATCH_ROWS = 200;
const IMPORTER: Actor = { kind: 'import', name: 'Import', access: 'none', roles: [] };

/** What makes one row a job: its beginning first. */
type Plan = readonly [Mutation, ...Mutation[]];

export interface BatchCount {
  readonly imported: number;
  readonly known: number;
}

/** Saves one batch. Ids come out of the rows, so that deciding again on a newer book decides the same. */
export function importBatch(
  ports: Pick<Ports, 'openJobStore' | 'openArchive' | 'now'>,
  company: Company,
  rows: readonly ImportRow[],
): Promise<Result<BatchCount, Problem>> {
  const nowMs = ports.now();
  const planned = rows.map((row) => mutationsOf(company, row, nowMs));
  const ids = planned.map(([first]) => first.job);
  return changeWithArchived(
    ports,
    company.slug,
    () => ids,
    (book, storedBytes) => {
      const fresh = withoutKnown(planned, book);
      const answer = { imported: fresh.length, known: planned.length - fresh.length };
      if (fresh.length === 0) return ok({ book: null, answer });
      const room = checkRoom(storedBytes);
      return room.ok ? ok({ book: stampVersion(book, fileAll(fresh.flat(), book, company, nowMs)), answer }) : room;
    },
  );
}

/** Rows that are in the book, those of the archive among them, or came earlier in the same batch add nothing. */
function withoutKnown(planned: readonly Plan[], book: JobBook): Plan[] {
  const begun = new Set<MutationId | undefined>(Iterator.from(jobsOf(book)).map((job) => job.history[0]?.id));
  return planned.filter(([first]) => {
    if (begun.has(first.id)) return false;
    begun.add(first.id);
    return true;
  });
}

/** New jobs touch no others, so they are filed in a book of their own: each filing copies the book that it goes into. */
function fileAll(mutations: readonly Mutation[], book: JobBook, company: Company, nowMs: number): JobBook {
  const empty: JobBook = { ...book, jobs: new Map() };
  const filed = mutations.reduce((before, mutation) => file(before, mutation, company, nowMs), empty);
  return { ...filed, jobs: new Map([...book.jobs, ...filed.jobs]) };
}

function file(book: JobBook, mutation: Mutation, company: Company, nowMs: number): JobBook {
  const filed = fileMutation(book, mutation, contextWithoutDevice(IMPORTER, company, nowMs));
  if (filed.entry.outcome !== 'applied')
    throw new Error(`Cannot import: ${mutation.type} was ${filed.entry.outcome} ${filed.entry.code ?? ''}`);
  return filed.book;
}

/** The job, and the steps to the state that the mapping says it is in. Its id lies in the row's own day, where an archive looks for it. */
function mutationsOf(company: Company, { key, args, status }: ImportRow, nowMs: number): Plan {
  const dayMs = Date.parse(`${args.window.date}T12:00:00Z`);
  const job = v.parse(
    idSchema.job,
    uuidv7(
      dayMs,
      createHash('sha256')
        .update(JSON.stringify([company.slug, key]))
        .digest(),
    ),
  );
  const id = (what: string): MutationId => uuidv5([company.slug, 'import', key, what]);
  const common = { job, baseStatus: null, baseRev: null, tappedAt: new Date(nowMs).toISOString() };
  const steps = stepsTo(status).map((to): Mutation => ({ ...common, id: id(to), type: 'set_status', args: { to }, rawArgs: { to } }));
  const cancel: Mutation[] = status === 'cancelled' ? [{ ...common, id: id('cancelled'), type: 'cancel', args: {}, rawArgs: {} }] : [];
  return [{ ...common, id: id('create_job'), type: 'create_job', args, rawArgs: args }, ...steps, ...cancel];
}

const stepsTo = (status: Status): readonly Status[] => STEPS.slice(1, (STEPS as readonly Status[]).indexOf(status) + 1);
