// Owns the photos of a booking: picked before it, sent after it, each with a state that is true. They live as long as the page.
import { CUSTOMER_PHOTOS } from '#core/photo';
import type { ShrunkPhoto } from '#browser/shrink-photo';
import type { BookingWords } from './words-en.ts';

export type PhotoState = 'picked' | 'sending' | 'sent' | 'failed' | 'refused';
export interface PickedPhoto {
  readonly photo: ShrunkPhoto;
  /** an address of this page that shows it */
  readonly url: string;
  state: PhotoState;
}
type PickTrouble = Extract<keyof BookingWords['photos'], 'notAPhoto' | 'tooLarge' | 'notLoaded'>;

/** Tries by itself, then the customer does. */
const WAITS_MS = [0, 2_000, 6_000, 15_000] as const;

export class BookingPhotos {
  list = $state<PickedPhoto[]>([]);
  busy = $state(false);
  trouble = $state<PickTrouble | null>(null);
  /** the receipt's token; null before there is one */
  #token: string | null = null;

  readonly full = $derived(this.list.length >= CUSTOMER_PHOTOS.most);
  count(...states: PhotoState[]): number {
    return this.list.filter(({ state }) => states.includes(state)).length;
  }

  async pick(file: File): Promise<void> {
    this.busy = true;
    this.trouble = await this.#take(file);
    this.busy = false;
    if (this.#token) void this.send(this.#token);
  }

  async #take(file: File): Promise<PickTrouble | null> {
    const work = await loadWork();
    if (!work) return 'notLoaded';
    const shrunk = await work.shrinkPhoto(file);
    if (!shrunk.ok) return shrunk.error === 'too-large' ? 'tooLarge' : 'notAPhoto';
    // The same picture twice is one.
    if (this.list.some(({ photo }) => photo.sha256 === shrunk.value.sha256)) return null;
    const url = URL.createObjectURL(new Blob([shrunk.value.bytes], { type: shrunk.value.type }));
    this.list.push({ photo: shrunk.value, url, state: 'picked' });
    return null;
  }

  remove(url: string): void {
    URL.revokeObjectURL(url);
    this.list = this.list.filter((each) => each.url !== url);
  }

  /** Sends what has not arrived, one after the other: a bad line carries one at a time. */
  async send(token: string): Promise<void> {
    this.#token = token;
    if (this.count('sending') > 0) return;
    for (let next = this.#waiting(); next; next = this.#waiting()) {
      next.state = 'sending';
      next.state = await this.#try(next.photo, token);
    }
  }
  retry(): void {
    for (const each of this.list) if (each.state === 'failed') each.state = 'picked';
    if (this.#token) void this.send(this.#token);
  }

  readonly #waiting = (): PickedPhoto | undefined => this.list.find(({ state }) => state === 'picked');

  async #try(photo: ShrunkPhoto, token: string): Promise<PhotoState> {
    for (const waitMs of WAITS_MS) {
      await new Promise((go) => setTimeout(go, waitMs));
      const work = await loadWork();
      const came = work ? await work.sendPhoto(photo, token) : 'failed';
      if (came !== 'failed') return came === 'stored' ? 'sent' : 'refused';
    }
    return 'failed';
  }
}

const loadWork = () => import('./photo-work.ts').catch(() => null);
