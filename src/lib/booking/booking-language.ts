// Owns which language the booking page speaks: what the link asks, what was chosen here before, what the browser prefers; of those the company has.
import { LANGUAGES, type Language } from '#core/language';
import { en, type BookingWords } from './words-en.ts';

/** Each in its own tongue: who cannot read the page must find theirs. */
export const LANGUAGE_NAME: Readonly<Record<Language, string>> = { en: 'English', es: 'Español' };

export interface Wishes {
  /** `?lang=` of the link */
  readonly asked: string | null;
  /** with the page's own switch */
  readonly chosen: string | null;
  /** the browser's, the dearest first: "es-MX" */
  readonly browser: readonly string[];
}

/** @param offered the company's languages; null while they are not known */
export function chooseLanguage({ asked, chosen, browser }: Wishes, offered: readonly Language[] | null, fallback: Language): Language {
  const wished = [asked, chosen, ...browser].map((tag) => tag?.toLowerCase().split('-')[0]);
  return wished.map((tag) => (offered ?? LANGUAGES).find((each) => each === tag)).find((each) => each !== undefined) ?? fallback;
}

/** English is at hand; Spanish is loaded, and stays English when it cannot be. */
export const loadWords = (language: Language): Promise<BookingWords> =>
  language === 'en' ? Promise.resolve(en) : import('./words-es.ts').then(({ es }) => es).catch(() => en);

const NAME = 'booking language';

export function wishesOf(search: string, storage: () => Storage, browser: readonly string[]): Wishes {
  return { asked: new URLSearchParams(search).get('lang'), chosen: chosenIn(storage), browser };
}

function chosenIn(storage: () => Storage): string | null {
  try {
    return storage().getItem(NAME);
  } catch {
    return null;
  }
}

/** The switch outlives the tab; without storage it lasts as long as the page. */
export function keepLanguage(language: Language, storage: () => Storage): void {
  try {
    storage().setItem(NAME, language);
  } catch {
    // It is only a convenience.
  }
}
