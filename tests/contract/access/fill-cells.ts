// Owns asking every cell: one request each, its answer in words, and everything that went wrong beside the answer.
import type { Route } from '#lambda/route';
import type { Reply } from '../../support/api-client.ts';
import { MUTATION_ROWS } from './mutation-rows.ts';
import { ROUTE_ROWS, type Request } from './route-rows.ts';
import { MAY_KNOW, PERSONS, SECRET_NAME, SECRET_PHONE, type Person, type Scene, type Visitor } from './scene.ts';

export interface Cell {
  readonly row: string;
  readonly person: Person;
  readonly expected: string;
  readonly got: string;
  /** promises that hold for every cell and did not here */
  readonly broken: readonly string[];
}

export const isWrong = ({ expected, got, broken }: Cell): boolean => expected !== got || broken.length > 0;
const nameOf = ({ method, path }: Pick<Route, 'method' | 'path'>): string => `${method} ${path}`;

export async function fillRouteCells(scene: Scene, routes: readonly Route[], persons: readonly Person[] = PERSONS): Promise<Cell[]> {
  const cells: Cell[] = [];
  for (const route of routes) {
    const row = ROUTE_ROWS[nameOf(route)];
    if (!row) throw new Error(`The table of rights has no row for ${nameOf(route)}: write down who is answered what.`);
    for (const person of persons) {
      const visitor = row.endsSession ? await scene.anew(person) : scene.visitor(person);
      const job = await scene.newJob();
      const request = await row.request(scene, job, visitor);
      const asked = await ask(scene, route.method, person, job, visitor, request);
      cells.push({ row: nameOf(route), person, expected: row.expected[person], got: wordsOf(asked.reply), broken: asked.broken });
    }
  }
  return cells;
}

export async function fillMutationCells(scene: Scene, persons: readonly Person[] = PERSONS): Promise<Cell[]> {
  const cells: Cell[] = [];
  for (const [name, row] of Object.entries(MUTATION_ROWS))
    for (const person of persons) {
      const visitor = scene.visitor(person);
      const job = await scene.newJob();
      const made = await row.prepare(scene, job, visitor);
      const mutation = visitor.phone.mutation(row.type, made.job ?? job, made.args);
      const body = visitor.phone.envelope([mutation]);
      const asked = await ask(scene, 'POST', person, job, visitor, { path: '/api/sync', body });
      const [result] = (asked.reply.body['results'] ?? []) as { outcome: string; code: string | null }[];
      const got = result ? `${result.outcome} ${result.code ?? ''}`.trim() : wordsOf(asked.reply);
      const entries = (await scene.jobAsStored(made.job ?? job))?.history.filter(({ id }) => id === mutation.id) ?? [];
      // Inside the company each mutation that reached it has its one entry, whatever became of it; from outside none.
      const due = result && person !== 'other company' ? 1 : 0;
      const broken = [...asked.broken, ...(entries.length === due ? [] : [`${entries.length} history entries instead of ${due}`])];
      cells.push({ row: `sync: ${name}`, person, expected: row.expected[person], got, broken });
    }
  return cells;
}

const wordsOf = ({ status, body }: Reply): string => (status < 400 ? String(status) : `${status} ${String(body['code'])}`);

/** Sends one request, and holds what must be true of every one: refusals and reads write nothing, and nobody learns what is not theirs. */
export async function ask(
  scene: Scene,
  method: string,
  person: Person,
  job: string,
  { client }: Visitor,
  { path, body, headers }: Request,
) {
  const token = person === 'customer' ? { 'x-tracking-token': scene.trackingToken(job) } : {};
  const before = await scene.store.stored();
  const reply = await client.call(method, path, body, { ...headers, ...token });
  const after = await scene.store.stored();
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name));
  const text = JSON.stringify(reply.body);
  const broken: string[] = [];
  if ((reply.status >= 400 || method === 'GET') && changed.length > 0) broken.push(`${reply.status} changed ${changed.join(', ')}`);
  if (person === 'other company' && path !== '/api/bookings' && changed.some((name) => name.includes('quickdump')))
    broken.push('changed another company');
  if (!MAY_KNOW.includes(person) && text.includes(SECRET_NAME)) broken.push('told the customer’s name');
  if (person === 'crew before' && text.includes(SECRET_PHONE)) broken.push('told the customer’s phone');
  if (reply.status >= 400 && reply.headers.get('cache-control') !== 'no-store') broken.push('may be cached');
  return { reply, broken };
}
