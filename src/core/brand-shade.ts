// Owns the colour of dark pages, made of the one that a company chooses: the same hue, as light as it must be (OKLCH, Ottosson 2020).
import { contrast, GROUNDS, hexOf, nearestPassing, rgbOf, toLinear, type Rgb } from '#core/contrast';

/** Above what is needed: buttons glow a little on dark ground, as our own colour does. */
const WANTED_CONTRAST = 7.5;
const MOST_CHROMA = 0.13;

/** The colour for dark pages that goes with `color`. It always passes. */
export function darkShade(color: string): string {
  const [lightness, a, b] = toOklab(rgbOf(color));
  const chroma = Math.min(MOST_CHROMA, Math.hypot(a, b) * 1.4);
  const hue = Math.atan2(b, a);
  let shade = color;
  for (let light = Math.max(0.5, lightness); light <= 1; light += 0.01) {
    shade = inGamut(light, chroma, hue);
    if (contrast(shade, GROUNDS.dark.card) >= WANTED_CONTRAST) break;
  }
  return nearestPassing(shade, 'dark');
}

/** As strong as a screen can show it. */
function inGamut(lightness: number, chroma: number, hue: number): string {
  for (let strong = chroma; strong > 0; strong -= 0.005) {
    const rgb = fromOklab([lightness, strong * Math.cos(hue), strong * Math.sin(hue)]);
    if (rgb.every((channel) => channel >= -0.001 && channel <= 1.001)) return hexOf(rgb);
  }
  return hexOf(fromOklab([lightness, 0, 0]));
}

function toOklab(rgb: Rgb): Rgb {
  const [red, green, blue] = rgb.map(toLinear) as unknown as Rgb;
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromOklab([lightness, a, b]: Rgb): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear: Rgb = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return linear.map((channel) => (channel <= 0.0031308 ? channel * 12.92 : 1.055 * channel ** (1 / 2.4) - 0.055)) as unknown as Rgb;
}
