// Owns choosing another arrival window: the nearest ones as buttons, and all others by day.
import type { OpenDay } from '#core/booking';
import type { ArrivalWindow } from '#core/job';
import type { MoreWords } from '../../lib/tracking/more-words.ts';
import { dayWords, windowWords } from '../../lib/tracking/words.ts';
import { button, make } from './page-parts.ts';

export interface WindowChoice {
  readonly offers: readonly ArrivalWindow[];
  /** null: not asked for yet */
  readonly days: readonly OpenDay[] | null;
  /** the day that is looked at */
  readonly date: string;
  readonly locale: string;
  readonly choose: (window: { date: string; slot: string }) => void;
  readonly loadDays: () => void;
  readonly lookAt: (date: string) => void;
}

export function windowButtons(choice: WindowChoice, words: MoreWords): HTMLElement[] {
  const { offers, days, locale, choose, loadDays } = choice;
  const near = offers.map((each) => button(windowWords(each, locale), () => choose({ date: each.date, slot: each.slot }), 'button pick'));
  return [...near, ...(days ? daySelect(choice, days, words) : [button(words.others, loadDays)])];
}

function daySelect({ date, locale, choose, lookAt }: WindowChoice, days: readonly OpenDay[], words: MoreWords): HTMLElement[] {
  const open = days.filter(({ slots }) => slots.some((slot) => slot.open > 0));
  const day = open.find((each) => each.date === date) ?? open[0];
  if (!day) return [make('p', {}, words.noneOpen)];
  const options = open.map((each) => make('option', { value: each.date, selected: each === day }, dayWords(each.date, locale)));
  const select = make('select', { className: 'button', onchange: () => lookAt(select.value) }, ...options);
  const slots = day.slots.filter((slot) => slot.open > 0);
  const picks = slots.map(({ slot, start, end }) => button(`${start}–${end}`, () => choose({ date: day.date, slot })));
  return [make('label', {}, `${words.day} `, select), make('div', { className: 'two' }, ...picks)];
}
