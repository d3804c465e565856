// Owns the bench's own package: installed when the bench first runs, or when its lockfile has changed; nobody else needs it.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DIR = 'tests/bench';
const STAMP = join(DIR, 'node_modules/.setup-stamp');

/** @throws Error when npm cannot install it */
export async function installOnce(onProgress: (line: string) => void): Promise<void> {
  const lock = createHash('sha256')
    .update(readFileSync(join(DIR, 'package-lock.json')))
    .digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lock) return;
  onProgress('installing what only the bench needs (once, half a minute)');
  const npm = process.env['npm_execpath'];
  const words = ['ci', '--loglevel=error', '--no-audit', '--no-fund'];
  const [command, given] = npm ? [process.execPath, [npm, ...words]] : ['npm', words];
  const { status } = spawnSync(command, given, { cwd: DIR, stdio: 'inherit' });
  if (status !== 0) throw new Error('Cannot install the bench: npm ci failed in tests/bench (see above).');
  writeFileSync(STAMP, lock);
}
