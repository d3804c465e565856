// Promises of docs/s3-differences.md: our server answers as the table says, and the table is the one that is tested.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { localS3, type LocalS3 } from '../support/local-stores.ts';
import { QUESTIONS, tableOf } from './s3-answers.ts';

let s3: LocalS3;
beforeAll(async () => void (s3 = await localS3()));
afterAll(() => s3.close());

test.each(QUESTIONS)('Our server: $what → $ours', async ({ ask, ours }) => {
  expect(await ask(s3.client, crypto.randomUUID())).toBe(ours);
});
test('The page shows this very table', async () => {
  const cells = (text: string) => text.replace(/ *\| */g, '|').replace(/-{3,}/g, '---');
  expect(cells(await readFile('docs/s3-differences.md', 'utf8'))).toContain(cells(tableOf(QUESTIONS)));
});
