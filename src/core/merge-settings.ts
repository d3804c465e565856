// Owns two people's changes of the same settings: what goes together, and where a person must choose.
import { FIELDS, sameValue, type Field, type Settings, type SettingsChange } from '#core/company-settings';

export interface MergedSettings {
  /** what is still to be saved on top of theirs; for a field in `clashes` it is mine, with what they changed elsewhere in the same list */
  readonly set: SettingsChange;
  /** fields that both have set otherwise */
  readonly clashes: readonly Field[];
  /** what is to be saved of a field in `clashes` when theirs is chosen: what I changed elsewhere in the same list */
  readonly giveUp: SettingsChange;
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
  const giveUp: Record<string, unknown> = {};
  const clashes: Field[] = [];
  for (const field of FIELDS) {
    const wanted = mine[field];
    if (wanted === undefined || sameValue(wanted, theirs[field]) || sameValue(wanted, base[field])) continue;
    const alone = sameValue(base[field], theirs[field]);
    const merged = alone ? { mine: wanted, theirs: wanted } : mergeField(field, base[field], wanted, theirs[field]);
    const clash = !sameValue(merged.mine, merged.theirs);
    if (clash) clashes.push(field);
    if (!sameValue(merged.mine, theirs[field])) set[field] = merged.mine;
    if (clash && !sameValue(merged.theirs, theirs[field])) giveUp[field] = merged.theirs;
  }
  return { set: set as SettingsChange, clashes, giveUp: giveUp as SettingsChange };
}

type Item = Readonly<Record<string, unknown>>;
/** By who has it where both have changed the same; two equal values are no clash. */
interface Merged {
  readonly mine: unknown;
  readonly theirs: unknown;
}

/** Of a list whose entries have names, everything goes together but the entries that both have changed, and an order that both have. */
function mergeField(field: Field, base: unknown, mine: unknown, theirs: unknown): Merged {
  const key = KEYS[field];
  if (key === undefined) return { mine, theirs };
  const named = (list: unknown): ReadonlyMap<unknown, Item> => new Map((list as Item[]).map((item) => [item[key], item]));
  const [before, my, their] = [named(base), named(mine), named(theirs)];
  const merge = (whose: 'mine' | 'theirs'): readonly Item[] =>
    mergeOrder([...before.keys()], [...my.keys()], [...their.keys()], whose).flatMap((name) => {
      const [was, a, b] = [before.get(name), my.get(name), their.get(name)];
      const settled = sameValue(was, a) ? b : sameValue(was, b) || whose === 'mine' ? a : b;
      return settled ? [settled] : [];
    });
  return { mine: merge('mine'), theirs: merge('theirs') };
}

/** The order of whoever has changed it, with what the other has added at its end. */
function mergeOrder(
  before: readonly unknown[],
  mine: readonly unknown[],
  theirs: readonly unknown[],
  whose: 'mine' | 'theirs',
): readonly unknown[] {
  const kept = (list: readonly unknown[]): unknown[] => before.filter((name) => list.includes(name));
  const moved = (list: readonly unknown[]): boolean =>
    !sameValue(
      list.filter((name) => before.includes(name)),
      kept(list),
    );
  const first = moved(mine) && (whose === 'mine' || !moved(theirs)) ? mine : theirs;
  return [...first, ...(first === mine ? theirs : mine).filter((name) => !first.includes(name))];
}
