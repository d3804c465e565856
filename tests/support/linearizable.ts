// Owns a small linearizability checker for append-only lists: is there one order of all operations, each between its call and its answer,
// that explains every answer? An operation without an answer may have happened at any time after its call, or never.

export interface Append {
  readonly kind: 'append';
  readonly value: string;
  readonly calledAt: number;
  /** null: no answer ever came */
  readonly answeredAt: number | null;
}
export interface Read {
  readonly kind: 'read';
  /** what the list was said to hold, in order */
  readonly saw: readonly string[];
  readonly calledAt: number;
  readonly answeredAt: number;
}
export type Operation = Append | Read;

/**
 * Null when the history is linearizable, else what could not be explained. After Wing and Gong: operations are taken one by one among
 * those that were called before any remaining one was answered. What is read fixes the order of what was appended, so dead ends are short.
 */
export function findViolation(history: readonly Operation[]): string | null {
  const longest = history
    .filter((each): each is Read => each.kind === 'read')
    .reduce<readonly string[]>((a, b) => (b.saw.length > a.length ? b.saw : a), []);
  const order = new Map(longest.map((value, index) => [value, index]));
  const unknown = longest.find((value) => !history.some((each) => each.kind === 'append' && each.value === value));
  if (unknown !== undefined) return `${unknown} was read and never appended`;
  if (order.size !== longest.length) return 'something stands in the list twice';
  const seen = new Set<string>();
  const reached = { depth: -1, at: '' };
  return search(
    history.toSorted((a, b) => a.calledAt - b.calledAt),
    [],
  )
    ? null
    : `no order explains ${reached.at}`;

  function search(left: readonly Operation[], state: readonly string[]): boolean {
    if (left.every((each) => each.answeredAt === null)) return true;
    const key = `${state.length}|${state.at(-1) ?? ''}|${left.map(nameOf).join()}`;
    if (seen.has(key)) return false;
    seen.add(key);
    if (history.length - left.length > reached.depth) {
      reached.depth = history.length - left.length;
      reached.at = left
        .filter((each) => each.answeredAt !== null)
        .slice(0, 3)
        .map(nameOf)
        .join(', ');
    }
    const firstAnswer = Math.min(...left.map((each) => each.answeredAt ?? Infinity));
    const candidates = left.filter((each) => each.calledAt <= firstAnswer);
    return candidates.some((each) => {
      const next = step(each, state);
      return (
        next !== null &&
        search(
          left.filter((other) => other !== each),
          next,
        )
      );
    });
  }

  /** The list after an operation; null when it cannot be next. */
  function step(operation: Operation, state: readonly string[]): readonly string[] | null {
    if (operation.kind === 'read')
      return operation.saw.length === state.length &&
        operation.saw.at(-1) === state.at(-1) &&
        operation.saw.every((value, i) => value === state[i])
        ? state
        : null;
    const place = order.get(operation.value);
    // What the longest read holds must come in its order; what it does not hold can only come after all that it holds.
    return (place ?? Math.max(state.length, longest.length)) === state.length ? [...state, operation.value] : null;
  }
}

const nameOf = (each: Operation): string =>
  each.kind === 'append' ? `append ${each.value}` : `read of ${each.saw.length} (${each.saw.at(-1) ?? 'empty'}) at ${each.calledAt}`;
