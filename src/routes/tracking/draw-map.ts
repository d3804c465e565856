// Owns the small picture of the crew's way, loaded while there is one.
import type { TrackingView } from '#core/tracking';
import { approach, RING_PX } from '../../lib/tracking/approach.ts';
import { fill, type TrackWords } from '../../lib/tracking/track-words.ts';
import { milesWords } from '../../lib/tracking/words.ts';
import { addStyle } from './add-style.ts';

addStyle(`
svg{fill:none;stroke:var(--line);stroke-dasharray:2 6}
text{fill:var(--soft);stroke:none;font-size:11px;text-anchor:middle}
path{stroke:var(--brand);stroke-width:3;stroke-dasharray:1 8;stroke-linecap:round}
.home,.truck{fill:var(--brand);stroke:var(--card);stroke-width:4;stroke-dasharray:none}
.truck,.halo{fill:var(--c)}
.halo{stroke:none;opacity:.2}`);

/** The pickup in the middle, rings of known miles, and the truck in its true direction. No street is drawn: we know none. */
export function drawMap(map: HTMLElement, { location: truck, pickup }: TrackingView, words: TrackWords): void {
  if (!truck || !pickup) return;
  const { miles, way, x, y, ringMiles } = approach(pickup, truck);
  map.setAttribute('aria-label', fill(words.bearing, milesWords(miles, words.locale), words.ways[way] ?? ''));
  map.replaceChildren();
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

/** An SVG element with its attributes: colours stand in the styles, by class. */
function draw(tag: string, attributes: Readonly<Record<string, string | number>>, text = ''): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.textContent = text;
  return made;
}
