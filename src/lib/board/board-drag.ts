// Owns the adapter between dnd-kit's DOM layer and Svelte attachments: a card is dragged by its handle, a column receives it or says why not.
import {
  Accessibility,
  AutoScroller,
  defaultPreset,
  DragDropManager,
  Draggable,
  Droppable,
  Feedback,
  KeyboardSensor,
  PointerActivationConstraints,
  PointerSensor,
} from '@dnd-kit/dom';
import type { DragEndEvent, DragOverEvent, DragStartEvent } from '@dnd-kit/dom';
import type { Attachment } from 'svelte/attachments';
import { createBoardEdge } from './board-edge.ts';

export interface Carried {
  readonly card: string;
  /** the column where it was picked up: the card may be drawn in another one meanwhile */
  readonly from: string;
}
export interface Over extends Carried {
  /** the column under the card; null outside of all */
  readonly to: string | null;
}

export interface BoardDragParts {
  /** what scrolls sideways; its children are the columns */
  readonly board: () => HTMLElement | undefined;
  readonly columns: () => readonly string[];
  readonly words: {
    cardName(card: string): string;
    columnName(column: string): string;
    /** why this card cannot be dropped there; null when it can */
    refusal(over: Over): string | null;
    readonly howTo: string;
    readonly picked: (card: string) => string;
    readonly over: (card: string, column: string) => string;
    readonly moved: (card: string, column: string) => string;
    readonly stays: (card: string) => string;
  };
  onstart(carried: Carried): void;
  onover(over: Over): void;
  /** the drag is over; `to` is null when it was given up */
  onend(over: Over): void;
}

export interface BoardDrag {
  card(id: string, column: string): Attachment<HTMLElement>;
  column(id: string): Attachment<HTMLElement>;
  destroy(): void;
}

type Operation = DragEndEvent['operation'];

export function createBoardDrag(parts: BoardDragParts): BoardDrag {
  const { words } = parts;
  let from = '';
  const overOf = ({ source, target }: Operation): Over | null =>
    source && { card: String(source.id), from, to: target ? String(target.id) : null };
  const announcements = {
    dragstart: ({ operation: { source } }: DragStartEvent) => (source ? words.picked(words.cardName(String(source.id))) : undefined),
    dragover({ operation }: DragOverEvent) {
      const over = overOf(operation);
      // Over its own column it has only just been picked up.
      if (!over?.to || over.to === over.from) return undefined;
      return words.refusal(over) ?? words.over(words.cardName(over.card), words.columnName(over.to));
    },
    dragend({ operation, canceled }: DragEndEvent) {
      const over = overOf(operation);
      if (!over) return undefined;
      const name = words.cardName(over.card);
      if (canceled || !over.to || over.to === over.from) return words.stays(name);
      const refusal = words.refusal(over);
      return refusal ? `${refusal} ${words.stays(name)}` : words.moved(name, words.columnName(over.to));
    },
  };
  const manager = new DragDropManager({
    plugins: [
      // The library's own scrolling glides on while a finger is near an edge: on a phone the whole board is past in a second.
      ...defaultPreset.plugins.filter((plugin) => plugin !== Accessibility && plugin !== AutoScroller),
      Accessibility.configure({
        debounce: 50,
        announcements,
        screenReaderInstructions: { draggable: words.howTo },
      }),
    ],
    // The handle scrolls nothing, so a finger that moves on it means the card: no waiting first.
    sensors: [PointerSensor.configure({ activationConstraints: byPointer }), KeyboardSensor],
  });
  const edge = createBoardEdge(parts.board);
  const feedback = manager.plugins.find((plugin) => plugin instanceof Feedback);
  manager.monitor.addEventListener('dragstart', ({ operation }) => {
    // After its drop animation of a drag by keys the library focuses the handle, wherever somebody has gone meanwhile. Without one it does not.
    if (feedback) feedback.dropAnimation = operation.activatorEvent instanceof KeyboardEvent ? null : undefined;
    from = String(operation.source?.data['column']);
    const over = overOf(operation);
    if (over) parts.onstart({ card: over.card, from });
  });
  manager.monitor.addEventListener('dragover', ({ operation }) => {
    const over = overOf(operation);
    if (over) parts.onover(over);
  });
  manager.monitor.addEventListener('dragmove', (event) => {
    if (event.nativeEvent instanceof KeyboardEvent) stepByKey(manager, parts.columns(), event);
    else edge.at((event.to ?? manager.dragOperation.position.current).x);
  });
  manager.monitor.addEventListener('dragend', ({ operation, canceled }) => {
    edge.leave();
    manager.collisionObserver.enable();
    const over = overOf(operation);
    if (over) parts.onend(canceled ? { ...over, to: null } : over);
  });
  return {
    card: (id, column) => (element) => {
      const handle = element.querySelector('[data-handle]');
      const draggable = new Draggable({ id, element, ...(handle && { handle }), data: { column } }, manager);
      return () => draggable.destroy();
    },
    column: (id) => (element) => {
      const droppable = new Droppable({ id, element }, manager);
      return () => droppable.destroy();
    },
    destroy() {
      edge.leave();
      manager.destroy();
    },
  };
}

const byPointer = ({ pointerType }: PointerEvent) =>
  pointerType === 'mouse' ? undefined : [new PointerActivationConstraints.Distance({ value: 6 })];

interface KeyMove {
  readonly nativeEvent?: Event | undefined;
  preventDefault(): void;
}

/** By keyboard, left and right mean the next column, not ten pixels. */
function stepByKey(manager: DragDropManager, columns: readonly string[], event: KeyMove): void {
  if (!(event.nativeEvent instanceof KeyboardEvent)) return;
  event.preventDefault();
  const { source, target } = manager.dragOperation;
  const step = new Map([
    ['ArrowRight', 1],
    ['ArrowLeft', -1],
  ]).get(event.nativeEvent.code);
  if (!source || !step) return;
  const next = columns[columns.indexOf(String(target?.id ?? source.data['column'])) + step];
  const column = next === undefined ? undefined : manager.registry.droppables.get(next)?.element;
  if (next === undefined || !column) return;
  // On a phone the next column may be beyond the edge.
  column.scrollIntoView({ inline: 'nearest', block: 'nearest' });
  const box = column.getBoundingClientRect();
  manager.collisionObserver.disable();
  void manager.actions.setDropTarget(next).then(() => manager.actions.move({ to: { x: box.x + box.width / 2, y: box.y + 80 } }));
}
