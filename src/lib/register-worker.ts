// Owns the service worker's registration: an update is offered, and taken when a person says so.

const WORKER_URL = '/service-worker.js';

const policy = globalThis.window?.trustedTypes?.createPolicy('haul-worker-url', {
  createScriptURL(url) {
    if (url !== WORKER_URL) throw new TypeError(`Not our worker: ${url}`);
    return url;
  },
});

let registering: Promise<void> | null = null;

/**
 * Once for the page, however often it is asked for.
 * @param offer called when a new version waits; what it is given puts the new version to work and opens the page anew
 */
export const registerWorker = (offer: (apply: () => void) => void): Promise<void> => (registering ??= register(offer));

async function register(offer: (apply: () => void) => void): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  // After the first view: nothing on it waits for this, and a slow phone has its hands full until then.
  await untilIdle();
  const { Workbox } = await import('workbox-window');
  // Workbox takes a trusted URL where the browser demands one; its types know strings only.
  const worker = new Workbox((policy?.createScriptURL(WORKER_URL) ?? WORKER_URL) as string, { scope: '/app/' });
  worker.addEventListener('waiting', () =>
    offer(() => {
      // Another tab has taken it already: nobody waits any more, and opening the page anew is all that is left to do.
      if (registration && !registration.waiting) return location.reload();
      worker.addEventListener('controlling', () => location.reload());
      worker.messageSkipWaiting();
    }),
  );
  // Without a worker the app works as long as there is a network.
  const registration = await worker.register();
}

/** When the page has nothing to do, and after three seconds at the latest; Safari does not tell. */
const untilIdle = (): Promise<void> =>
  new Promise((idle) => {
    if ('requestIdleCallback' in globalThis) requestIdleCallback(() => idle(), { timeout: 3_000 });
    else setTimeout(idle, 1_000);
  });

/** In no standard that TypeScript knows; Chromium has it. */
interface WakesLater {
  readonly sync: { register(tag: string): Promise<void> };
}
const wakesLater = (worker: ServiceWorkerRegistration): worker is ServiceWorkerRegistration & WakesLater => 'sync' in worker;

/** Asks the system to tell this page when there is a network again: a hint more, where the browser has it. */
export async function askForSync(): Promise<void> {
  const worker = await navigator.serviceWorker?.getRegistration('/app/');
  if (worker && wakesLater(worker)) await worker.sync.register('haul-send');
}
