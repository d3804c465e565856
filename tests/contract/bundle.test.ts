// Promises of the bundles that go to AWS: small at a cold start, and nothing in them that only a developer's machine needs.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { markPure } from '#infra/pure-schemas';

const FOLDER = 'dist/lambda';
/** What a sandbox reads before the handler can be called: the entry, and all that is imported without being asked for. */
function closure(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const source = readFileSync(`${FOLDER}/${file}`, 'utf8');
  for (const [, name = ''] of source.matchAll(/(?:^|[;}\n])(?:import|export)(?:[\w${},*\s]*from)?\s*"\.\/([\w.-]+\.mjs)"/g))
    closure(name, seen);
  return seen;
}
const bytes = (files: Iterable<string>): number => [...files].reduce((sum, file) => sum + statSync(`${FOLDER}/${file}`).size, 0);

test('The API reads at most 420 KB before its first request, in two files', () => {
  const files = closure('handler.mjs');
  console.log(`NOTE API bundle: ${bytes(files)} bytes in ${files.size} files before the first request`);
  // The entry, and one file with all that it needs at once: Node pays for each.
  expect(files.size).toBe(2);
  expect(bytes(files)).toBeLessThanOrEqual(420_000);
});

test('DynamoDB, the signing of photos, JWT and the API’s description are not among them', () => {
  const [first, all] = [[...closure('handler.mjs')], readdirSync(FOLDER)];
  for (const late of ['dynamo-stores', 'moved-jobs', 's3-photo-store', 'openapi', 'webapi']) {
    expect([late, all.some((file) => file.startsWith(late) && file.endsWith('.mjs'))]).toEqual([late, true]);
    expect([late, first.filter((file) => file.startsWith(late))]).toEqual([late, []]);
  }
});

test('Nothing in the bundles signs a developer in, and the turn of keys carries no client', () => {
  expect(readdirSync(FOLDER).filter((file) => /^(sso|signin|loadSso|sts)/i.test(file))).toEqual([]);
  expect(bytes(closure('turn-keys.mjs'))).toBeLessThan(40_000);
});

test('Functions at the edge are far below what Lambda@Edge takes', () => {
  expect(statSync('dist/edge/handler.mjs').size).toBeLessThanOrEqual(4_096);
  expect(statSync('dist/edge/not-found.mjs').size).toBeLessThanOrEqual(4_096);
});

test('A schema that is marked as pure is the same schema', async () => {
  const source = `const n = 'x';\nconst k = 'key';\nexport var A$ = [3, n,\n  { [k]: 1 },\n  [[0, { [k]: 2 }]]\n];\nexport var B$ = [0, n, [() => A$]];\n`;
  const load = async (text: string) => JSON.stringify(await import(`data:text/javascript,${encodeURIComponent(text)}`));
  expect(markPure(source)).toContain('export var A$ = /* @__PURE__ */ (() => [3, n,');
  expect(await load(markPure(source))).toBe(await load(source));
});
