// Owns what the staff app finds without a network: its shell and the crew's day. It answers for /app/ alone, and never takes over unasked.
/// <reference no-default-lib="true"/>
/// <reference lib="esnext" />
/// <reference lib="webworker" />
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute, type PrecacheEntry } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { CacheFirst } from 'workbox-strategies';

declare const self: ServiceWorkerGlobalScope & { readonly __WB_MANIFEST: PrecacheEntry[] };

// The build puts the list here (infra/precache.ts): Workbox calls this by its name.
precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();
registerRoute(new NavigationRoute(createHandlerBoundToURL('/app/index.html'), { allowlist: [/^\/app\//] }));
// What only a desk needs is kept after its first use; its name carries its hash. API, uploads and other sites are left alone.
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith('/_app/immutable/'),
  new CacheFirst({ cacheName: 'haul-desk' }),
);

// Background Sync, where there is one: a page that is open, even if the system slowed it down, is told to send. The page is the engine:
// nothing is sent from here, and a queue without a page waits for the next start.
self.addEventListener('sync', (event) => {
  if (!('waitUntil' in event) || typeof event.waitUntil !== 'function') return;
  event.waitUntil(
    self.clients.matchAll({ type: 'window' }).then((pages) => {
      for (const page of pages) page.postMessage({ type: 'SEND_NOW' });
    }),
  );
});

self.addEventListener('message', (event: ExtendableMessageEvent) => {
  if ((event.data as { type?: unknown } | null)?.type === 'SKIP_WAITING') void self.skipWaiting();
});
