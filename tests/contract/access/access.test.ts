// Promises of the table of rights: every route and every kind of mutation, asked by everyone, on real stores.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MUTATION_TYPES } from '#core/mutation';
import { ROUTES } from '#lambda/routes';
import { fillMutationCells, fillRouteCells, isWrong, type Cell } from './fill-cells.ts';
import { MUTATION_ROWS } from './mutation-rows.ts';
import { openScene, PERSONS, type Scene } from './scene.ts';

const SLOW_MS = 240_000;
const SHORT: Readonly<Record<string, string>> = {
  applied: 'yes',
  'refused not-allowed': 'no',
  'needs_review unknown-job': 'review',
};
const wrongOnes = (cells: readonly Cell[]): string[] =>
  cells
    .filter(isWrong)
    .map(({ row, person, expected, got, broken }) => [`${row} × ${person}: ${got}, not ${expected}`, ...broken].join('; '));

/** One line a row: what each person was answered. */
function printTable(title: string, cells: readonly Cell[]): void {
  const wide = Math.max(...cells.map(({ row }) => row.length));
  const line = (name: string, words: readonly string[]): void =>
    console.log(`NOTE ${name.padEnd(wide)} ${words.map((word) => word.padEnd(16)).join(' ')}`.trimEnd());
  line(title, PERSONS);
  for (const [row, all] of Map.groupBy(cells, (cell) => cell.row))
    line(
      row,
      all.map(({ got }) => SHORT[got] ?? got.split(' ')[0] ?? ''),
    );
}

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
}, SLOW_MS);
afterAll(() => scene.close());

describe('who may what', () => {
  test(
    'Every route × everyone',
    async () => {
      const cells = await fillRouteCells(scene, ROUTES);
      printTable('route', cells);
      console.log(`NOTE ${cells.length} cells: ${ROUTES.length} routes × ${PERSONS.length} persons, ${wrongOnes(cells).length} wrong`);
      expect(wrongOnes(cells)).toEqual([]);
      expect(cells).toHaveLength(ROUTES.length * PERSONS.length);
    },
    SLOW_MS,
  );
  test(
    'Every kind of mutation × everyone',
    async () => {
      const cells = await fillMutationCells(scene);
      printTable('mutation', cells);
      const kinds = Object.keys(MUTATION_ROWS).length;
      console.log(`NOTE ${cells.length} cells: ${kinds} kinds of mutation × ${PERSONS.length} persons, ${wrongOnes(cells).length} wrong`);
      expect(wrongOnes(cells)).toEqual([]);
      expect(new Set(Object.values(MUTATION_ROWS).map(({ type }) => type))).toEqual(new Set(MUTATION_TYPES));
    },
    SLOW_MS,
  );
});

describe('a table that cannot fail is none', () => {
  test(
    'A route opened to the whole crew, and one that forgets whose job it is, are caught in the very cells',
    async () => {
      const planted = ROUTES.filter(({ path }) => path === '/api/crew/:id' || path === '/api/jobs/:id').map((route) =>
        route.path === '/api/crew/:id' ? { ...route, who: 'crew' as const } : { ...route, handle: forgetful(route.handle) },
      );
      scene.serve(ROUTES.map((route) => planted.find(({ method, path }) => method === route.method && path === route.path) ?? route));
      const cells = (await fillRouteCells(scene, planted)).filter(isWrong);
      scene.serve(ROUTES);
      expect(cells.map(({ row, person, got }) => [row, person, got])).toEqual([
        ['GET /api/jobs/:id', 'crew before', '200'],
        ['GET /api/jobs/:id', 'crew off it', '200'],
        ['PUT /api/crew/:id', 'crew on it', '200'],
        ['PUT /api/crew/:id', 'supervisor of it', '200'],
        ['PUT /api/crew/:id', 'crew before', '200'],
        ['PUT /api/crew/:id', 'crew off it', '200'],
      ]);
      expect(cells.map(({ broken }) => broken).slice(0, 2)).toEqual([['told the customer’s phone'], ['told the customer’s name']]);
    },
    SLOW_MS,
  );
});

type Handle = (typeof ROUTES)[number]['handle'];
/** As if the route looked with the eyes of the office. */
const forgetful =
  (handle: Handle): Handle =>
  (call, signed) =>
    handle(call, signed && { ...signed, actor: { ...signed.actor, access: 'dispatcher' } });
