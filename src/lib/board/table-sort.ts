// Owns the order of the table: by one column, up or down, written in the address as "-number".
import type { Job } from '#core/job';
import { areaOf } from '#core/place';
import { STATUSES } from '#core/status-flow';

export const SORTABLE = ['number', 'status', 'customer', 'address', 'area', 'window', 'attempts'] as const;
export type SortColumn = (typeof SORTABLE)[number];
export interface Sort {
  readonly by: SortColumn;
  readonly down: boolean;
}

export function readSort(text: string): Sort {
  const by = SORTABLE.find((column) => column === text.replace(/^-/, ''));
  return { by: by ?? 'window', down: by !== undefined && text.startsWith('-') };
}

/** A click on a column: up, then down. */
export const nextSort = (sort: Sort, by: SortColumn): string => (sort.by === by && !sort.down ? `-${by}` : by);

export function sortJobs(jobs: readonly Job[], { by, down }: Sort): readonly Job[] {
  const keys = new Map(jobs.map((job) => [job, KEYS[by](job)]));
  const compare = (a: Job, b: Job): number => {
    const [x, y] = [keys.get(a) ?? '', keys.get(b) ?? ''];
    const order = typeof x === 'number' && typeof y === 'number' ? x - y : String(x) < String(y) ? -1 : String(x) > String(y) ? 1 : 0;
    return order || (a.number ?? Infinity) - (b.number ?? Infinity);
  };
  return down ? jobs.toSorted((a, b) => compare(b, a)) : jobs.toSorted(compare);
}

const KEYS: Readonly<Record<SortColumn, (job: Job) => string | number>> = {
  number: (job) => job.number ?? Number.MAX_SAFE_INTEGER,
  status: (job) => STATUSES.indexOf(job.status),
  customer: (job) => job.customer.name.toLowerCase(),
  address: (job) => job.address.toLowerCase(),
  area: (job) => areaOf(job.address).toLowerCase(),
  window: (job) => `${job.window.date}${job.window.start}`,
  attempts: (job) => job.attempts,
};
