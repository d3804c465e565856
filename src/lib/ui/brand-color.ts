// Owns a company's colour on screen: the brand tone for the ground, and ink on it that can be read whatever the company chose.
import type { Brand } from '#core/company';

/** Custom properties for one colour scheme. */
export function brandTokens({ color, colorDark }: Brand, dark: boolean): Readonly<Record<'--brand' | '--on-brand', string>> {
  const ground = dark ? colorDark : color;
  // Equal contrast to white and to near-black lies at this luminance (WCAG 2).
  return { '--brand': ground, '--on-brand': luminance(ground) > 0.18 ? '#10201e' : '#ffffff' };
}

/** Relative luminance, 0 black to 1 white, of "#rrggbb". */
function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => linear(Number.parseInt(hex.slice(at, at + 2), 16) / 255));
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

const linear = (channel: number): number => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);

/** Paints the page in a company's colour, and again when the device turns dark or light; answers how to stop. */
export function paintBrand(brand: Brand): () => void {
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  const paint = (): void => {
    for (const [name, value] of Object.entries(brandTokens(brand, scheme.matches))) document.documentElement.style.setProperty(name, value);
  };
  paint();
  scheme.addEventListener('change', paint);
  return () => scheme.removeEventListener('change', paint);
}
