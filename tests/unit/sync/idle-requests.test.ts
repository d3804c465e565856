// Promises of what an hour costs in which nothing happens: a board asks every 5 s and a phone every 60 s while somebody looks, and neither when not.
// The bill rests on these counts.
import { expect, test } from 'vitest';
import { pollMsOf } from '#lib/engines.ts';
import { fakeOffice, openPhone, readyJob } from './fake-office.ts';

const HOUR_MS = 3_600_000;

async function anHourOf(who: 'dana' | 'sam', visible: () => boolean = () => true) {
  const office = fakeOffice();
  await readyJob(office);
  const pollMs = pollMsOf(who === 'dana' ? 'dispatcher' : 'crew');
  const page = await openPhone(office, office.people[who], { pollMs, visible });
  await page.start();
  const before = page.requests.length;
  await office.advance(HOUR_MS);
  return { page, office, asked: page.requests.length - before };
}

test('An idle board in view asks 720 times an hour, and each request carries nothing but its cursor', async () => {
  const { page, asked } = await anHourOf('dana');
  expect(asked).toBe(720);
  expect(page.requests.at(-1)).toMatchObject({ mutations: [], queued: null });
  expect(page.requests.at(-1)?.cursor).not.toBeNull();
  expect(JSON.stringify(page.requests.at(-1)).length).toBeLessThan(400);
});

test('An idle phone in view asks 60 times an hour', async () => {
  expect((await anHourOf('sam')).asked).toBe(60);
});

test('A page that nobody looks at asks once more at most, and not again in the whole hour', async () => {
  for (const who of ['dana', 'sam'] as const) {
    let looks = true;
    const { page, office } = await anHourOf(who, () => looks);
    looks = false;
    const before = page.requests.length;
    await office.advance(HOUR_MS);
    expect(page.requests.length - before).toBeLessThanOrEqual(1);
  }
});

test('Without a signal an idle phone tries at most every 30 s while somebody looks, and every five minutes when not', async () => {
  const office = fakeOffice();
  const { job } = await readyJob(office);
  let looks = true;
  const phone = await openPhone(office, office.people.sam, { visible: () => looks });
  await phone.start();
  phone.noSignal();
  phone.tap(job, 'set_status', { to: 'in_progress' });
  const tries = async (): Promise<number> => {
    const before = phone.requests.length;
    await office.advance(HOUR_MS);
    return phone.requests.length - before;
  };
  // Half of the longest wait on average; here chance is always a half.
  expect(await tries()).toBeLessThanOrEqual(2 * 120 + 10);
  looks = false;
  expect(await tries()).toBeLessThanOrEqual(2 * 12 + 2);
});
