// Promises of the sweep of texts: whatever cannot be looked at keeps nobody else's text, of another company or of its own.
import { beforeEach, expect, test } from 'vitest';
import { newId } from '../../support/api-client.ts';
import { setUp } from '../../support/text-scene.ts';

const COMMIT = { Records: [{ eventSource: 'aws:s3', s3: { object: { key: 'tenants%2Fquickdump%2Fjobs.json' } } }] };
const MINUTE = { source: 'aws.events' };
let it: Awaited<ReturnType<typeof setUp>>;
beforeEach(async () => void (it = await setUp()));

/** Jobs that have waited longer than all others, of a company whose books cannot be read. */
async function broken(company: string, jobs: number): Promise<void> {
  for (let n = 0; n < jobs; n++) await it.ports.due.set(`text-due ${company} ${newId()}`, it.ports.now() - 3_600_000);
}
/** A booking whose text the provider did not take yet: it is due again by now. */
async function held(customer: object = {}): Promise<string> {
  it.provider.answer = { kind: 'busy', code: 'ThrottlingException' };
  const job = await it.book(customer);
  await it.wake(COMMIT);
  it.later(31_000);
  it.provider.answer = null;
  return job;
}
const failures = (company: string) =>
  it.ports.logged.filter(({ event, tenant }) => event === 'text-look-failed' && tenant === company).length;

test('A company with a thousand texts that cannot be looked at keeps no text of another', async () => {
  await broken('nobody', 1_250);
  await held();
  await it.wake(MINUTE);
  expect(it.sent).toHaveLength(1);
});

test('Where each failure takes its time, the others go first, and what was not looked at counts as waiting', async () => {
  await broken('nobody', 100);
  const read = it.ports.companies.read.bind(it.ports.companies);
  it.ports.companies.read = (slug, fresh) => (slug === 'nobody' && it.later(15_000), read(slug, fresh));
  await held();
  await it.wake(MINUTE);
  expect([it.sent.length, failures('nobody')]).toEqual([1, 3]);
  expect(it.ports.logged.findLast(({ event }) => event === 'texts-swept')).toMatchObject({ oldestUnsentSeconds: 3_676 });
});

test('One job that cannot be looked at keeps no other of its company, beside a company that fails altogether', async () => {
  await broken('nobody', 3);
  const jobs = [await held(), await held({ customer: { name: 'Bo', phone: '(617) 555-0161' } })];
  const get = it.ports.shortLived.get.bind(it.ports.shortLived);
  it.ports.shortLived.get = (key) => (key.includes(jobs[0] ?? '') ? Promise.reject(new Error('unreadable')) : get(key));
  await it.wake(MINUTE);
  expect(it.sent.map(({ to }) => to)).toEqual(['+16175550161']);
  expect(failures('nobody')).toBe(3);
});
