// Owns the keys of undo and redo: Ctrl+Z, Ctrl+Shift+Z and Ctrl+Y, with the command key too; who is typing keeps them for the text, and
// behind a question that is open nothing moves.

export const undoKeys =
  (actions: { undo(): void; redo(): void }) =>
  (event: KeyboardEvent): void => {
    const key = event.key.toLowerCase();
    const typing = event.target instanceof HTMLElement && event.target.matches('input:not([type=checkbox]), textarea, select');
    if (typing || !(event.ctrlKey || event.metaKey) || (key !== 'z' && key !== 'y')) return;
    event.preventDefault();
    if (document.querySelector('dialog[open]')) return;
    if (key === 'y' || event.shiftKey) actions.redo();
    else actions.undo();
  };
