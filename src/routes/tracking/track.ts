// Owns the tracking page's one script: reads the token, asks while somebody looks, and says how old its knowledge is.
import { STATUS_FLOW, STEPS } from '#core/status-flow';
import type { TrackingView } from '#core/tracking';
import { momentWords, trackingWords } from '../../lib/tracking/words.ts';

const EVERY_MS = 20_000;
const LONGEST_MS = 120_000;

let token = takeToken();
let etag = '';
let view: TrackingView | null = null;
let askedMs = 0;
let failures = 0;
let timer = 0;

addEventListener('hashchange', () => {
  token = takeToken();
  etag = '';
  view = null;
  void ask();
});
document.addEventListener('visibilitychange', () => (document.hidden ? clearTimeout(timer) : void ask()));
addEventListener('online', () => void ask());
void ask();

/** The token of `/track/#TOKEN` or `/track/TOKEN`; the second form leaves the address bar, and with it history and referrers, at once. */
function takeToken(): string {
  const inPath = location.pathname.split('/')[2] ?? '';
  if (inPath) history.replaceState(null, '', `/track/#${inPath}`);
  return inPath || location.hash.slice(1);
}

async function ask(): Promise<void> {
  clearTimeout(timer);
  if (!token) return showUnknown('Open the link from your text message or confirmation again: this address is missing its last part.');
  try {
    const response = await fetch('/api/track', {
      headers: { 'x-tracking-token': token, ...(etag && { 'if-none-match': etag }) },
      cache: 'no-store',
      credentials: 'omit',
    });
    await take(response);
    failures = 0;
  } catch {
    failures += 1;
    showStale();
  }
  if (!document.hidden) timer = window.setTimeout(() => void ask(), Math.min(EVERY_MS * 2 ** failures, LONGEST_MS));
}

/** @throws when the answer is not ours to believe: a captive portal, a proxy, a 5xx */
async function take(response: Response): Promise<void> {
  const type = response.headers.get('content-type') ?? '';
  if (response.status === 404 && type.startsWith('application/problem+json'))
    return showUnknown('This link does not work, or not any more. Call the company that you booked with.');
  if (response.status !== 304) {
    if (!response.ok || !type.startsWith('application/json')) throw new TypeError('not our answer');
    view = (await response.json()) as TrackingView;
    etag = response.headers.get('etag') ?? '';
  }
  askedMs = Date.now();
  if (view) show(view);
}

function show(known: TrackingView): void {
  const { company, status, number } = known;
  const { title, when, heard } = trackingWords(known, Date.now());
  document.title = `${title} · ${company.name}`;
  paint(company.brand.color, company.brand.colorDark);
  say('mark', company.brand.mark);
  showLogo(company.brand);
  say('company', company.name);
  say('title', title);
  say('when', when);
  say('heard', heard);
  say('pill', STATUS_FLOW[status].label).className = `pill ${STATUS_FLOW[status].color}`;
  say('foot', `Job #${number ?? ''}. This link is yours; it stops working 30 days after the pickup.`);
  element('call').setAttribute('href', `tel:${company.phone.replace(/[^\d+]/g, '')}`);
  element('call').hidden = company.phone === '';
  element('stale').hidden = true;
  showPlace(known);
  showSteps(known);
}

/** The logo stands in the mark's place; one that does not load leaves it the mark's. */
function showLogo({ logo }: TrackingView['company']['brand']): void {
  const image = element('logo') as HTMLImageElement;
  if (!logo) return void (image.hidden = true);
  const shown = (is: boolean): void => void ((image.hidden = !is), (element('mark').hidden = is));
  image.onerror = () => shown(false);
  image.width = (36 * logo.width) / logo.height;
  if (!image.src.endsWith(logo.path)) image.src = logo.path;
  shown(!image.complete || image.naturalWidth > 0);
}

function showSteps({ timeline, status, company }: TrackingView): void {
  element('steps').hidden = status === 'cancelled';
  for (const step of STEPS) {
    const at = timeline.find((each) => each.status === step)?.at;
    const line = element(step);
    line.classList.toggle('on', at !== undefined);
    if (step === status) line.setAttribute('aria-current', 'step');
    else line.removeAttribute('aria-current');
    const time = line.querySelector('time');
    if (time) time.textContent = at ? momentWords(at, company.timeZone) : '';
  }
}

/** Where the crew is, as a link to the phone's own maps: nothing is drawn that we do not know. */
function showPlace({ location: place, company }: TrackingView): void {
  if (!place) return;
  const link = document.createElement('a');
  link.href = `https://www.google.com/maps?q=${place.lat},${place.lng}`;
  link.rel = 'noopener noreferrer';
  link.textContent = `See where they were at ${momentWords(place.at, company.timeZone)}`;
  element('heard').append(' · ', link);
}

function showUnknown(why: string): void {
  clearTimeout(timer);
  say('title', 'We cannot find this pickup');
  say('when', '');
  say('heard', why);
  for (const id of ['pill', 'steps', 'foot', 'call', 'stale']) element(id).hidden = true;
}

/** The page keeps what it knew, and says since when. */
function showStale(): void {
  if (!view) {
    say('title', 'No connection yet');
    say('when', 'We keep trying. Your booking is safe.');
    return;
  }
  const at = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(askedMs);
  say('stale', `No connection. This is what we knew at ${at}.`);
}

function paint(light: string, dark: string): void {
  document.documentElement.style.setProperty('--brand', `light-dark(${light}, ${dark})`);
}

function say(id: string, text: string): HTMLElement {
  const target = element(id);
  if (target.textContent !== text) target.textContent = text;
  target.hidden = text === '';
  return target;
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new TypeError(`the page has no #${id}`);
  return found;
}
