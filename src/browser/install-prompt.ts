// Owns installing the app: the browser's own offer where there is one, and whether this is a phone whose browser has none.

/** Chromium's event; it is in no standard yet. */
interface InstallEvent extends Event {
  prompt(): Promise<{ readonly outcome: 'accepted' | 'dismissed' }>;
}

export interface InstallNews {
  /** null when the offer is gone */
  offered(ask: (() => Promise<void>) | null): void;
  installed(): void;
}

export function watchInstall(window: Window, { offered, installed }: InstallNews): void {
  window.addEventListener('beforeinstallprompt', (event) => {
    // Kept for the moment in which a person asks for it.
    event.preventDefault();
    offered(async () => {
      await (event as InstallEvent).prompt();
      offered(null);
    });
  });
  window.addEventListener('appinstalled', () => {
    offered(null);
    installed();
  });
}

/** Safari on a phone installs by its share menu only; once installed it is standalone. */
export const installsByHand = (navigator: Navigator): boolean => 'standalone' in navigator && navigator.standalone === false;
