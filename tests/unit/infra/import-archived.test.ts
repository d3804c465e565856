// Promise: an import that is run again adds nothing, also when its jobs have left the book so long ago that their tombstones are forgotten.
import { expect, test } from 'vitest';
import { importBatch } from '#infra/local/import/import-rows';
import type { ImportRow } from '#infra/local/import/read-row';
import { archiveAll } from '#lambda/archive/archive-jobs';
import { COMPANY, CREATE } from '../../support/core-scene.ts';
import { memoryPorts } from '../../support/memory-ports.ts';

const DAY_MS = 86_400_000;

test('Rows whose jobs lie in the archive are already there', async () => {
  const ports = memoryPorts();
  await ports.companies.write(COMPANY);
  const rows = ['2026-10-01', '2026-10-02', '2026-11-24'].map((date): ImportRow => ({
    key: `row ${date}`,
    args: { ...CREATE, window: { ...CREATE.window, date } },
    status: date === '2026-11-24' ? 'booking_confirmed' : 'completed',
    invented: false,
  }));
  expect(await importBatch(ports, COMPANY, rows)).toEqual({ ok: true, value: { imported: 3, known: 0 } });
  ports.clock.nowMs += 4 * DAY_MS;
  await archiveAll(ports);
  const book = async () => {
    const read = await ports.openJobStore(COMPANY.slug).read();
    if (!read.ok) throw new Error(read.error.detail);
    return read.value;
  };
  expect([(await book()).jobs.size, (await book()).removed.length]).toEqual([1, 2]);
  ports.clock.nowMs += 31 * DAY_MS;
  await archiveAll(ports);
  expect((await book()).removed).toEqual([]);
  const before = ports.stored(COMPANY.slug);
  expect(await importBatch(ports, COMPANY, rows)).toEqual({ ok: true, value: { imported: 0, known: 3 } });
  expect(ports.stored(COMPANY.slug)).toBe(before);
});
