// Owns the second part of the page, loaded when somebody needs it: another time, a cancel, photos of the finished work, a word on the visit.
import type { OpenDay } from '#core/booking';
import type { ArrivalWindow } from '#core/job';
import type { TrackingView } from '#core/tracking';
import { moreWords, type MoreWords } from '../../lib/tracking/more-words.ts';
import { windowButtons } from './choose-window.ts';
import { addStyle } from './more-style.ts';
import { button, make } from './page-parts.ts';
import { rateVisit, type RateDraft } from './rate-visit.ts';
import { loadDays, photoAddress, sendChange, type Action, type Sent, type Wish } from './send-change.ts';

export type Way = 'change' | 'cancel';
interface Knowledge {
  readonly view: TrackingView;
  readonly locale: string;
}

export function openMore(host: HTMLElement, tokenOf: () => string, took: (view: TrackingView) => void) {
  addStyle();
  let known: Knowledge | null = null;
  let way: Way | null = null;
  let said = '';
  let busy = false;
  /** what to send again, after no answer */
  let again: (() => void) | null = null;
  let offers: readonly ArrivalWindow[] | null = null;
  let days: readonly OpenDay[] | null = null;
  let date = '';
  let reason = '';
  const rating: RateDraft = { stars: 0, text: '', open: false };
  const photos = new Map<string, HTMLElement>();
  let drawn = '';

  return (view: TrackingView, { locale }: { readonly locale: string }, wanted?: Way): void => {
    known = { view, locale };
    if (wanted) open(wanted);
    else redraw();
  };

  function open(next: Way | null): void {
    [way, said, again, offers] = [next, '', null, null];
    redraw(true);
    host.querySelector('h2')?.focus();
  }

  /** Only when something is different: focus and what is being typed stay where they are. */
  function redraw(anyway = false): void {
    if (!known) return;
    const { change, attempt, rating: given, rate, photos: shown, number } = known.view;
    const now = JSON.stringify([known.locale, change, attempt, given, rate, shown, number, way, said, busy, offers, days, date]);
    if (now === drawn && !anyway) return;
    drawn = now;
    const words = moreWords(known.locale);
    host.hidden = false;
    host.replaceChildren(
      ...statusLine(words),
      ...changeParts(known, words),
      ...photoParts(known.view, words),
      ...rateParts(known.view, words),
    );
    host.hidden = host.childElementCount === 0;
    for (const each of host.querySelectorAll<HTMLButtonElement>('button:not(.photo)')) if (busy) each.disabled = true;
  }

  function statusLine(words: MoreWords): HTMLElement[] {
    if (!said) return [];
    return [make('section', { role: 'status' }, make('p', {}, said), ...(again ? [button(words.again, again)] : []))];
  }

  function changeParts({ view, locale }: Knowledge, words: MoreWords): HTMLElement[] {
    const { change, attempt } = view;
    if (!change) return [];
    const part = (title: string, ...children: HTMLElement[]): HTMLElement =>
      make('section', {}, make('h2', { tabIndex: -1 }, title), ...children);
    if (way === 'cancel') return [part(words.ask, ...cancelParts(words))];
    const choice = {
      ...{ offers: offers ?? change.offers ?? [], days, date, locale },
      choose: (window: { date: string; slot: string }) => act('reschedule', { window }),
      loadDays: () => void moreDays(words),
      lookAt: (next: string) => ((date = next), redraw()),
    };
    const ways = make('div', { className: 'two' });
    if (attempt || way === 'change') {
      if (!attempt) ways.append(button(words.keep, () => open(null)));
      else ways.append(button(words.cancel, () => open('cancel')));
      return [part(attempt ? words.chooseAfter : words.choose, ...windowButtons(choice, words), ways)];
    }
    ways.append(
      button(words.change, () => open('change')),
      button(words.cancel, () => open('cancel')),
    );
    return [ways];
  }

  function cancelParts(words: MoreWords): HTMLElement[] {
    const area = make('textarea', { rows: 2, maxLength: 500, value: reason, oninput: () => void (reason = area.value) });
    const yes = (): void => act('cancel', reason.trim() ? { reason: reason.trim() } : {});
    return [
      make('label', { className: 'words' }, words.why, area),
      make(
        'div',
        { className: 'two' },
        button(words.yes, yes, 'button red'),
        button(words.keep, () => open(null)),
      ),
    ];
  }

  function photoParts({ photos: shown = [] }: TrackingView, words: MoreWords): HTMLElement[] {
    if (shown.length === 0) return [];
    const figures = shown.map((sha256, index) => photoOf(sha256, words.photo(index + 1, shown.length), words.close));
    return [make('section', {}, make('h2', {}, words.photos), make('div', { className: 'photos' }, ...figures))];
  }

  /** Asked for once; its address is good for some minutes, the picture for as long as the page is open. */
  function photoOf(sha256: string, alt: string, close: string): HTMLElement {
    const held = photos.get(sha256);
    if (held) return held;
    const image = make('img', { alt, decoding: 'async' });
    const small = make('button', { type: 'button', className: 'photo', onclick: () => showLarge(image, close) }, image);
    photos.set(sha256, small);
    void photoAddress(tokenOf(), sha256).then((url) => {
      if (url) image.src = url;
      else photos.delete(sha256);
    });
    return small;
  }

  function rateParts({ rating: given, rate }: TrackingView, words: MoreWords): HTMLElement[] {
    const send = (): void => act('rating', { stars: rating.stars, ...(rating.text.trim() && { text: rating.text.trim() }) });
    const parts = rateVisit(given, rate !== undefined, rating, words, send, () => redraw(true));
    return parts.length > 0 ? [make('section', {}, ...parts)] : [];
  }

  async function moreDays(words: MoreWords): Promise<void> {
    days = await loadDays(tokenOf());
    said = days ? '' : words.busy;
    again = days ? null : () => void moreDays(words);
    redraw();
  }

  function act(action: Action, wish: Wish): void {
    if (busy || !known) return;
    const words = moreWords(known.locale);
    [busy, said, again] = [true, words.sending, null];
    redraw();
    void sendChange(tokenOf(), action, wish).then((sent) => {
      busy = false;
      settle(sent, action, words);
      if (sent.kind === 'lost' || sent.kind === 'busy') again = () => act(action, wish);
      redraw(true);
    });
  }

  function settle(sent: Sent, action: Action, words: MoreWords): void {
    if (sent.kind === 'done') {
      said = { reschedule: words.moved, cancel: words.cancelled, rating: words.thanks }[action];
      [way, offers, days, rating.open] = [null, null, null, false];
      return took(sent.view);
    }
    if (sent.kind === 'otherwise') {
      [offers, days, said] = [null, null, words.otherwise];
      return took(sent.view);
    }
    if (sent.kind === 'full') [offers, days, said] = [sent.open.slice(0, 3), null, sent.open.length > 0 ? words.full : words.noneNear];
    else said = words[sent.kind];
  }
}

/** The very picture that is there, lent by its place: a copy would be asked for anew, at an address that is too old by now. */
function showLarge(image: HTMLImageElement, close: string): void {
  if (image.naturalWidth === 0) return;
  const place = image.parentElement;
  const large = make(
    'dialog',
    {
      className: 'large',
      ariaLabel: image.alt,
      onclick: () => large.close(),
      onclose: () => {
        place?.append(image);
        large.remove();
      },
    },
    image,
    button(close, () => large.close()),
  );
  document.body.append(large);
  large.showModal();
}
