// Owns one working hour of one company, as requests: what its boards, phones and customers ask of the API in it. Nothing waits; the counts are what matters.
import { randomUUID } from 'node:crypto';
import { answerOf } from '../../deploy/smoke/target.ts';
import { book, signIn, sync, type JobContext } from '../../deploy/smoke/one-job.ts';

/** A company of ten trucks with two boards open, as `budgets.md` has phones and boards ask. */
export const HOUR = {
  trucks: 10,
  boards: 2,
  boardPolls: 720,
  phonePolls: 60,
  bookings: 4,
  /** a job's two moves forward, a note and a photo's mutation */
  mutationsPerJob: 4,
  trackingViewsPerJob: 2,
  pollsPerTrackingView: 15,
} as const;

interface Cursor {
  readonly epoch: unknown;
  readonly version: unknown;
}

/** Asks what the hour asks, in its order: jobs come and move while boards and phones poll. */
export async function companyHour(context: JobContext, say: (line: string) => void): Promise<void> {
  const office = await signIn(context);
  const device = randomUUID();
  const first = await sync(context, office, device, []);
  let cursor: Cursor = { epoch: first['epoch'], version: first['version'] };
  for (let part = 0; part < HOUR.bookings; part++) {
    const { id, token } = await book(context);
    await jobMoves(id, part);
    await polls(HOUR.boards * (HOUR.boardPolls / HOUR.bookings), 'board');
    await polls(HOUR.trucks * (HOUR.phonePolls / HOUR.bookings), 'phone');
    await customer(token);
    say(`quarter ${part + 1} of ${HOUR.bookings} of an hour`);
  }

  async function jobMoves(job: string, part: number): Promise<void> {
    for (let note = 0; note < HOUR.mutationsPerJob; note++) {
      const seq = part * HOUR.mutationsPerJob + note + 1;
      const answer = await sync(context, office, device, [noteMutation(job, seq)]);
      cursor = { epoch: answer['epoch'], version: answer['version'] };
    }
  }

  async function polls(count: number, who: 'board' | 'phone'): Promise<void> {
    const since = `${String(cursor.epoch)}.${String(cursor.version)}`;
    for (let done = 0; done < count; done++) {
      if (who === 'phone') await sync(context, office, device, [], cursor);
      else await answerOf(context.origin, 'GET', `/api/jobs?since=${since}`, undefined, { cookie: office.cookie });
    }
  }

  async function customer(token: string): Promise<void> {
    for (let view = 0; view < HOUR.trackingViewsPerJob; view++) {
      for (const path of ['/track/', '/favicon.svg']) await (await fetch(context.origin + path)).arrayBuffer();
      for (let poll = 0; poll < HOUR.pollsPerTrackingView; poll++)
        await answerOf(context.origin, 'GET', '/api/track', undefined, { 'x-tracking-token': token });
    }
  }
}

/** A change as a crew makes it. */
export const noteMutation = (job: string, seq: number) => ({
  id: `01890000-0000-7000-8000-${(Date.now() + seq).toString(16).padStart(12, '0')}`,
  seq,
  schema: 1,
  job,
  type: 'add_note',
  args: { text: 'A note of usual length, as a crew writes it.' },
  baseStatus: null,
  baseRev: null,
  tappedAt: new Date().toISOString(),
});
