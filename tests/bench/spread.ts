// Owns how many measurements of one thing become a figure: the median, and how far the others lie from it.

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** @param share 0.99: what 99 of 100 do not exceed */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** "1.62 ms (1.40–1.93)": the median, and what lies between the tenth and the ninetieth of a hundred. */
export function inMs(values: readonly number[]): string {
  const [low, middle, high] = [quantile(values, 0.1), median(values), quantile(values, 0.9)];
  const digits = middle < 10 ? 2 : middle < 100 ? 1 : 0;
  return `${middle.toFixed(digits)} ms (${low.toFixed(digits)}–${high.toFixed(digits)})`;
}
