// Owns which cards of a long column are drawn: those in sight, a few around them, and those that must not vanish.

/** Where each card begins, in pixels; one more entry than cards, the last being the whole length. */
export function offsetsOf(heights: readonly number[], gap: number): Float64Array {
  const offsets = new Float64Array(heights.length + 1);
  for (let i = 0; i < heights.length; i++) offsets[i + 1] = (offsets[i] ?? 0) + (heights[i] ?? 0) + gap;
  return offsets;
}

/** The cards from the first that is in sight to the one after the last, with `spare` pixels drawn beyond both ends. */
export function sliceInSight(offsets: Float64Array, top: number, height: number, spare: number): readonly [from: number, to: number] {
  const count = offsets.length - 1;
  const from = Math.min(count, Math.max(0, lastAtOrBefore(offsets, top - spare)));
  const to = Math.min(count, lastAtOrBefore(offsets, top + height + spare) + 1);
  return [from, Math.max(from, to)];
}

/** The card at this depth: the last one that begins at or before it. */
export function lastAtOrBefore(offsets: Float64Array, depth: number): number {
  let [low, high] = [0, offsets.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((offsets[middle] ?? 0) <= depth) low = middle;
    else high = middle - 1;
  }
  return low;
}
