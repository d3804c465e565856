// Promises of the hourly limits on bookings: one address is slowed for itself only, and a company is closed by bookings, not by requests.
import { beforeEach, expect, test } from 'vitest';
import * as v from 'valibot';
import { bookingRequestSchema } from '#core/booking';
import { addDays } from '#core/clock-time';
import { createServices } from '#lambda/services';
import { takeBooking } from '#lambda/use-case/take-booking';
import { newId } from '../../support/api-client.ts';
import { bookingFor, demoApi, TEST_CONFIG, testCompany } from '../../support/demo-api.ts';
import { memoryPorts, type MemoryPorts } from '../../support/memory-ports.ts';

const TODAY = '2026-11-24';
let api: Awaited<ReturnType<typeof demoApi<MemoryPorts>>>;
beforeEach(async () => void (api = await demoApi(memoryPorts())));

/** One booking from an address: its code, or the number it got. */
async function book(address: string, day = addDays(TODAY, 1), slot = '10-12', key = newId()): Promise<string | number> {
  const incoming = { headers: new Headers({ 'idempotency-key': key }), cookies: new Map(), address, requestId: '' };
  const request = v.parse(bookingRequestSchema, bookingFor(day, slot));
  const answer = await takeBooking(createServices(TEST_CONFIG, api.ports), incoming, request);
  return answer.ok ? (answer.value.body as { job: { number: number } }).job.number : answer.error.code;
}
const placesADay = (places: number) =>
  api.ports.companies.write({ ...testCompany(), slots: testCompany().slots.map((slot) => ({ ...slot, places })) });

test('Whoever sends ten times what an address may is refused, and everybody else books on', async () => {
  const answers: (string | number)[] = [];
  for (let n = 0; n < 601; n++) answers.push(await book('198.51.100.1'));
  expect([answers.slice(0, 3), answers.at(60)]).toEqual([[1001, 1002, 1003], 'too-many-requests']);
  expect(await book('203.0.113.9', addDays(TODAY, 2))).toBe(1004);
});

test('Requests that book nothing leave the company open, wherever they come from', async () => {
  for (let n = 0; n < 3; n++) await book('203.0.113.1');
  for (let address = 0; address < 10; address++)
    for (let n = 0; n < 60; n++) expect(await book(`198.51.100.${address}`)).toBe('window-full');
  expect(await book('203.0.113.9', addDays(TODAY, 2))).toBe(1004);
});

test('Six hundred bookings an hour are a company’s, a repeat is none of them, and the next hour begins anew', async () => {
  await placesADay(300);
  const [first, second] = [addDays(TODAY, 1), addDays(TODAY, 2)];
  const key = newId();
  expect(await book('203.0.113.1', first, '10-12', key)).toBe(1001);
  for (let n = 0; n < 20; n++) expect(await book('203.0.113.1', first, '10-12', key)).toBe(1001);
  for (let n = 1; n < 600; n++) expect(await book(`198.51.100.${n % 20}`, n < 300 ? first : second)).toBe(1001 + n);
  expect(await book('203.0.113.9', second, '12-14')).toBe('too-many-requests');
  expect(await book('203.0.113.1', first, '10-12', key)).toBe(1001);
  api.ports.clock.nowMs += 3_600_000;
  expect(await book('203.0.113.9', second, '12-14')).toBe(1601);
});
