// Owns what a job store must keep when its server misbehaves, and that the suite sees a store which does not: for any S3 server.
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeBook } from '#core/job-book';
import type { FaultKind } from '#infra/local/s3/faults';
import type { JobStore } from '#lambda/port';
import type { Meet } from '../support/fault-proxy.ts';
import { countUp, race } from './job-store-contract.ts';
import type { S3Rig } from './s3-rig.ts';

/** The next requests of a method meet this. */
function next(kind: FaultKind, wanted: string, times: number): Meet {
  let left = times;
  return (method) => (method === wanted && left-- > 0 ? kind : null);
}
const nothing: Meet = () => null;

export function jobStoreFaults(name: string, openRig: () => Promise<S3Rig>): void {
  describe(name, () => {
    let rig: S3Rig;
    beforeAll(async () => void (rig = await openRig()));
    afterAll(() => rig.close());

    test.each<FaultKind>(['409', '412', '503', 'cut-before', 'cut-after-commit', 'slow'])(
      'After a PUT that met %s the change is there exactly once: no conflict is final (failure 19)',
      async (kind) => {
        const store = rig.open(`fault-${kind}`);
        await store.change(countUp('first'));
        rig.meet(next(kind, 'PUT', 2));
        expect(await store.change(countUp('second'))).toEqual({ ok: true, value: 2 });
        rig.meet(nothing);
        expect(await rig.open(`fault-${kind}`).read()).toMatchObject({
          ok: true,
          value: { version: 2, missing: [{ at: 'first' }, { at: 'second' }] },
        });
      },
    );
    test('When others win again and again the caller is told to come back, and nothing is half written', async () => {
      rig.waits.length = 0;
      let puts = 0;
      rig.meet((method) => (method === 'PUT' ? (puts++, '412') : null));
      expect(await rig.open('busy').change(countUp('a'))).toMatchObject({ ok: false, error: { code: 'store-busy', retryAfterSeconds: 2 } });
      rig.meet(nothing);
      expect(await rig.bytes('busy')).toBeNull();
      // Each wait is followed by a try.
      expect([puts, rig.waits.length]).toEqual([10, 9]);
    });
    test('A store that does not answer is told as such', async () => {
      rig.meet(next('503', 'GET', 3));
      expect(await rig.open('away').read()).toMatchObject({ ok: false, error: { code: 'store-unreachable' } });
      rig.meet(nothing);
    });
    test('The planted bug "PUT without If-Match" is caught by the race', async () => {
      const { versions, book } = await race({ open: (tenant) => blindStore(rig, tenant) }, 'blind', 50);
      expect(new Set(versions).size === 50 && book.missing.length === 50).toBe(false);
    });
  });
}

/** Reads, decides and overwrites: what a store without conditional writes does. */
function blindStore(rig: S3Rig, tenant: string): JobStore {
  const store = rig.open(tenant);
  return {
    read: () => store.read(),
    async change(decide) {
      const book = await store.read();
      if (!book.ok) return book;
      const decided = decide(book.value, 0);
      if (!decided.ok) return decided;
      if (decided.value.book) await rig.plant(tenant, gzipSync(writeBook(decided.value.book)));
      return { ok: true, value: decided.value.answer };
    },
  };
}
