// Owns the local cloud as a whole: stores, sandboxes and edge, started in order and stopped in reverse.
import { createWriteStream, mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { behaviours } from './edge/behaviours.ts';
import { createEdge, type EdgeOptions } from './edge/server.ts';
import { createSite } from './edge/site.ts';
import { localEnvironment, type LocalEnvironment } from './environment.ts';
import { createLambdaPool } from './lambda/pool.ts';
import { startPhones } from './phones/phones.ts';
import { startStores, type StoreOptions } from './stores.ts';
import { wakeTextSender, type TextSenderWakes } from './text-sender.ts';

export interface CloudOptions extends StoreOptions {
  readonly port: number;
  readonly release: string;
}

export interface LocalCloud {
  readonly origin: string;
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
  const server = createEdge(await edgeParts());
  const giveUp = (error: unknown): Promise<never> => Promise.all([stores.close(), phones.close()]).then(() => Promise.reject(error));
  const origin = `http://127.0.0.1:${await listen(server, port).catch(giveUp)}`;
  await stores.allowUploadsFrom(origin);
  const env = localEnvironment(stores.secrets, { s3: stores.s3, dynamodb: stores.dynamodb, origin, sms: phones.endpoint }, release);
  const api = createLambdaPool({ bundle: pathToFileURL('dist/lambda/handler.mjs').href, env, logFile: join(logs, 'lambda.log') });
  const texts = createLambdaPool({ bundle: pathToFileURL('dist/lambda/texts.mjs').href, env, logFile: join(logs, 'texts.log'), most: 2 });
  wakes = wakeTextSender(texts);

  return {
    origin,
    env,
    async close() {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
      wakes?.close();
      await Promise.all([api.close(), texts.close()]);
      await Promise.all([phones.close(), stores.close()]);
      await new Promise((done) => access.end(done));
    },
  };

  async function edgeParts(): Promise<EdgeOptions> {
    const { handler } = (await import(pathToFileURL('dist/edge/handler.mjs').href)) as { handler: EdgeOptions['viewerRequest'] };
    return {
      table: behaviours(stores.s3),
      site: createSite('build'),
      api: { invoke: (request) => api.invoke(request) },
      phones,
      viewerRequest: handler,
      log: (entry) => void access.write(`${JSON.stringify(entry)}\n`),
    };
  }
}

function listen(server: ReturnType<typeof createEdge>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`Cannot listen on port ${port}: something else uses it. Set PORT to another one, such as PORT=${port + 1}.`)
          : error,
      ),
    );
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
