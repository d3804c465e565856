// Owns two people's changes of the same settings: what goes together, and where a person must choose.
import { FIELDS, sameValue, type Field, type Settings, type SettingsChange } from '#core/company-settings';

export interface MergedSettings {
  /** what is still to be saved on top of theirs; for a field in `clashes` it is mine */
  readonly set: SettingsChange;
  /** fields that both have set otherwise */
  readonly clashes: readonly Field[];
}

/** Lists whose entries have names: two people may each change another one. */
const KEYS: Partial<Record<Field, string>> = { services: 'id', slots: 'slot', blackout: 'date', textTemplates: 'id' };

/**
 * @param base   what I saw when I began
 * @param mine   what I set, in the form in which it would be stored
 * @param theirs what is stored now
 */
export function mergeSettings(base: Settings, mine: SettingsChange, theirs: Settings): MergedSettings {
  const set: Record<string, unknown> = {};
  const clashes: Field[] = [];
  for (const field of FIELDS) {
    const wanted = mine[field];
    if (wanted === undefined || sameValue(wanted, theirs[field]) || sameValue(wanted, base[field])) continue;
    const merged = sameValue(base[field], theirs[field]) ? wanted : mergeList(KEYS[field], base[field], wanted, theirs[field]);
    if (merged === null) clashes.push(field);
    if (merged === null || !sameValue(merged, theirs[field])) set[field] = merged ?? wanted;
  }
  return { set: set as SettingsChange, clashes };
}

type Item = Readonly<Record<string, unknown>>;

/** Null when both have changed the same entry otherwise, or both the order. */
function mergeList(key: string | undefined, base: unknown, mine: unknown, theirs: unknown): readonly Item[] | null {
  if (key === undefined) return null;
  const [before, my, their] = [base, mine, theirs].map((list) => new Map((list as Item[]).map((item) => [item[key], item])));
  if (!before || !my || !their) return null;
  const order = mergeOrder([...before.keys()], [...my.keys()], [...their.keys()]);
  if (!order) return null;
  const merged: Item[] = [];
  for (const name of order) {
    const [was, a, b] = [before.get(name), my.get(name), their.get(name)];
    const settled = sameValue(a, b) || sameValue(was, b) ? a : sameValue(was, a) ? b : 'clash';
    if (settled === 'clash') return null;
    if (settled) merged.push(settled);
  }
  return merged;
}

/** The order of whoever has changed it, with what the other has added at its end. */
function mergeOrder(before: readonly unknown[], mine: readonly unknown[], theirs: readonly unknown[]): readonly unknown[] | null {
  const kept = (list: readonly unknown[]): unknown[] => before.filter((name) => list.includes(name));
  const moved = (list: readonly unknown[]): boolean =>
    !sameValue(
      list.filter((name) => before.includes(name)),
      kept(list),
    );
  if (moved(mine) && moved(theirs)) return null;
  const [first, second] = moved(mine) ? [mine, theirs] : [theirs, mine];
  return [...first, ...second.filter((name) => !first.includes(name))];
}
