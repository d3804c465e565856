// Owns a company's colour on screen: the brand tone for the ground, and ink on it that can be read whatever the company chose.
import type { Brand } from '#core/company';
import { inkOn } from '#core/contrast';

/** Custom properties for one colour scheme. */
export function brandTokens({ color, colorDark }: Brand, dark: boolean): Readonly<Record<'--brand' | '--on-brand', string>> {
  const ground = dark ? colorDark : color;
  return { '--brand': ground, '--on-brand': inkOn(ground) };
}

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
