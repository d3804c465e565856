// Owns what is worked out of a job once and remembered: a job that changes is another object, so nothing here goes stale.
import type { Job } from '#core/job';
import { jobText } from '#core/job-filter';
import { areaOf } from '#core/place';

export const areaOfJob = remembered((job) => areaOf(job.address));
export const textOfJob = remembered(jobText);
/** Orders jobs by window, then by number; one without a number comes last in its window. */
export const placeInTime = remembered(({ window, number }) => {
  const minutes = Date.parse(`${window.date}T${window.start}Z`) / 60_000;
  return (minutes || 0) * NUMBERS + Math.min(number ?? NUMBERS, NUMBERS - 1);
});
/** More than a company ever gives; minutes times this stay whole in a double. */
const NUMBERS = 1e8;

function remembered<Value>(workOut: (job: Job) => Value): (job: Job) => Value {
  const kept = new WeakMap<Job, Value>();
  return (job) => {
    const known = kept.get(job);
    if (known !== undefined) return known;
    const value = workOut(job);
    kept.set(job, value);
    return value;
  };
}
