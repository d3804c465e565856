// Owns how many messages a text becomes on the air, which is what it costs: 3GPP TS 23.038's 7-bit alphabet, or UCS-2 when it does not fit.

/** The default alphabet: one septet each. */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
/** Its extension: an escape and a character, two septets. */
const EXTENSION = '\f^{}\\[~]|€';
const BASIC_SET = new Set(BASIC);
const EXTENSION_SET = new Set(EXTENSION);

/** Alone; and each of several, which carry six bytes to be put together by. */
const ROOM = { 'GSM-7': { one: 160, each: 153 }, 'UCS-2': { one: 70, each: 67 } } as const;

export interface Segments {
  readonly encoding: keyof typeof ROOM;
  /** septets, or UTF-16 code units */
  readonly units: number;
  readonly count: number;
  /** characters that keep the text out of the 7-bit alphabet, each once */
  readonly costly: readonly string[];
}

export function segmentsOf(text: string): Segments {
  const characters = [...text];
  const costly = [...new Set(characters.filter((each) => !BASIC_SET.has(each) && !EXTENSION_SET.has(each)))];
  const encoding = costly.length === 0 ? 'GSM-7' : 'UCS-2';
  const sizes = characters.map((each) => (encoding === 'UCS-2' ? each.length : EXTENSION_SET.has(each) ? 2 : 1));
  const units = sizes.reduce((sum, size) => sum + size, 0);
  return { encoding, units, count: countFor(sizes, units, ROOM[encoding]), costly };
}

/** Neither an escaped character nor a surrogate pair is cut in two: it moves to the next message whole. */
function countFor(sizes: readonly number[], units: number, { one, each }: { readonly one: number; readonly each: number }): number {
  if (units <= one) return units === 0 ? 0 : 1;
  let [count, used] = [1, 0];
  for (const size of sizes) {
    if (used + size > each) [count, used] = [count + 1, 0];
    used += size;
  }
  return count;
}
