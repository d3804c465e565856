// Promises of an update to a page that is still open: the last two releases' files resolve, and no older ones pile up.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSite } from '#infra/local/edge/site';
import { bringFormerBack, setReleaseAside } from '#infra/releases';

let root = '';
let folders = { site: '', former: '' };
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'haul-releases-'));
  folders = { site: join(root, 'build'), former: join(root, 'former') };
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const chunk = (name: string): string => `_app/immutable/chunks/${name}.js`;
/** What a build does: wipes the site and writes its own files. */
function build(names: readonly string[], cut = false): void {
  setReleaseAside(folders);
  rmSync(folders.site, { recursive: true, force: true });
  for (const name of cut ? names.slice(0, 1) : names) {
    mkdirSync(dirname(join(folders.site, chunk(name))), { recursive: true });
    writeFileSync(join(folders.site, chunk(name)), `export default '${name}';`);
  }
  if (!cut) bringFormerBack(folders);
}
async function found(names: readonly string[]): Promise<string[]> {
  const site = createSite(folders.site);
  const answers = await Promise.all(names.map(async (name) => [name, (await site(`/${chunk(name)}`, 'br')).status] as const));
  return answers.filter(([, status]) => status === 200).map(([name]) => name);
}

test('The files of the last two releases are served beside the newest; the third before is gone', async () => {
  build(['shared', 'one']);
  build(['shared', 'two']);
  expect(await found(['shared', 'one', 'two'])).toEqual(['shared', 'one', 'two']);
  build(['shared', 'three']);
  expect(await found(['shared', 'one', 'two', 'three'])).toEqual(['shared', 'one', 'two', 'three']);
  build(['four']);
  expect(await found(['shared', 'one', 'two', 'three', 'four'])).toEqual(['shared', 'two', 'three', 'four']);
  expect(existsSync(join(folders.former, chunk('one')))).toBe(false);
});

test('A build that changes nothing of the site pushes no release out', async () => {
  build(['one']);
  for (let again = 0; again < 4; again++) build(['two']);
  expect(await found(['one', 'two'])).toEqual(['one', 'two']);
});

test('A build that was cut loses nothing of the releases before it', async () => {
  build(['one']);
  build(['two', 'rest']);
  build(['three', 'more'], true);
  build(['three', 'more']);
  expect(await found(['one', 'two', 'rest', 'three', 'more'])).toEqual(['one', 'two', 'rest', 'three', 'more']);
});
