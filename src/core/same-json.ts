// Owns whether two values say the same as JSON, in whatever order their fields stand: a stored job is read back in another one.

export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false;
  const [ofA, ofB] = [said(a), said(b)];
  return ofA.size === ofB.size && [...ofA].every(([name, value]) => ofB.has(name) && sameJson(value, ofB.get(name)));
}

/** A field without a value is not said. */
const said = (value: object): ReadonlyMap<string, unknown> => new Map(Object.entries(value).filter(([, each]) => each !== undefined));
