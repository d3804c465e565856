// Owns where focus is while a drawer is open: on its heading at first, never lost when a button goes, and Escape goes out one step at a time.

export interface FocusKeeper {
  /** for the drawer's element; focuses what is marked `data-home` */
  within(drawer: HTMLElement): () => void;
  /** Brings focus back to the heading when what had it has gone. */
  keep(): void;
  /** Escape in a filled field leaves the field, so that nothing typed is lost; else it closes. A dialog on top has its own. */
  escape(event: KeyboardEvent, close: () => void): void;
}

export function createFocusKeeper(): FocusKeeper {
  let drawer: HTMLElement | null = null;
  let inside = false;
  const home = (): void => drawer?.querySelector<HTMLElement>('[data-home]')?.focus();
  return {
    within(element) {
      drawer = element;
      const moved = ({ target }: FocusEvent): void => void (inside = target instanceof Node && element.contains(target));
      document.addEventListener('focusin', moved);
      home();
      return () => {
        document.removeEventListener('focusin', moved);
        drawer = null;
      };
    },
    keep() {
      const lost = document.activeElement === document.body || document.activeElement === null;
      if (lost && inside && !document.querySelector('dialog[open]')) home();
    },
    escape(event, close) {
      if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('dialog[open]')) return;
      const { target } = event;
      const field = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement ? target : null;
      // The board's own search has its own Escape.
      if (field && !drawer?.contains(field)) return;
      if (field && field.value !== '') home();
      else close();
    },
  };
}
