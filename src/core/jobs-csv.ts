// Owns all jobs of a company as a file for a spreadsheet: one row each, in the company's own time.
import { localDateAt, wallTimeAt } from '#core/clock-time';
import type { Company } from '#core/company';
import { ROLE_LABEL, ROLES } from '#core/crew';
import { writeCsv, type CsvCell } from '#core/csv';
import type { MemberId } from '#core/id';
import type { Job } from '#core/job';
import { STATUS_LABEL } from '#core/status-flow';

export interface JobRowFacts {
  readonly company: Pick<Company, 'timeZone' | 'services'>;
  readonly nameOf: (member: MemberId) => string | null;
}
type Column = readonly [head: string, cell: (job: Job, facts: JobRowFacts) => CsvCell];

const COLUMNS: readonly Column[] = [
  ['Number', ({ number }) => number],
  ['Status', ({ status }) => STATUS_LABEL[status]],
  ['Date', ({ window }) => window.date],
  ['Window', ({ window }) => `${window.start}–${window.end}`],
  ['Service', ({ service }, { company }) => company.services.find(({ id }) => id === service)?.name ?? service],
  ['Customer', ({ customer }) => customer.name],
  ['Phone', ({ customer }) => customer.phone],
  ['E-mail', ({ customer }) => customer.email ?? null],
  ['Address', ({ address }) => address],
  ['Latitude', ({ location }) => location?.lat ?? null],
  ['Longitude', ({ location }) => location?.lng ?? null],
  ...ROLES.map((role): Column => [ROLE_LABEL[role], ({ crew }, { nameOf }) => (crew[role] ? nameOf(crew[role]) : null)]),
  ['Booked', ({ createdAt }, { company }) => local(createdAt, company.timeZone)],
  ['Last change', ({ updatedAt }, { company }) => local(updatedAt, company.timeZone)],
  ['Attempts', ({ attempts }) => attempts],
  ['Notes', ({ notes }) => notes.map(({ by, text }) => `${by.name}: ${text}`).join('\n')],
  ['Photos', ({ photos }) => photos.length],
  ['Stars', ({ rating }) => rating?.stars ?? null],
  ['Rating', ({ rating }) => rating?.text ?? null],
  ['Id', ({ id }) => id],
];

export const jobsCsvHead = (): readonly CsvCell[] => COLUMNS.map(([head]) => head);
export const jobCells = (job: Job, facts: JobRowFacts): readonly CsvCell[] => COLUMNS.map(([, cell]) => cell(job, facts));
export const jobsCsv = (jobs: readonly Job[], facts: JobRowFacts): string =>
  writeCsv([jobsCsvHead(), ...jobs.map((job) => jobCells(job, facts))]);

/** "2026-11-24 10:18": every spreadsheet reads it as a time. */
const local = (at: string, timeZone: string): string => `${localDateAt(Date.parse(at), timeZone)} ${wallTimeAt(Date.parse(at), timeZone)}`;
