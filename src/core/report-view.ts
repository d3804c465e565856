// Owns the shape of a report and of its rows, as the API answers them and a page reads them.
import * as v from 'valibot';
import { ATTEMPT_REASONS, status, type AttemptReason } from '#core/mutation';
import { ON_TIME } from '#core/on-time';
import { STATUSES } from '#core/status-flow';
import { TIMED_STATES } from '#core/time-in-state';

const text = v.string();
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const ms = v.nullable(v.pipe(v.number(), v.minValue(0)));
const at = v.nullable(text);
const reason = v.picklist(Object.keys(ATTEMPT_REASONS) as AttemptReason[]);

export const reportSchema = v.object({
  from: text,
  to: text,
  timeZone: text,
  /** each day of the range: its jobs by the state they are in now */
  days: v.array(v.object({ date: text, jobs: v.object(v.entriesFromList(STATUSES, count)) })),
  /** `member` null: nobody was assigned; `name` null: nobody on the roster now */
  crew: v.array(v.object({ member: v.nullable(text), name: v.nullable(text), completed: count, attempts: count })),
  timeInState: v.array(v.object({ status: v.picklist(TIMED_STATES), jobs: count, medianMs: ms, p80Ms: ms })),
  onTime: v.object(v.entriesFromList(ON_TIME, count)),
  /** visits in vain, by reason; only reasons that occurred, most frequent first */
  reasons: v.array(v.object({ reason, visits: count })),
});
export type Report = v.InferOutput<typeof reportSchema>;

const crewName = v.nullable(text);
export const reportRowSchema = v.object({
  number: count,
  date: text,
  window: v.object({ start: text, end: text }),
  status,
  service: text,
  customer: text,
  address: text,
  crew: v.object({ driver: crewName, first_mate: crewName, supervisor: crewName }),
  /** instants, ISO UTC; null when it did not happen */
  bookedAt: at,
  readyAt: at,
  startedAt: at,
  completedAt: at,
  attempts: count,
  reasons: v.array(reason),
  onTime: v.nullable(v.picklist(ON_TIME)),
});
export type ReportRow = v.InferOutput<typeof reportRowSchema>;

/** `next` asks for the rest. */
export const reportRowsSchema = v.object({ timeZone: text, rows: v.array(reportRowSchema), next: v.optional(text) });
export type ReportRows = v.InferOutput<typeof reportRowsSchema>;
