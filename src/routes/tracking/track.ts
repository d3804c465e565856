// Owns the tracking page's one script: reads the token, asks while somebody looks, and says how old its knowledge is.
import type { TrackingView } from '#core/tracking';
import type { Language } from '#core/language';
import { clockWords, currentView } from '../../lib/tracking/words.ts';
import { fill, type TrackWords } from '../../lib/tracking/track-words.ts';
import en from '../../lib/tracking/words-en.json?url&no-inline';
import es from '../../lib/tracking/words-es.json?url&no-inline';
import { drawView } from './draw-view.ts';
import type { openMore } from './more.ts';
import { button, element, make, say } from './page-parts.ts';

const EVERY_MS = 20_000;
const LONGEST_MS = 120_000;

const token = takeToken();
let etag = '';
let view: TrackingView | null = null;
let words: TrackWords | null = null;
let chosen: Language | null = null;
let more: ReturnType<typeof openMore> | null = null;
let askedMs = 0;
/** how far this phone's clock is behind the server's */
let behindMs = 0;
/** answers in a row that brought nothing new, or none at all */
let quiet = 0;
let failed = false;
/** the link opens nothing: nobody asks again */
let gone = false;
let timer = 0;

// Another link opened in the same tab is another page.
addEventListener('hashchange', () => location.reload());
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
  if (gone) return;
  if (!token) return void showUnknown();
  let waitMs = 0;
  try {
    const headers = { 'x-tracking-token': token, ...(etag && { 'if-none-match': etag }) };
    const asked = fetch('/api/track', { headers, cache: 'no-store', credentials: 'omit' });
    await Promise.all([asked, speak(languageOf(view))]);
    const response = await asked;
    waitMs = Number(response.headers.get('retry-after')) * 1000;
    quiet = (await take(response)) ? 0 : quiet + 1;
    failed = false;
  } catch (error) {
    quiet = failed ? quiet + 1 : 0;
    failed = true;
    await showStale(error instanceof SyntaxError);
  }
  const delayMs = Math.max(waitMs, Math.min(EVERY_MS * 1.5 ** quiet, LONGEST_MS));
  if (!gone && !document.hidden) timer = window.setTimeout(() => void ask(), delayMs);
}

/**
 * Answers whether there was something new.
 * @throws SyntaxError when the answer is not ours to believe: a captive portal, a proxy, a 5xx
 */
async function take(response: Response): Promise<boolean> {
  // A proxy's 404 is a page: only our own means that the link opens nothing.
  if (response.status === 404 && response.headers.get('content-type')?.includes('problem+json')) return await showUnknown();
  const known = response.status === 304;
  if (!known && !response.ok) throw new SyntaxError('not our answer');
  if (!known) {
    view = (await response.json()) as TrackingView;
    etag = response.headers.get('etag') ?? '';
  }
  askedMs = Date.now();
  behindMs = (Date.parse(response.headers.get('date') ?? '') || askedMs) - askedMs;
  await show();
  return !known;
}

async function show(): Promise<void> {
  const told = view && (await speak(languageOf(view)));
  if (!view || !told) return;
  const nowMs = Date.now() + behindMs;
  const known = currentView(view, nowMs);
  drawView(known, nowMs, told);
  drawSwitch(known, told);
  if (known.attempt || known.photos || known.rate || known.rating) await drawMore(known, told);
  else if (more) more(known, told);
  else drawWays(known, told);
}

/** Two buttons; what they open is loaded when somebody wants it. */
function drawWays(known: TrackingView, told: TrackWords): void {
  const ways = element('more');
  ways.hidden = !known.change;
  // The same buttons again would only lose the focus on them.
  if (!known.change || ways.lang === told.locale) return;
  ways.lang = told.locale;
  const buttons = (['change', 'cancel'] as const).map((way) => button(told[way], () => void drawMore(known, told, way)));
  ways.replaceChildren(make('div', { className: 'two' }, ...buttons));
}

async function drawMore(known: TrackingView, told: TrackWords, way?: 'change' | 'cancel'): Promise<void> {
  try {
    if (!more) {
      const { openMore } = await import('./more.ts');
      const took = (next: TrackingView): void => {
        view = next;
        etag = '';
        void show();
      };
      more = openMore(element('more'), () => token, took);
    }
    more(known, told, way);
  } catch {
    say('stale', told.notLoaded);
  }
}

/** The reader's own choice, else the language they booked in, else their phone's; always one that the company serves. */
function languageOf(known: TrackingView | null): Language {
  const served: readonly string[] = known?.company.languages ?? ['en', 'es'];
  const wanted = [chosen, known?.language, ...navigator.languages, known?.company.language].map((each) => each?.slice(0, 2));
  return wanted.find((each) => each && served.includes(each)) === 'es' ? 'es' : 'en';
}

/** Words that do not come leave the page in those that it has. */
async function speak(language: Language): Promise<TrackWords | null> {
  if (words?.locale.startsWith(language)) return words;
  const loaded = await fetch(language === 'es' ? es : en, { credentials: 'omit' }).then(
    (response) => (response.ok ? response.json() : null),
    () => null,
  );
  return (words = (loaded as TrackWords | null) ?? words);
}

function drawSwitch({ company }: TrackingView, { locale, other }: TrackWords): void {
  const next = company.languages.find((each) => !locale.startsWith(each));
  const way = say('switch', next ? other : '');
  way.lang = next ?? '';
  way.onclick = () => {
    chosen = next ?? null;
    void show();
  };
}

function tell(locale: string, title: string, when: string): void {
  document.documentElement.lang = locale.slice(0, 2);
  say('title', title);
  say('when', when);
  say('other', '');
}

async function showUnknown(): Promise<false> {
  gone = true;
  view = null;
  const told = await speak(languageOf(null));
  if (told) tell(told.locale, told.unknown, '');
  say('heard', told?.unknownWhy ?? '').className = 'small';
  for (const id of ['pill', 'steps', 'foot', 'call', 'stale', 'note', 'map', 'more', 'switch']) element(id).toggleAttribute('hidden', true);
  return false;
}

/** The page keeps what it knew, and says since when. Until its words have come, it says what it said from the first. */
async function showStale(answered: boolean): Promise<void> {
  const told = await speak(languageOf(view));
  if (!told) return;
  const why = answered ? told.noAnswer : told.noConnection;
  if (!view) return tell(told.locale, why, told.trying);
  await show();
  say('stale', fill(told.stale, why, clockWords(askedMs)));
}
