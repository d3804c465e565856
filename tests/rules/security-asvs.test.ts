// Promises of the table on security: no requirement of levels 1 and 2 is missing, and everything that it names is there.
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const page = readFileSync('docs/security-asvs.md', 'utf8');
const [met = '', others = ''] = page.split('## Not met, or only partly');
/** How many requirements of levels 1 and 2 each chapter of ASVS 5.0.0 has. */
const CHAPTERS: Readonly<Record<string, number>> = {
  V1: 27,
  V2: 11,
  V3: 19,
  V4: 10,
  V5: 9,
  V6: 35,
  V7: 18,
  V8: 7,
  V9: 7,
  V10: 29,
  V11: 14,
  V12: 9,
  V13: 13,
  V14: 9,
  V15: 13,
  V16: 16,
  V17: 7,
};

test('Each requirement stands once: met, not met, or about what is not here', () => {
  const ids = [...met.matchAll(/^\| (V[\d.]+) \|/gm), ...others.matchAll(/\b(V\d+\.\d+\.\d+)(?=[ ,]* ?[|,])/g)].map(([, id = '']) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  const found = Object.fromEntries([...Map.groupBy(ids, (id) => id.split('.')[0] ?? '')].map(([chapter, all]) => [chapter, all.length]));
  expect(found).toEqual(CHAPTERS);
});

test('Each file that is named exists, and each met requirement names a test', () => {
  const named = [...page.matchAll(/`((?:src|lambda|infra|edge|tests|docs)\/[\w./-]+|[\w.-]+\.config\.js)`/g)].map(([, file = '']) => file);
  expect(named.length).toBeGreaterThan(200);
  expect([...new Set(named)].filter((file) => !existsSync(file))).toEqual([]);
  const rows = met.split('\n').filter((line) => /^\| V/.test(line));
  expect(rows.filter((line) => !/\| `tests\/[\w./-]+\.(test|spec)\.ts`(, `tests\/[\w./-]+`)* \|$/.test(line))).toEqual([]);
});
