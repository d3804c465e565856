// Owns the small picture of the crew's way, loaded while there is one.
import type { TrackingView } from '#core/tracking';
import { approach, RING_PX } from '../../lib/tracking/approach.ts';
import { fill, type TrackWords } from '../../lib/tracking/track-words.ts';
import { milesWords } from '../../lib/tracking/words.ts';

/** Truck, pickup and direction, for whoever does not see the picture. */
const WORDS = {
  en: {
    bearing: 'The truck is about {0} {1} of the pickup. North is up.',
    ways: ['north', 'north-east', 'east', 'south-east', 'south', 'south-west', 'west', 'north-west'],
  },
  es: {
    bearing: 'El camión está a unas {0} al {1} de la recogida. El norte está arriba.',
    ways: ['norte', 'noreste', 'este', 'sureste', 'sur', 'suroeste', 'oeste', 'noroeste'],
  },
};
const LINE = { fill: 'none', stroke: 'var(--line)', 'stroke-dasharray': '2 6' };
const TEXT = { fill: 'var(--soft)', 'font-size': 11, 'text-anchor': 'middle' };
const EDGE = { stroke: 'var(--card)', 'stroke-width': 4 };

/** The pickup in the middle, rings of known miles, and the truck in its true direction. No street is drawn: we know none. */
export function drawMap(map: HTMLElement, { location: truck, pickup }: TrackingView, words: TrackWords): void {
  if (!truck || !pickup) return;
  const { miles, way, x, y, ringMiles } = approach(pickup, truck);
  const { bearing, ways } = words.locale.startsWith('es') ? WORDS.es : WORDS.en;
  map.setAttribute('aria-label', fill(bearing, milesWords(miles, words.locale), ways[way] ?? ''));
  map.replaceChildren();
  const side = x > 0 ? -1 : 1;
  const number = new Intl.NumberFormat(words.locale);
  for (const ring of [1, 2, 3, 4])
    map.append(
      draw('circle', { ...LINE, r: ring * RING_PX }),
      draw('text', { ...TEXT, x: side * ring * RING_PX, y: -4 }, `${number.format(ringMiles * ring)}${ring === 1 ? ' mi' : ''}`),
    );
  map.append(
    draw('text', { ...TEXT, y: -72 }, 'N ↑'),
    draw('path', { d: `M0 0L${x} ${y}`, stroke: 'var(--brand)', 'stroke-width': 3, 'stroke-dasharray': '1 8', 'stroke-linecap': 'round' }),
    draw('circle', { ...EDGE, fill: 'var(--brand)', r: 11 }),
    draw('circle', { class: 'orange', fill: 'var(--c)', opacity: 0.2, cx: x, cy: y, r: 18 }),
    draw('circle', { ...EDGE, class: 'orange', fill: 'var(--c)', cx: x, cy: y, r: 9 }),
  );
}

/** An SVG element with its attributes: colours stand in the styles, by class. */
function draw(tag: string, attributes: Readonly<Record<string, string | number>>, text = ''): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.textContent = text;
  return made;
}
