// Owns whether a colour can be read: WCAG 2 contrast, the grounds that our pages have, and the nearest colour that passes.

/** What a page's colours stand on; `tokens.css` has the same, and a test holds them together. */
export const GROUNDS = {
  light: { card: '#ffffff', paper: '#f6f5f2', sunk: '#ecebe6', ink: '#1b1d1f', ink2: '#565b61', line: '#dcdad3' },
  dark: { card: '#1c1f22', paper: '#131517', sunk: '#0d0f10', ink: '#eceae5', ink2: '#a5a9ad', line: '#2e3236' },
} as const;
export type Scheme = keyof typeof GROUNDS;
/** Of text, WCAG 2.2 AA. The brand colour is text on some pages and the ground of buttons on all of them. */
export const NEEDED_CONTRAST = 4.5;
const INKS = ['#ffffff', '#06211d'] as const;

export type Rgb = readonly [red: number, green: number, blue: number];

/** 0 to 1 each, of "#rrggbb". */
export const rgbOf = (hex: string): Rgb => {
  const channel = (at: number): number => Number.parseInt(hex.slice(at, at + 2), 16) / 255;
  return [channel(1), channel(3), channel(5)];
};
export const hexOf = (rgb: Rgb): string =>
  `#${rgb
    .map((channel) =>
      Math.round(Math.min(1, Math.max(0, channel)) * 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
export const toLinear = (channel: number): number => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);

/** Relative luminance, 0 black to 1 white, of "#rrggbb". */
export function luminance(hex: string): number {
  const [red, green, blue] = rgbOf(hex);
  return 0.2126 * toLinear(red) + 0.7152 * toLinear(green) + 0.0722 * toLinear(blue);
}

/** 1 (the same) to 21 (black on white). */
export function contrast(a: string, b: string): number {
  const [darker, lighter] = [luminance(a), luminance(b)].toSorted((x, y) => x - y) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

/** The ink that reads best on a colour. */
export const inkOn = (color: string): string => (contrast(color, INKS[0]) >= contrast(color, INKS[1]) ? INKS[0] : INKS[1]);

/** The lowest contrast that a brand colour has in this scheme: on a card, on paper, and under its own ink. */
export function brandContrast(color: string, scheme: Scheme): number {
  const { card, paper } = GROUNDS[scheme];
  return Math.min(contrast(color, card), contrast(color, paper), contrast(color, inkOn(color)));
}
export const passes = (color: string, scheme: Scheme): boolean => brandContrast(color, scheme) >= NEEDED_CONTRAST;

/** "2.1 : 1 on white, needs 4.5 : 1. The nearest that passes is #97680a." */
export function contrastWords(color: string, scheme: Scheme): string {
  const { card, paper } = GROUNDS[scheme];
  const onCard = contrast(color, card) < NEEDED_CONTRAST;
  const ground = scheme === 'dark' ? 'the dark page' : onCard ? 'white' : 'our off-white page';
  // Rounded down: 4.46 must not be said to be 4.5.
  const ratio = Math.floor(contrast(color, onCard ? card : paper) * 10) / 10;
  return `${ratio.toFixed(1)} : 1 on ${ground}, needs ${NEEDED_CONTRAST} : 1. The nearest that passes is ${nearestPassing(color, scheme)}.`;
}

/** The same colour, darker on light pages and lighter on dark ones, just as far as it must be. */
export function nearestPassing(color: string, scheme: Scheme): string {
  if (passes(color, scheme)) return color;
  const target: Rgb = scheme === 'light' ? [0, 0, 0] : [1, 1, 1];
  const from = rgbOf(color);
  const mixed = (share: number): string =>
    hexOf(from.map((channel, at) => channel + ((target[at] ?? 0) - channel) * share) as unknown as Rgb);
  let [fails, works] = [0, 1];
  for (let step = 0; step < 12; step++) {
    const middle = (fails + works) / 2;
    if (passes(mixed(middle), scheme)) works = middle;
    else fails = middle;
  }
  return mixed(works);
}
