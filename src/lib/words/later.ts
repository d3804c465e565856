// Owns the words that come with the screens that say them, in both languages: a driver's day begins without them.
import type { Words } from './en.ts';
import { historyEn, type HistoryWords } from './history-en.ts';
import { historyEs } from './history-es.ts';
import { sheetsEn, type SheetWords } from './sheets-en.ts';
import { sheetsEs } from './sheets-es.ts';

const isSpanish = ({ locale }: Words): boolean => locale.startsWith('es');

/** How a job's history is told. @param words of the language that the page speaks */
export const historyOf = (words: Words): HistoryWords => (isSpanish(words) ? historyEs : historyEn);
/** What the sheets say that are opened now and then. @param words of the language that the page speaks */
export const sheetsOf = (words: Words): SheetWords => (isSpanish(words) ? sheetsEs : sheetsEn);
