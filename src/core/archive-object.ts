// Owns what one archive object holds: the jobs of one day, whole, and reading them back with suspicion.
import * as v from 'valibot';
import type { JobId } from '#core/id';
import type { Job } from '#core/job';
import { jobSchema } from '#core/job-book';
import { ok, refuse, type Result } from '#core/result';

export interface ArchiveObject {
  readonly format: 1;
  readonly jobs: ReadonlyMap<JobId, Job>;
}

const objectSchema = v.looseObject({ format: v.literal(1), jobs: v.array(jobSchema) });

export const emptyArchive = (): ArchiveObject => ({ format: 1, jobs: new Map() });

export const writeArchive = (held: ArchiveObject): string => JSON.stringify({ ...held, jobs: [...held.jobs.values()] });

/** Reads an object from parsed JSON; refused with the first thing that is wrong. */
export function readArchive(data: unknown): Result<ArchiveObject, string> {
  const parsed = v.safeParse(objectSchema, data);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    return refuse(`${v.getDotPath(issue) ?? 'document'}: ${issue.message}`);
  }
  // Checked down to what decisions rest on; the rest was written by us, and unknown fields stay.
  const { jobs, ...rest } = parsed.output as unknown as Omit<ArchiveObject, 'jobs'> & { readonly jobs: readonly Job[] };
  return ok({ ...rest, jobs: new Map(jobs.map((job) => [job.id, job])) });
}
