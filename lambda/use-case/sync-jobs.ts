// Owns the exchange over HTTP: one compare-and-swap for all that a device has queued, and the note that its person was heard of.
import { exchange, type ExchangeContext } from '#core/exchange';
import type { MemberId } from '#core/id';
import { LIMITS } from '#core/limits';
import { problem, type Problem } from '#core/problem';
import { syncRequestSchema, type SyncRequest } from '#core/protocol';
import { ok, refuse, type Result } from '#core/result';
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
    const store = services.ports.openJobStore(signed.tenant);
    const answer = await store.change((book) => exchange(book, body, context));
    if (!answer.ok) return answer;
    await noteContact(services.ports, signed);
    return ok({ status: 200, body: answer.value });
  },
});

function checkSize({ mutations }: SyncRequest): Result<null, Problem> {
  const fits = mutations.length <= LIMITS.exchangeMutations && Buffer.byteLength(JSON.stringify(mutations)) <= LIMITS.exchangeBytes;
  return fits
    ? ok(null)
    : refuse(problem('too-large', `Send at most ${LIMITS.exchangeMutations} changes and ${LIMITS.exchangeBytes / 1024} KB at once.`));
}

async function contextOf({ ports }: Services, { actor, tenant, company }: Signed, { mutations }: SyncRequest): Promise<ExchangeContext> {
  const members = mutations.some((mutation) => mutation['type'] === 'assign') ? await memberIds(ports, tenant) : new Set<MemberId>();
  return { actor, company, nowMs: ports.now(), memberExists: (id) => members.has(id) };
}

const memberIds = async (ports: Services['ports'], tenant: Signed['tenant']): Promise<ReadonlySet<MemberId>> =>
  new Set((await ports.openRoster(tenant).members()).map(({ member }) => member.id));
