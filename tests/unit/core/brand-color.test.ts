// Promises of colours: what is accepted can be read in both schemes, what is suggested is accepted, and the tokens are those that are checked.
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { darkShade } from '#core/brand-shade';
import { brandContrast, contrast, GROUNDS, hexOf, inkOn, NEEDED_CONTRAST, nearestPassing, passes } from '#core/contrast';
import { brandTokens } from '#lib/ui/brand-color.ts';

const colors = fc
  .tuple(...[0, 1, 2].map(() => fc.integer({ min: 0, max: 255 })))
  .map(([r = 0, g = 0, b = 0]) => hexOf([r / 255, g / 255, b / 255]));

describe('contrast', () => {
  test('is WCAG’s: black on white 21, the same 1, and known pairs', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
    expect(contrast('#808080', '#808080')).toBe(1);
    expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
    expect(contrast('#777777', '#ffffff')).toBeLessThan(NEEDED_CONTRAST);
  });
  test('A colour that passes is readable on card and paper, and so is the ink on it', () => {
    fc.assert(
      fc.property(colors, fc.constantFrom('light' as const, 'dark' as const), (color, scheme) => {
        const passing = nearestPassing(color, scheme);
        const { card, paper } = GROUNDS[scheme];
        for (const [a, b] of [
          [passing, card],
          [passing, paper],
          [passing, inkOn(passing)],
        ] as const)
          expect(contrast(a, b)).toBeGreaterThanOrEqual(NEEDED_CONTRAST);
        if (passes(color, scheme)) expect(passing).toBe(color);
      }),
    );
  });
  test('The suggested dark colour always passes, and the page paints it with ink that can be read', () => {
    fc.assert(
      fc.property(colors, (color) => {
        const dark = darkShade(color);
        expect(brandContrast(dark, 'dark')).toBeGreaterThanOrEqual(NEEDED_CONTRAST);
        const tokens = brandTokens({ mark: 'Q', color: nearestPassing(color, 'light'), colorDark: dark }, true);
        expect(contrast(tokens['--brand'], tokens['--on-brand'])).toBeGreaterThanOrEqual(NEEDED_CONTRAST);
      }),
    );
  });
  test('A colour that must change is changed no further than it must', () => {
    const shade = nearestPassing('#ffcc00', 'light');
    expect(brandContrast(shade, 'light')).toBeLessThan(NEEDED_CONTRAST + 0.1);
  });
});

test('The grounds that are checked are the grounds of tokens.css', () => {
  const css = readFileSync('src/lib/ui/tokens.css', 'utf8');
  const [light = '', dark = ''] = css.split('prefers-color-scheme: dark');
  for (const [scheme, text] of [
    ['light', light],
    ['dark', dark],
  ] as const)
    for (const [name, color] of Object.entries(GROUNDS[scheme]))
      expect([scheme, name, text.includes(`--${name.replace('ink2', 'ink-2')}: ${color};`)]).toEqual([scheme, name, true]);
});
