// Owns the page's word that it is seen again, or that there may be a network again. Both are hints: only an answer proves anything.

export interface PageEvents {
  readonly window: Pick<Window, 'addEventListener' | 'removeEventListener'>;
  readonly document: Pick<Document, 'addEventListener' | 'removeEventListener' | 'visibilityState'>;
  /** says so when the system has told it of a network; absent on plain http and in some private windows */
  readonly worker?: Pick<ServiceWorkerContainer, 'addEventListener' | 'removeEventListener'> | undefined;
}

export const isPageVisible = ({ document }: PageEvents): boolean => document.visibilityState === 'visible';

/** Calls `hint` at each of them; the answer stops it. A page that comes back from the back/forward cache only says `pageshow`. */
export function watchConnectivity(page: PageEvents, hint: (why: 'online' | 'visible') => void): () => void {
  const online = (): void => hint('online');
  const visible = (): void => {
    if (isPageVisible(page)) hint('visible');
  };
  const told = ({ data }: MessageEvent<unknown>): void => {
    if (typeof data === 'object' && data !== null && 'type' in data && data.type === 'SEND_NOW') online();
  };
  page.worker?.addEventListener('message', told);
  page.window.addEventListener('online', online);
  page.window.addEventListener('pageshow', visible);
  page.document.addEventListener('visibilitychange', visible);
  return () => {
    page.worker?.removeEventListener('message', told);
    page.window.removeEventListener('online', online);
    page.window.removeEventListener('pageshow', visible);
    page.document.removeEventListener('visibilitychange', visible);
  };
}

/** Asks before the page closes while `isUnsafe()`: what a page holds in memory is gone with it. */
export function guardLeaving(page: PageEvents, isUnsafe: () => boolean): () => void {
  const ask = (event: BeforeUnloadEvent): void => {
    if (isUnsafe()) event.preventDefault();
  };
  page.window.addEventListener('beforeunload', ask);
  return () => page.window.removeEventListener('beforeunload', ask);
}
