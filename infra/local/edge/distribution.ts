// Owns the distribution as a whole, made of a template: the edge with its functions, and the site's bucket as the internet meets it.
import type { AddressInfo } from 'node:net';
import type { FunctionUrlAnswer } from '../lambda/function-url.ts';
import type { LambdaPool } from '../lambda/pool.ts';
import type { Phones } from '../phones/phones.ts';
import { readBehaviours } from './behaviours.ts';
import { loadEdgeFunctions } from './functions.ts';
import { createKeptErrors } from './kept-errors.ts';
import { isSitePublic } from './origins.ts';
import { createEdge } from './server.ts';
import { createSite } from './site.ts';
import { startSiteBucket } from './site-bucket.ts';
import { openTemplate } from './template.ts';

export interface DistributionOptions {
  /** the synthesized template, as JSON */
  readonly template: unknown;
  /** 0: any free one */
  readonly port: number;
  /** where photos are put on this machine */
  readonly uploadOrigin: string;
  readonly api: Pick<LambdaPool, 'invoke'>;
  /** what this machine has and CloudFront does not: the phones that texts end on */
  readonly phones?: Phones;
  readonly log: (entry: Record<string, unknown>) => void;
  /** in milliseconds; this machine's clock when none is given */
  readonly now?: () => number;
}

export interface LocalDistribution {
  readonly origin: string;
  /** the site's bucket without the edge: what anybody finds there */
  readonly siteBucket: string;
  close(): Promise<void>;
}

/** @throws Error with one line when the port is taken, or the template says what this edge does not know */
export async function startDistribution({
  template: raw,
  port,
  uploadOrigin,
  api,
  phones,
  log,
  now = Date.now,
}: DistributionOptions): Promise<LocalDistribution> {
  const template = openTemplate(raw);
  const table = readBehaviours(template, uploadOrigin);
  const site = createSite('build');
  const [functions, keptErrors] = [await loadEdgeFunctions(table), createKeptErrors<FunctionUrlAnswer>(template, now)];
  const server = createEdge({ table, site, api, ...(phones && { phones }), log, functions, keptErrors });
  const origin = `http://127.0.0.1:${await listen(server, port)}`;
  const siteBucket = await startSiteBucket(site, isSitePublic(template));
  return {
    origin,
    siteBucket: siteBucket.endpoint,
    async close() {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
      await siteBucket.close();
    },
  };
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
