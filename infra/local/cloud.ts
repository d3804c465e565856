// Owns the local cloud as a whole: stores, sandboxes and edge, started in order and stopped in reverse.
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { wakeArchiver } from './archiver.ts';
import { startDistribution } from './edge/distribution.ts';
import { localEnvironment, type LocalEnvironment } from './environment.ts';
import { createLambdaPool } from './lambda/pool.ts';
import { startPhones } from './phones/phones.ts';
import { startStores, type StoreOptions } from './stores.ts';
import { wakeTextSender, type TextSenderWakes } from './text-sender.ts';

export interface CloudOptions extends StoreOptions {
  readonly port: number;
  readonly release: string;
  /** the synthesized template of the distribution, as JSON */
  readonly template: unknown;
}

export interface LocalCloud {
  readonly origin: string;
  /** the site's bucket without the edge: what anybody finds there */
  readonly siteBucket: string;
  readonly env: LocalEnvironment;
  close(): Promise<void>;
}

/** @throws Error with one line when the port is taken or a part cannot start */
export async function startCloud(options: CloudOptions): Promise<LocalCloud> {
  const { dir, port, release } = options;
  const logs = join(dir, 'logs');
  mkdirSync(logs, { recursive: true });
  let wakes: TextSenderWakes | null = null;
  const stores = await startStores({ ...options, onPut: (bucket, key) => wakes?.committed(bucket, key) });
  const phones = await startPhones({ dir, publish: (message) => wakes?.publish(message) });
  const access = createWriteStream(join(logs, 'edge.log'), { flags: 'a' });
  const edge = await startDistribution({
    template: options.template,
    port,
    uploadOrigin: stores.s3,
    // Requests come when the address is known, and with it what the functions are told.
    api: { invoke: (request) => api.invoke(request) },
    phones,
    log: (entry) => void access.write(`${JSON.stringify(entry)}\n`),
  }).catch((error: unknown) => Promise.all([stores.close(), phones.close()]).then(() => Promise.reject(error)));
  const { origin, siteBucket } = edge;
  await stores.allowUploadsFrom(origin);
  const env = localEnvironment(stores.secrets, { s3: stores.s3, dynamodb: stores.dynamodb, origin, sms: phones.endpoint }, release);
  const api = createLambdaPool({ bundle: pathToFileURL('dist/lambda/handler.mjs').href, env, logFile: join(logs, 'lambda.log') });
  const texts = createLambdaPool({ bundle: pathToFileURL('dist/lambda/texts.mjs').href, env, logFile: join(logs, 'texts.log'), most: 2 });
  wakes = wakeTextSender(texts);
  // A run may be long: books are read and written many times.
  const archive = createLambdaPool({
    bundle: pathToFileURL('dist/lambda/archive.mjs').href,
    env,
    logFile: join(logs, 'archive.log'),
    most: 1,
    timeoutMs: 300_000,
  });
  const archiver = wakeArchiver(archive);

  return {
    origin,
    siteBucket,
    env,
    async close() {
      await edge.close();
      wakes?.close();
      archiver.close();
      await Promise.all([api.close(), texts.close(), archive.close()]);
      await Promise.all([phones.close(), stores.close()]);
      await new Promise((done) => access.end(done));
    },
  };
}
