// Owns the language of this page: English is at hand, another is loaded when a person chooses it.
import type { Language } from '#core/language';
import { en, type Words } from './en.ts';

/** Each in its own tongue: who cannot read the page must find theirs. */
export const LANGUAGES: Readonly<Record<Language, string>> = { en: 'English', es: 'Español' };
export type { Language };

const LOAD: Readonly<Record<Language, () => Promise<Words>>> = {
  en: () => Promise.resolve(en),
  es: () => import('./es.ts').then(({ es }) => es),
};

export const isLanguage = (text: unknown): text is Language => typeof text === 'string' && Object.hasOwn(LANGUAGES, text);

class CurrentLanguage {
  code = $state.raw<Language>('en');
  words = $state.raw<Words>(en);

  /** Stays with what is shown when the other language cannot be loaded. */
  async use(code: Language): Promise<void> {
    const words = await LOAD[code]().catch(() => null);
    if (!words) return;
    this.code = code;
    this.words = words;
    document.documentElement.lang = code;
  }
}

export const lang = new CurrentLanguage();
