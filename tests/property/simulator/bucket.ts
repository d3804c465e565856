// Owns S3 in memory: conditional writes, and every fault that S3 and the way to it are known for.
import { GetObjectCommand, PutObjectCommand, S3ServiceException, type S3Client } from '@aws-sdk/client-s3';
import type { Mutant } from './mutants.ts';
import type { Schedule } from './schedule.ts';

export interface Bucket {
  readonly client: Pick<S3Client, 'send'>;
  bytes(key: string): Uint8Array | null;
  /** puts other bytes in their place, as a restore or a broken disk does */
  replace(key: string, bytes: Uint8Array | null): void;
  /** no more faults */
  calm(): void;
}

interface Stored {
  readonly bytes: Uint8Array;
  readonly etag: string;
}

/** @param wrote hears of each object as soon as it lies there */
export function createBucket(schedule: Schedule, mutant: Mutant | null, wrote: (key: string) => void): Bucket {
  const objects = new Map<string, Stored>();
  let writes = 0;
  let faulty = true;

  const put = (key: string, bytes: Uint8Array): string => {
    const etag = `e${++writes}`;
    objects.set(key, { bytes, etag });
    wrote(key);
    return etag;
  };
  /** The sandbox is frozen or killed here: whoever waits for it, waits in vain. */
  const mayDie = (): Promise<void> => (faulty && schedule.chance(0.002) ? new Promise<never>(() => undefined) : Promise.resolve());

  async function send(command: unknown): Promise<unknown> {
    await schedule.sleep(3 + schedule.random() * 40);
    await mayDie();
    if (command instanceof GetObjectCommand) return get(command.input.Key ?? '', command.input.IfNoneMatch);
    if (command instanceof PutObjectCommand) return write(command.input);
    throw new TypeError('not known here');
  }
  function get(key: string, known: string | undefined): unknown {
    if (faulty && schedule.chance(0.02)) refuse(503);
    const stored = objects.get(key);
    if (!stored) return refuse(404);
    if (known === `"${stored.etag}"`) return refuse(304);
    return { ETag: `"${stored.etag}"`, Body: { transformToByteArray: () => Promise.resolve(stored.bytes) } };
  }
  async function write({ Key = '', Body, IfMatch, IfNoneMatch }: PutObjectCommand['input']): Promise<unknown> {
    if (faulty && schedule.chance(0.05)) refuse(schedule.pick([409, 412, 503]));
    const stored = objects.get(Key);
    const holds = IfNoneMatch === '*' ? !stored : IfMatch === stored?.etag;
    if (!holds && mutant !== 'blind PUT') return refuse(412);
    const etag = put(Key, Body as Uint8Array);
    await schedule.sleep(schedule.random() * 20);
    await mayDie();
    // The write is done, and nobody is told.
    if (faulty && schedule.chance(0.05)) throw new Error('socket hang up');
    return { ETag: `"${etag}"` };
  }

  return {
    client: { send } as Bucket['client'],
    bytes: (key) => objects.get(key)?.bytes ?? null,
    replace: (key, bytes) => (bytes ? void put(key, bytes) : void objects.delete(key)),
    calm: () => void (faulty = false),
  };
}

/** Thrown so often that each is made once: a stack trace costs more than the answer. */
const refusals = new Map<number, S3ServiceException>();

function refuse(status: number): never {
  const refusal =
    refusals.get(status) ??
    new S3ServiceException({
      name: String(status),
      $fault: status < 500 ? 'client' : 'server',
      $metadata: { httpStatusCode: status },
    });
  refusals.set(status, refusal);
  throw refusal;
}
