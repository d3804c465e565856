// Owns the photos' bucket in memory: it checks what is put as S3 does, loses answers, and at times what lies there is not what it should be.
import { createHash } from 'node:crypto';
import { photoTypeOf, type PhotoFacts } from '#core/photo';
import type { PhotoStore } from '#lambda/port';
import { StoreUnreachable } from '#lambda/store-errors';
import type { Mutant } from './mutants.ts';
import type { Schedule } from './schedule.ts';

export interface PhotoBucket {
  open(tenant: string): PhotoStore;
  /** A PUT at a signed address: the status of its answer. Rejects when no answer comes. */
  put(url: string, bytes: Uint8Array): Promise<number>;
  /** whether the right bytes lie there */
  holds(tenant: string, sha256: string): boolean;
  calm(): void;
}

const hashes = new WeakMap<Uint8Array, string>();

/** Bytes never change, so each are hashed once. */
export function sha256Of(bytes: Uint8Array): string {
  const hash = hashes.get(bytes) ?? createHash('sha256').update(bytes).digest('hex');
  hashes.set(bytes, hash);
  return hash;
}

export function createPhotoBucket(schedule: Schedule, mutant: Mutant | null): PhotoBucket {
  const objects = new Map<string, Uint8Array>();
  const signed = new Map<string, PhotoFacts>();
  let faulty = true;
  const fails = (probability: number): boolean => faulty && schedule.chance(probability);
  const holds = (place: string): boolean => {
    const bytes = objects.get(place);
    return bytes !== undefined && place.endsWith(` ${sha256Of(bytes)}`);
  };

  return {
    open: (tenant) => ({
      async find(sha256) {
        await schedule.sleep(3 + schedule.random() * 40);
        if (fails(0.03)) throw new StoreUnreachable('s3', 503, null);
        const announced = signed.get(`${tenant} ${sha256}`);
        if (mutant === 'photo confirmed unseen' && announced) return announced;
        const bytes = objects.get(`${tenant} ${sha256}`);
        return bytes ? { sha256: sha256Of(bytes), bytes: bytes.length, type: photoTypeOf(bytes) } : null;
      },
      signUpload(photo) {
        const place = `${tenant} ${photo.sha256}`;
        signed.set(place, photo);
        return Promise.resolve({ url: place, headers: {} });
      },
      signView: (sha256) => Promise.resolve(`${tenant} ${sha256}`),
      remove: () => Promise.reject(new Error('Nobody is erased here')),
    }),
    async put(url, bytes) {
      await schedule.sleep(20 + schedule.random() * (schedule.chance(0.1) ? 30_000 : 400));
      if (fails(0.04)) return schedule.pick([400, 403, 500, 503]);
      // A cut body does not have the signed checksum, so S3 refuses it; a server that checks nothing would keep it, or keep other bytes.
      if (fails(0.04)) {
        if (!holds(url) && schedule.chance(0.5)) objects.set(url, bytes.slice(0, bytes.length / 2));
        return schedule.pick([200, 400]);
      }
      if (fails(0.04) && !holds(url)) objects.set(url, bytes.toReversed());
      else objects.set(url, bytes);
      await schedule.sleep(schedule.random() * 20);
      if (fails(0.06)) throw new Error('socket hang up');
      return 200;
    },
    holds: (tenant, sha256) => holds(`${tenant} ${sha256}`),
    calm: () => void (faulty = false),
  };
}
