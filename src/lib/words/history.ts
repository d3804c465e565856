// Owns which words a job's history is told in. They come with the screens that tell it: a driver's day begins without them.
import type { Words } from './en.ts';
import { historyEn, type HistoryWords } from './history-en.ts';
import { historyEs } from './history-es.ts';

/** @param words of the language that the page speaks */
export const historyOf = ({ locale }: Words): HistoryWords => (locale.startsWith('es') ? historyEs : historyEn);
