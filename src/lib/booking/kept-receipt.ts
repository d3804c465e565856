// Owns the receipt of this tab: what was booked, with all that its page shows, so that a reload or a lost connection takes nothing away.
import type { BookingReceipt, CompanyPage } from '#core/session';

export interface KeptReceipt {
  readonly booked: BookingReceipt;
  readonly company: Pick<CompanyPage, 'slug' | 'name' | 'phone' | 'timeZone' | 'brand' | 'languages' | 'language'>;
  readonly address: string;
  /** the service's name */
  readonly service: string;
  /** photos that were picked and have not arrived: they are in the page's memory only */
  readonly photosOpen: number;
}

const nameOf = (slug: string): string => `receipt ${slug}`;

/** A tab's own storage: the link is the key to the booking, and goes with the tab. */
export function readReceipt(slug: string, storage: () => Storage): KeptReceipt | null {
  try {
    return JSON.parse(storage().getItem(nameOf(slug)) ?? 'null') as KeptReceipt | null;
  } catch {
    return null;
  }
}

export function keepReceipt(slug: string, receipt: KeptReceipt | null, storage: () => Storage): void {
  try {
    if (receipt === null) storage().removeItem(nameOf(slug));
    else storage().setItem(nameOf(slug), JSON.stringify(receipt));
  } catch {
    // The page still shows it.
  }
}
