// Owns drawing what we know onto the page: the words, the crew's way, and the line of steps.
import type { TrackingView } from '#core/tracking';
import { milesAway, milesWords, momentWords, relativeDay, trackingWords } from '../../lib/tracking/words.ts';
import { fill, type TrackWords } from '../../lib/tracking/track-words.ts';
import { element, make, put, say } from './page-parts.ts';

export function drawView(view: TrackingView, nowMs: number, words: TrackWords): void {
  const { company, status, number } = view;
  const { title, when, note, heard, old } = trackingWords(view, nowMs, words);
  document.title = `${title} · ${company.name}`;
  document.documentElement.lang = words.locale.slice(0, 2);
  document.documentElement.style.setProperty('--light', company.brand.color);
  document.documentElement.style.setProperty('--dark', company.brand.colorDark);
  put(element('mark'), company.brand.mark);
  drawLogo(company.brand);
  say('company', company.name);
  say('title', title);
  say('when', when);
  say('note', note);
  say('heard', heard).classList.toggle('old', old);
  say('pill', words.status[status]).className = `pill ${(document.getElementById(status) ?? element('steps')).classList[0] ?? ''}`;
  say('foot', fill(words.foot, String(number ?? '')));
  const call = say('call', company.phone && words.call);
  call.setAttribute('href', `tel:${company.phone.replace(/[^\d+]/g, '')}`);
  for (const id of ['stale', 'other']) say(id, '');
  drawPlace(view, words);
  drawSteps(view, nowMs, words);
}

/** The logo takes the mark's place once it is there. */
function drawLogo({ logo }: TrackingView['company']['brand']): void {
  const image = element('logo') as HTMLImageElement;
  if (!logo || image.src.endsWith(logo.path)) return;
  image.width = (36 * logo.width) / logo.height;
  image.onload = () => void ([image.hidden, element('mark').hidden] = [false, true]);
  image.src = logo.path;
}

/** Where the crew was last: from the pickup when that is known, and always as a link to the phone's own maps. */
function drawPlace(view: TrackingView, words: TrackWords): void {
  const { location: truck } = view;
  const miles = milesAway(view);
  if (miles === null) element('map').replaceChildren();
  if (!truck) return;
  const href = `https://www.google.com/maps?q=${truck.lat},${truck.lng}`;
  const link = make('a', { href, rel: 'noopener noreferrer', textContent: words.maps });
  element('heard').append(miles === null ? '' : ` · ${fill(words.away, milesWords(miles, words.locale))}`, link);
  // The picture is for those few who wait just now: it comes when there is something to draw.
  if (miles !== null)
    void import('./draw-map.ts').then(
      ({ drawMap }) => drawMap(element('map'), view, words),
      () => undefined,
    );
}

/** The lines stand in the page, coloured by the one table of states; here they get their words. */
function drawSteps(view: TrackingView, nowMs: number, words: TrackWords): void {
  element('steps').hidden = view.status === 'cancelled';
  for (const line of element('steps').children) {
    const step = line.id as TrackingView['status'];
    const at = view.timeline.find((each) => each.status === step)?.at;
    line.classList.toggle('on', at !== undefined);
    line.setAttribute('aria-current', step === view.status ? 'step' : 'false');
    const [label, facts, time] = line.querySelectorAll('b,small,time');
    label?.classList.toggle('pill', at !== undefined);
    put(label, words.status[step]);
    put(facts, factsOf(step, view, nowMs, words));
    put(time, at ? momentWords(at, view.company.timeZone, words.locale) : '');
  }
}

/** Beside the steps: the window that was agreed, and who comes. */
function factsOf(step: string, { window, driver, mates = [], company }: TrackingView, nowMs: number, { locale }: TrackWords): string {
  if (step === 'booking_confirmed') return `${relativeDay(window.date, company.timeZone, nowMs, locale)}, ${window.start}–${window.end}`;
  if (step === 'ready_for_pickup' && driver) return new Intl.ListFormat(locale).format([driver.firstName, ...mates]);
  return '';
}
