// Owns which rows differ between a book as it lies and one that was decided: by identity first, as a decision copies only what it changes.
import { isDeepStrictEqual } from 'node:util';
import type { JobBook, StoredJob } from '#core/job-book';
import type { JobId } from '#core/id';
import type { HistoryEntry } from '#core/job';
import {
  BOOK_LISTS,
  entriesInRow,
  historyOf,
  notePlaces,
  placeKey,
  placesOf,
  ROWED,
  setOrDrop,
  type BookList,
  type LaidBook,
  type PlainFields,
  type RowChange,
} from './book-rows.ts';

export interface BookChanges {
  readonly changes: readonly RowChange[];
  /** by how many rows there are more */
  readonly grown: number;
  /** the book that was decided, laid */
  readonly after: LaidBook;
  readonly plain: PlainFields;
}

interface Collected {
  readonly changes: RowChange[];
  readonly spilled: Map<JobId, number>;
  readonly places: Map<string, readonly number[]>;
  readonly fields: Set<string>;
  grown: number;
}

export function changesOf(on: LaidBook, after: JobBook): BookChanges {
  const { format } = on;
  const found: Collected = {
    changes: [],
    spilled: new Map(on.spilled),
    places: new Map(on.places),
    fields: new Set(on.fields),
    grown: 0,
  };
  jobChanges(on, after, found);
  valueChanges('s', on.book.lastSeq, after.lastSeq, found);
  for (const name of Object.keys(BOOK_LISTS) as BookList[]) listChanges(on, BOOK_LISTS[name], on.book[name], after[name], found);
  const plain = fieldChanges(on, after, found);
  const { changes, grown, spilled, places, fields } = found;
  return { changes, grown, after: { format, book: after, spilled, places, fields }, plain };
}

function jobChanges(on: LaidBook, after: JobBook, found: Collected): void {
  for (const [id, stored] of after.jobs) {
    const known = on.book.jobs.get(id);
    if (stored === known) continue;
    const [before, history] = [known?.job.history ?? [], stored.job.history];
    const had = entriesInRow(on, id, before.length);
    // Once some of it lies behind, what is new comes behind those.
    const has = on.format === 1 ? 0 : had < before.length ? Math.min(had, history.length) : shortPart(history);
    const row = rowOf(on, stored, has);
    if (!known || !same(rowOf(on, known, had), row)) put(found, { key: `j#${id}`, value: row }, !known);
    listChanges(on, historyOf(id), before.slice(had), history.slice(has), found);
    setOrDrop(found.spilled, id, on.format === 2 && has < history.length ? has : undefined);
  }
  for (const [id, { job }] of on.book.jobs) {
    if (after.jobs.has(id)) continue;
    drop(found, `j#${id}`);
    listChanges(on, historyOf(id), job.history.slice(entriesInRow(on, id, job.history.length)), [], found);
    found.spilled.delete(id);
  }
}

/** Characters of a history that its job's row carries: written again with each tap, so that two kilobytes, packed, are enough. */
const SHORT_HISTORY = 6_000;

/** How many of the first entries are short enough together. */
function shortPart(history: readonly HistoryEntry[]): number {
  let length = 0;
  const end = history.findIndex((entry) => (length += JSON.stringify(entry).length) > SHORT_HISTORY);
  return end < 0 ? history.length : end;
}

function rowOf({ format }: LaidBook, { job, ...stored }: StoredJob, entries: number): object {
  const { history, ...body } = job;
  return { ...stored, job: format === 1 ? body : { ...job, history: history.slice(0, entries) } };
}

function valueChanges(kind: string, before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>, found: Collected): void {
  for (const [name, value] of after) if (before.get(name) !== value) put(found, { key: `${kind}#${name}`, value }, !before.has(name));
  for (const name of before.keys()) if (!after.has(name)) drop(found, `${kind}#${name}`);
}

/**
 * Elements that stayed keep their place, one that stands where another stood takes its place, new ones come behind. From where the order
 * is another one all come behind, anew.
 */
function listChanges(on: LaidBook, list: string, before: readonly unknown[], after: readonly unknown[], found: Collected): void {
  if (before === after) return;
  const places = placesOf(on, list, before.length);
  const stood = new Map(before.map((value, index) => [value, index]));
  const stays = new Set(after);
  const taken: number[] = [];
  let at = 0;
  let next = (places.at(-1) ?? -1) + 1;
  const dropUntil = (end: number): void => {
    while (at < end) drop(found, placeKey(list, places[at++] ?? 0));
  };
  for (const value of after) {
    const index = stood.get(value);
    const isReplaced = index === undefined && at < before.length && !stays.has(before[at]);
    dropUntil(isReplaced ? at : index !== undefined && index >= at ? index : before.length);
    if (at < before.length) {
      const place = places[at] ?? 0;
      if (isReplaced && !same(before[at], value)) put(found, { key: placeKey(list, place), value }, false);
      taken.push(place);
      at += 1;
    } else {
      put(found, { key: placeKey(list, next), value }, true);
      taken.push(next++);
    }
  }
  dropUntil(before.length);
  notePlaces(found.places, list, taken);
}

/** Fields of this or a later release: plain values stay in the head, each of the others has a row. */
function fieldChanges(on: LaidBook, after: JobBook, found: Collected): PlainFields {
  const [now, was] = [after, on.book].map((book) => new Map(Object.entries(book).filter(([name]) => !ROWED.has(name))));
  const isPlain = (value: unknown): boolean => value === null || typeof value !== 'object';
  for (const [name, value] of now ?? []) {
    if (isPlain(value) || same(was?.get(name), value)) continue;
    put(found, { key: `f#${name}`, value }, !found.fields.has(name));
    found.fields.add(name);
  }
  for (const name of was?.keys() ?? []) if (!now?.has(name) && found.fields.delete(name)) drop(found, `f#${name}`);
  return Object.fromEntries([...(now ?? [])].filter(([, value]) => isPlain(value)));
}

function put(found: Collected, change: RowChange, isNew: boolean): void {
  found.changes.push(change);
  if (isNew) found.grown += 1;
}
function drop(found: Collected, key: string): void {
  found.changes.push({ key });
  found.grown -= 1;
}

/** Reading a book may turn the order of fields. */
const same = (a: unknown, b: unknown): boolean => a === b || isDeepStrictEqual(a, b);
