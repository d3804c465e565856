// Owns drawing what we know onto the page: the words, the crew's way, and the line of steps.
import { STATUS_FLOW, STEPS } from '#core/status-flow';
import type { TrackingView } from '#core/tracking';
import { approach, RING_PX } from '../../lib/tracking/approach.ts';
import { clockWords, milesWords, momentWords, relativeDay, trackingWords } from '../../lib/tracking/words.ts';
import type { TrackWords } from '../../lib/tracking/words-en.ts';
import { draw, element, make, say } from './page-parts.ts';

export function drawView(view: TrackingView, nowMs: number, words: TrackWords): void {
  const { company, status, number } = view;
  const { title, when, note, heard, old } = trackingWords(view, nowMs, words);
  document.title = `${title} · ${company.name}`;
  document.documentElement.lang = words.locale.slice(0, 2);
  document.documentElement.style.setProperty('--brand', `light-dark(${company.brand.color}, ${company.brand.colorDark})`);
  say('mark', company.brand.mark);
  drawLogo(company.brand);
  say('company', company.name);
  say('title', title);
  say('when', when);
  say('note', note);
  say('heard', heard).classList.toggle('old', old);
  say('pill', words.status[status]).className = `pill ${STATUS_FLOW[status].color}`;
  say('foot', words.foot(String(number ?? '')));
  const call = say('call', company.phone && words.call);
  call.setAttribute('href', `tel:${company.phone.replace(/[^\d+]/g, '')}`);
  say('stale', '');
  drawPlace(view, words);
  drawSteps(view, nowMs, words);
}

/** The logo stands in the mark's place; one that does not load leaves it the mark's. */
function drawLogo({ logo }: TrackingView['company']['brand']): void {
  const image = element('logo') as HTMLImageElement;
  if (!logo) return void (image.hidden = true);
  const shown = (is: boolean): void => void ((image.hidden = !is), (element('mark').hidden = is));
  image.onerror = () => shown(false);
  image.width = (36 * logo.width) / logo.height;
  if (!image.src.endsWith(logo.path)) image.src = logo.path;
  shown(!image.complete || image.naturalWidth > 0);
}

/** Where the crew was last: from the pickup when that is known, and always as a link to the phone's own maps. */
function drawPlace({ location: truck, pickup, company }: TrackingView, words: TrackWords): void {
  const map = element('map');
  map.replaceChildren();
  map.toggleAttribute('hidden', !truck || !pickup);
  if (!truck) return;
  const href = `https://www.google.com/maps?q=${truck.lat},${truck.lng}`;
  const link = make('a', { href, rel: 'noopener noreferrer', textContent: words.maps });
  const at = clockWords(truck.at, company.timeZone);
  element('heard').append(
    ' · ',
    ...(pickup ? [words.away(milesWords(approach(pickup, truck).miles, words.locale)), ' · '] : [`${at} · `]),
    link,
  );
  if (pickup) drawMap(map, approach(pickup, truck), words);
}

/** The pickup in the middle, rings of known miles, and the truck in its true direction. No street is drawn: we know none. */
function drawMap(map: HTMLElement, { miles, way, x, y, ringMiles }: ReturnType<typeof approach>, words: TrackWords): void {
  map.setAttribute('aria-label', words.bearing(milesWords(miles, words.locale), words.ways[way] ?? ''));
  const side = x > 0 ? -1 : 1;
  const number = new Intl.NumberFormat(words.locale);
  for (const ring of [1, 2, 3, 4])
    map.append(
      draw('circle', { r: ring * RING_PX }),
      draw('text', { x: side * ring * RING_PX, y: -4 }, `${number.format(ringMiles * ring)}${ring === 1 ? ' mi' : ''}`),
    );
  map.append(
    draw('text', { y: -72 }, 'N ↑'),
    draw('path', { d: `M0 0L${x} ${y}` }),
    draw('circle', { class: 'home', r: 11 }),
    draw('circle', { class: 'halo', cx: x, cy: y, r: 18 }),
    draw('circle', { class: 'truck', cx: x, cy: y, r: 9 }),
  );
}

function drawSteps(view: TrackingView, nowMs: number, words: TrackWords): void {
  const list = element('steps');
  list.hidden = view.status === 'cancelled';
  const lines = STEPS.map((step) => {
    const at = view.timeline.find((each) => each.status === step)?.at;
    const line = make(
      'li',
      { className: at ? `${STATUS_FLOW[step].color} on` : '' },
      make('i'),
      make('div', {}, make('b', { className: at ? 'pill' : '' }, words.status[step]), make('small', {}, factsOf(step, view, nowMs, words))),
      make('time', { dateTime: at ?? '' }, at ? momentWords(at, view.company.timeZone, words.locale) : ''),
    );
    if (step === view.status) line.setAttribute('aria-current', 'step');
    return line;
  });
  // The same lines again would only take away what is being read.
  const told = lines.map((line) => line.outerHTML).join('');
  if (list.innerHTML !== told) list.replaceChildren(...lines);
}

/** Beside the steps: the window that was agreed, and who comes. */
function factsOf(step: string, { window, driver, mates = [], company }: TrackingView, nowMs: number, { locale }: TrackWords): string {
  if (step === 'booking_confirmed') return `${relativeDay(window.date, company.timeZone, nowMs, locale)}, ${window.start}–${window.end}`;
  if (step === 'ready_for_pickup' && driver) return new Intl.ListFormat(locale).format([driver.firstName, ...mates]);
  return '';
}
