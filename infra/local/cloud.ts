// Owns the local cloud as a whole: stores, sandboxes and edge, started in order and stopped in reverse.
import { createWriteStream, mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readBehaviours } from './edge/behaviours.ts';
import { loadEdgeFunctions } from './edge/functions.ts';
import { isSitePublic } from './edge/origins.ts';
import { createEdge, type EdgeOptions } from './edge/server.ts';
import { createSite } from './edge/site.ts';
import { startSiteBucket } from './edge/site-bucket.ts';
import { openTemplate } from './edge/template.ts';
import { localEnvironment, type LocalEnvironment } from './environment.ts';
import { createLambdaPool } from './lambda/pool.ts';
import { startStores, type StoreOptions } from './stores.ts';

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
  const stores = await startStores(options);
  const access = createWriteStream(join(logs, 'edge.log'), { flags: 'a' });
  const template = openTemplate(options.template);
  const siteBucket = await startSiteBucket(createSite('build'), isSitePublic(template));
  const server = createEdge(await edgeParts());
  const origin = `http://127.0.0.1:${await listen(server, port).catch((error: unknown) => stores.close().then(() => Promise.reject(error)))}`;
  await stores.allowUploadsFrom(origin);
  const env = localEnvironment(stores.secrets, { s3: stores.s3, dynamodb: stores.dynamodb, origin }, release);
  const api = createLambdaPool({ bundle: pathToFileURL('dist/lambda/handler.mjs').href, env, logFile: join(logs, 'lambda.log') });

  return {
    origin,
    siteBucket: siteBucket.endpoint,
    env,
    async close() {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
      await siteBucket.close();
      await api.close();
      await stores.close();
      await new Promise((done) => access.end(done));
    },
  };

  async function edgeParts(): Promise<EdgeOptions> {
    const table = readBehaviours(template, stores.s3);
    return {
      table,
      site: createSite('build'),
      api: { invoke: (request) => api.invoke(request), close: () => api.close() },
      functions: await loadEdgeFunctions(table),
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
