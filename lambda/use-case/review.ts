// Owns what the office must look at besides the jobs themselves: changes without a job, gaps in a phone's queue, and putting them away.
import * as v from 'valibot';
import { stampVersion } from '#core/file-mutation';
import type { MemberId } from '#core/id';
import { problem } from '#core/problem';
import { ok, refuse } from '#core/result';
import { byOf } from '#core/verdict';
import { staffRoute } from '../route.ts';
import { reviewAnswer } from '../wire.ts';

export const listReview = staffRoute({
  method: 'GET',
  path: '/api/review',
  who: 'office',
  summary: 'Changes that no job is known for, and gaps in what a phone had confirmed',
  answer: { status: 200, schema: reviewAnswer },
  problems: ['store-broken'],
  async handle({ services: { ports } }, { actor, tenant }) {
    // Nothing is changed: only deciding is told how large the book is.
    const read = await ports.openJobStore(tenant).change((book, storedBytes) => ok({ book: null, answer: { book, storedBytes } }));
    if (!read.ok) return read;
    const { book, storedBytes } = read.value;
    const { missing } = book;
    // The roster is asked only when there is somebody to name.
    const members = missing.length > 0 ? (await ports.openRoster(tenant).members()).map(({ member }) => member) : [];
    const nameOf = (id: MemberId): string | null => members.find((member) => member.id === id)?.name ?? null;
    const { epoch, version } = book;
    const { reviewNotices, storeNotice } = await import('#core/review-notice');
    const store = actor.access === 'owner' ? storeNotice(storedBytes) : null;
    const body = { ...reviewNotices(book, nameOf, ports.now()), ...(store && { store }) };
    return ok({ status: 200, body, etag: `review.${epoch}.${version}.${actor.access}` });
  },
});

export const settleReview = staffRoute({
  method: 'PUT',
  path: '/api/review/:id',
  who: 'office',
  summary: 'Puts a notice away, or brings it back; it stays stored either way',
  params: v.object({ id: v.pipe(v.string(), v.maxLength(120)) }),
  body: v.strictObject({ settled: v.boolean('Say true or false') }),
  answer: { status: 200, schema: v.object({ settled: v.boolean() }) },
  problems: ['store-broken', 'store-busy'],
  async handle({ services: { ports }, params, body }, { actor, tenant }) {
    const settled = body.settled ? { by: byOf(actor), at: new Date(ports.now()).toISOString() } : null;
    const { settleNotice } = await import('#core/review-notice');
    return ports.openJobStore(tenant).change((book) => {
      const next = settleNotice(book, params.id, settled);
      if (!next) return refuse(problem('not-found', 'There is no such notice.'));
      return ok({ book: next === book ? null : stampVersion(book, next), answer: { status: 200 as const, body } });
    });
  },
});
