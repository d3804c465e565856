// Owns the exchange over HTTP: one compare-and-swap for all that a device has queued, and the note that its person was heard of.
import * as v from 'valibot';
import { exchange, type ExchangeContext } from '#core/exchange';
import { isOffice } from '#core/crew';
import { idSchema, type JobId, type MemberId } from '#core/id';
import { LIMITS } from '#core/limits';
import { problem, type Problem } from '#core/problem';
import { syncRequestSchema, type SyncRequest } from '#core/protocol';
import { ok, refuse, type Result } from '#core/result';
import { changeWithArchived } from '../archived-jobs.ts';
import { staffRoute, type Signed } from '../route.ts';
import type { Services } from '../services.ts';
import { syncAnswer } from '../wire.ts';
import { noteContact } from './contact.ts';

export const syncJobs = staffRoute({
  method: 'POST',
  path: '/api/sync',
  who: 'crew',
  summary: 'The exchange: mutations in, outcomes and changes out',
  body: syncRequestSchema,
  answer: { status: 200, schema: syncAnswer },
  problems: [
    'author-mismatch',
    'sequence-gap',
    'sequence-reused',
    'schema-unsupported',
    'protocol-unsupported',
    'store-rolled-back',
    'store-busy',
    'store-broken',
  ],
  async handle({ services, body }, signed) {
    const size = checkSize(body);
    if (!size.ok) return size;
    const context = await contextOf(services, signed, body);
    const ids = jobsIn(body);
    const answer = await changeWithArchived(
      services.ports,
      signed.tenant,
      () => ids,
      // Each try looks at the clock anew: while others saved first, a text may have left.
      (book) => exchange(book, body, { ...context, decidedMs: services.ports.now() }),
    );
    if (!answer.ok) return answer;
    await noteContact(services.ports, signed);
    return ok({ status: 200, body: answer.value });
  },
});

/** The jobs that these mutations name, as far as they can be read. */
const jobsIn = ({ mutations }: SyncRequest): readonly JobId[] =>
  mutations.map((mutation) => mutation['job']).filter((job): job is JobId => v.is(idSchema.job, job));

function checkSize({ mutations }: SyncRequest): Result<null, Problem> {
  const fits = mutations.length <= LIMITS.exchangeMutations && Buffer.byteLength(JSON.stringify(mutations)) <= LIMITS.exchangeBytes;
  return fits
    ? ok(null)
    : refuse(problem('too-large', `Send at most ${LIMITS.exchangeMutations} changes and ${LIMITS.exchangeBytes / 1024} KB at once.`));
}

async function contextOf({ ports }: Services, { actor, tenant, company }: Signed, body: SyncRequest): Promise<ExchangeContext> {
  const carried = body.carriedBy === actor.id && actor.access !== 'none' && isOffice(actor.access);
  const assigns = body.mutations.some((mutation) => mutation['type'] === 'assign');
  const members = carried || assigns ? (await ports.openRoster(tenant).members()).map(({ member }) => member) : [];
  const context = { company, nowMs: ports.now(), memberExists: (id: MemberId) => members.some((member) => member.id === id) };
  // What an author was allowed to do is judged as theirs, whoever carries it here.
  const author = carried ? members.find(({ id }) => id === body.author) : undefined;
  return author ? { ...context, actor: { kind: 'member', ...author }, carrier: actor } : { ...context, actor };
}
