// Owns bringing in columns that are out of sight while a card is carried: held at the board's edge, the next column comes in, one at a time.
// Nothing glides on under the finger, so the column that one sees there is the one that a drop means.

/** this near to the side of the board is its edge */
const EDGE_PX = 40;
/** long enough to pass over the edge by mistake */
const FIRST_MS = 300;
/** long enough to see the column that came in and drop there */
const NEXT_MS = 900;

export interface BoardEdge {
  /** Call with each place of the pointer, in the window's pixels. */
  at(x: number): void;
  /** the card was dropped or given up */
  leave(): void;
}

/** @param board what scrolls sideways; its children are the columns */
export function createBoardEdge(board: () => HTMLElement | undefined): BoardEdge {
  let side: -1 | 0 | 1 = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const bringIn = (): void => {
    const next = beyond(board(), side);
    if (!next) return;
    const calm = globalThis.matchMedia('(prefers-reduced-motion: reduce)').matches;
    next.scrollIntoView({ inline: 'nearest', block: 'nearest', behavior: calm ? 'instant' : 'smooth' });
    timer = setTimeout(bringIn, NEXT_MS);
  };
  const turnTo = (now: typeof side): void => {
    if (now === side) return;
    side = now;
    clearTimeout(timer);
    if (side !== 0) timer = setTimeout(bringIn, FIRST_MS);
  };
  return {
    at(x) {
      const box = board()?.getBoundingClientRect();
      if (box) turnTo(x > box.right - EDGE_PX ? 1 : x < box.left + EDGE_PX ? -1 : 0);
    },
    leave: () => turnTo(0),
  };
}

/** The first column that is not wholly in sight on that side. */
function beyond(board: HTMLElement | undefined, side: -1 | 0 | 1): HTMLElement | undefined {
  if (!board || side === 0) return undefined;
  const box = board.getBoundingClientRect();
  const columns = [...board.children].filter((each): each is HTMLElement => each instanceof HTMLElement);
  return side === 1
    ? columns.find((each) => each.getBoundingClientRect().right > box.right + 1)
    : columns.findLast((each) => each.getBoundingClientRect().left < box.left - 1);
}
