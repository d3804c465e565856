// Promises of what each page of the staff app brings along when it is opened first: bytes and files, so that what grows is seen where it grows.
// The crew's day has a budget of its own (75 KB, `bad-days.spec.ts` sees it in a browser); the others are what they were when this was written, and a
// little more. Whoever raises one says why in the commit.
import { existsSync, readFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';
import { expect, test } from 'vitest';
import { filesOf, type Chunk } from '#infra/precache';

const MANIFEST = '.svelte-kit/output/client/.vite/manifest.json';
const manifest = JSON.parse(readFileSync(MANIFEST, 'utf8')) as Record<string, Chunk>;
const nodes = Object.keys(manifest).filter((key) => /\/nodes\/\d+\.js$/.test(key) && existsSync(key));
/** What Kit loads for every page. */
const ALWAYS = Object.keys(manifest).filter((key) => /runtime\/client\/entry\.js$|client-optimized\/app\.js$|\/nodes\/0\.js$/.test(key));
const nodeOf = (source: string): string => {
  const found = nodes.find((key) => readFileSync(key, 'utf8').includes(`/src/routes/${source}`));
  if (!found) throw new Error(`no node of ${source} in ${MANIFEST}`);
  return found;
};

/** KB at brotli 11 and files, all that the page imports at once. */
const MOST: Readonly<Record<string, readonly [kilobytes: number, files: number]>> = {
  'app/crew/+page.svelte': [72.5, 13],
  'app/dispatch/+page.svelte': [150, 36],
  'app/review/+page.svelte': [84, 22],
  'app/roster/+page.svelte': [90, 19],
  'app/reports/+page.svelte': [84, 20],
  'app/settings/+page.svelte': [98, 21],
};

const filesOfPage = (page: string): ReadonlySet<string> =>
  filesOf(manifest, [...ALWAYS, nodeOf('app/+layout.svelte'), nodeOf(page)], 'at once');

const kilobytesOf = (files: Iterable<string>): number =>
  [...files].reduce((sum, file) => {
    const bytes = readFileSync(`build/${file}`);
    return sum + brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length / 1_024;
  }, 0);

test.each(Object.entries(MOST))('%s brings at most %j (KB at brotli 11, files)', (page, [kilobytes, most]) => {
  const files = filesOfPage(page);
  console.log(`NOTE ${page}: ${kilobytesOf(files).toFixed(1)} KB in ${files.size} files`);
  expect(files.size).toBeGreaterThan(4);
  expect(files.size).toBeLessThanOrEqual(most);
  expect(kilobytesOf(files)).toBeLessThanOrEqual(kilobytes);
});

test('What drags on the board, and the other desk pages, are no part of the crew’s day', () => {
  const sources = (files: ReadonlySet<string>): string =>
    [...files]
      .filter((file) => file.endsWith('.js'))
      .map((file) => readFileSync(`build/${file}`, 'utf8'))
      .join('\n');
  const board = sources(filesOfPage('app/dispatch/+page.svelte'));
  const crew = sources(filesOfPage('app/crew/+page.svelte'));
  // An attribute that only what is dragged has; the board itself proves that it can be found.
  const dragged = 'aria-posinset';
  expect(board).toContain(dragged);
  expect(crew).not.toContain(dragged);
});
