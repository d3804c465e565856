// Owns the customer's word on the visit: one to five stars, and some words.
import type { Rating } from '#core/job';
import type { MoreWords } from '../../lib/tracking/more-words.ts';
import { button, make } from './page-parts.ts';

export interface RateDraft {
  stars: number;
  text: string;
  /** a rating that was given is being changed */
  open: boolean;
}

export function rateVisit(
  given: Rating | undefined,
  mayRate: boolean,
  draft: RateDraft,
  words: MoreWords,
  send: () => void,
  redraw: () => void,
): HTMLElement[] {
  if (given && !draft.open) {
    const edit = (): void => {
      Object.assign(draft, { stars: given.stars, text: given.text ?? '', open: true });
      redraw();
    };
    const told = make(
      'p',
      {},
      make('span', { className: 'gold', ariaHidden: 'true' }, '★'.repeat(given.stars)),
      ` ${words.given(given.stars)}`,
    );
    return [told, ...(given.text ? [make('p', {}, `“${given.text}”`)] : []), ...(mayRate ? [button(words.edit, edit)] : [])];
  }
  if (!mayRate) return [];
  const area = make('textarea', { rows: 3, maxLength: 1000, value: draft.text, oninput: () => void (draft.text = area.value) });
  const submit = button(words.send, send, 'button pick');
  submit.disabled = draft.stars === 0;
  const star = (many: number): HTMLElement => {
    const onchange = (): void => {
      draft.stars = many;
      submit.disabled = false;
    };
    const input = make('input', {
      type: 'radio',
      name: 'stars',
      value: String(many),
      checked: draft.stars === many,
      onchange,
      ariaLabel: words.stars(many),
    });
    return make('label', {}, input, '★');
  };
  return [
    make('fieldset', {}, make('legend', {}, words.rate), make('div', { className: 'stars' }, ...[1, 2, 3, 4, 5].map(star))),
    make('label', { className: 'words' }, words.words, area),
    submit,
  ];
}
