// Promises of the bill: it grows with companies where they cost, and not where they share.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { monthlyBill, total, type Habits, type HourCounts, type Prices } from '#infra/local/costs/bill';

const PRICES = JSON.parse(readFileSync('infra/local/costs/prices.json', 'utf8')) as Prices & { asOf: string };
const NOTHING: HourCounts = {
  edgeRequests: 0,
  pageRequests: 0,
  apiRequests: 0,
  apiMs: 0,
  bytesOut: 0,
  s3Reads: 0,
  s3Writes: 0,
  dynamoReads: 0,
  dynamoWrites: 0,
  logBytes: 0,
};
const HABITS: Habits = { hoursPerMonth: 100, textsPerHour: 1, photosGigabytesPerMonth: 0, alarms: 10, metrics: 8, functionGigabytes: 2 };

test('An idle month costs the fixed things: keys, alarms, metrics, and the clock of texts', () => {
  expect(total(monthlyBill(NOTHING, 1, HABITS, PRICES))).toBeCloseTo(0.4 + 10 * 0.1 + 8 * 0.3 + 0.0438 * 0.2, 3);
});

test('A million S3 writes are five dollars and their events one; ten companies are ten times that, the fixed things are not', () => {
  const busy = { ...NOTHING, s3Writes: 10_000 };
  const line = (companies: number, what: RegExp): number =>
    monthlyBill(busy, companies, HABITS, PRICES).find((each) => what.test(each.what))?.usd ?? 0;
  expect(line(1, /S3 writes/)).toBeCloseTo(6);
  expect(line(10, /S3 writes/)).toBeCloseTo(60);
  expect(line(10, /Keys/)).toBe(line(1, /Keys/));
});

test('Waiting for the stores is paid as time', () => {
  const seconds = (10_000 * PRICES.assumedStoreMs.s3) / 1_000;
  const time = monthlyBill({ ...NOTHING, s3Reads: 10_000 }, 1, HABITS, PRICES).find(({ what }) => what === 'Lambda time')?.usd;
  expect(time).toBeCloseTo(seconds * 100 * 2 * PRICES.perGigabyteSecond.lambda);
});

test('Prices have a date', () => expect(PRICES.asOf).toMatch(/^\d{4}-\d\d-\d\d$/));
