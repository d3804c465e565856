// Owns keeping the focus on a card that is drawn anew somewhere else: after a drop the card in hand may go some frames later than the new one comes.

/** Half a second at sixty frames: longer than a drop is animated. */
const FRAMES = 30;

/**
 * Brings the focus back to this control of the card whenever it has fallen to nothing, until somebody has put it elsewhere.
 * @returns gives it up
 */
export function followCard(id: string, control: string): () => void {
  let left = FRAMES;
  let frame = requestAnimationFrame(look);
  function look(): void {
    if (document.activeElement === document.body) controlOf(id, control)?.focus({ preventScroll: true });
    left -= 1;
    if (left > 0) frame = requestAnimationFrame(look);
  }
  return () => cancelAnimationFrame(frame);
}

function controlOf(id: string, control: string): HTMLElement | null {
  const card = document.querySelector(`[data-card="${id}"]`);
  return (
    card?.querySelector<HTMLElement>(`[data-control="${control}"]`) ?? card?.querySelector<HTMLElement>('[data-control="drawer"]') ?? null
  );
}
