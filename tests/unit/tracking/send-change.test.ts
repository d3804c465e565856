// Promises to a customer whose answers get lost: nothing happens twice, and nothing is said that is not so. The real API behind the page.
import { afterEach, expect, test, vi } from 'vitest';
import { sendChange } from '../../../src/routes/tracking/send-change.ts';
import { bookingFor, demoApi } from '../../support/demo-api.ts';
import { newId } from '../../support/api-client.ts';

afterEach(() => vi.unstubAllGlobals());

async function page() {
  const api = await demoApi();
  const reply = await api.open().call('POST', '/api/bookings', bookingFor('2026-11-25'), { 'idempotency-key': newId() });
  const token = String(reply.body['trackingToken']);
  const { id } = reply.body['job'] as { id: string };
  let lost = false;
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    const answer = await api.app.fetch(new Request(`http://api.test${path}`, init));
    if (lost) throw new TypeError('Failed to fetch');
    return answer;
  });
  const move = (slot: string) => sendChange(token, 'reschedule', { window: { date: '2026-11-26', slot } });
  const cancel = () => sendChange(token, 'cancel', {});
  const losing = async (send: () => ReturnType<typeof sendChange>) => {
    lost = true;
    const sent = await send();
    lost = false;
    return sent.kind;
  };
  const { phone } = await api.signedIn('dana');
  const office = (type: string, args: unknown) => phone.sync([phone.mutation(type, id, args)]);
  const stored = () => {
    const { jobs } = JSON.parse(api.ports.stored('quickdump') ?? '') as {
      jobs: { job: { id: string; status: string; window: { slot: string }; history: { type: string }[] } }[];
    };
    return jobs.find(({ job }) => job.id === id)?.job;
  };
  return { move, cancel, losing, office, stored };
}

test('A first wish whose answer was lost, a second one, then the first again: the pickup is moved back', async () => {
  const { move, losing, stored } = await page();
  expect(await losing(() => move('12-14'))).toBe('lost');
  expect((await move('14-16')).kind).toBe('done');
  expect(await move('12-14')).toMatchObject({ kind: 'done', view: { window: { slot: '12-14' } } });
  expect(stored()?.window.slot).toBe('12-14');
});

test('A cancel whose answer was lost, and which the office took back: it is not called cancelled, and the next one cancels', async () => {
  const { cancel, losing, office, stored } = await page();
  expect(await losing(cancel)).toBe('lost');
  await office('reopen', {});
  expect(stored()?.status).toBe('ready_for_pickup');
  expect(await cancel()).toMatchObject({ kind: 'otherwise', view: { status: 'ready_for_pickup' } });
  expect((await cancel()).kind).toBe('done');
  expect(stored()?.status).toBe('cancelled');
});

test('The same wish again, after its answer was lost, is one change', async () => {
  const { move, losing, stored } = await page();
  await losing(() => move('12-14'));
  expect((await move('12-14')).kind).toBe('done');
  expect(stored()?.history.filter(({ type }) => type === 'reschedule')).toHaveLength(1);
});
