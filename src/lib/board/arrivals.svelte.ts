// Owns which cards have just changed elsewhere, so that they are seen to arrive; what one did oneself needs no pointing at.
import type { JobId, MemberId } from '#core/id';
import type { Job } from '#core/job';

/** How long a card stays marked. */
const MARKED_MS = 2_500;

export class Arrivals {
  #fresh = $state.raw<ReadonlySet<JobId>>(new Set());
  #known: ReadonlyMap<JobId, Job> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** cards that somebody else changed within the last seconds */
  get fresh(): ReadonlySet<JobId> {
    return this.#fresh;
  }

  /** Call with all jobs whenever they change. The first time is where things stood. */
  note(jobs: ReadonlyMap<JobId, Job>, me: MemberId): void {
    const before = this.#known;
    this.#known = jobs;
    if (before === null || before.size === 0 || before === jobs) return;
    const changed: JobId[] = [];
    for (const [id, job] of jobs) if (changedElsewhere(before.get(id), job, me)) changed.push(id);
    if (changed.length === 0) return;
    this.#fresh = new Set([...this.#fresh, ...changed]);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.#fresh = new Set()), MARKED_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

function changedElsewhere(before: Job | undefined, job: Job, me: MemberId): boolean {
  if (before === job || (before && before.rev === job.rev)) return false;
  return job.history.at(-1)?.by.id !== me;
}
