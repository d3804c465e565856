// Owns the site's bucket as the internet meets it: behind the edge it is read, without it nobody gets in, unless the template opened it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { createSite } from './site.ts';

export interface SiteBucket {
  readonly endpoint: string;
  close(): Promise<void>;
}

export async function startSiteBucket(site: ReturnType<typeof createSite>, isPublic: boolean): Promise<SiteBucket> {
  const server = createServer((request, response) => {
    const answer = isPublic ? site((request.url ?? '/').split('?')[0] ?? '/', null) : Promise.resolve(null);
    void answer.then((file) => {
      response.writeHead(file?.status ?? 403, { 'content-type': file?.type ?? 'application/xml' });
      response.end(file?.body ?? '<Error><Code>AccessDenied</Code></Error>');
    });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
