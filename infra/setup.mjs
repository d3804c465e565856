// Owns getting ready on any machine with Node >= 20: installs once, checks that the project's own Node 24 is there, hands over to it.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stampFile = join(root, 'node_modules', '.setup-stamp');
const ownNode = join(root, 'node_modules', '.bin', 'node');

/** Installs when the lockfile has changed since the last install. */
function installOnce() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === lock) return;
  console.log('Installing (once, about a minute) …');
  const words = ['ci', '--include=dev', '--loglevel=error', '--no-audit', '--no-fund'];
  const npm = process.env.npm_execpath;
  const result = npm
    ? spawnSync(process.execPath, [npm, ...words], { cwd: root, stdio: 'inherit' })
    : spawnSync('npm', words, { cwd: root, stdio: 'inherit' });
  if (result.status !== 0) fail('Cannot install: npm ci failed (see above).', result.status ?? 1);
  writeFileSync(stampFile, lock);
}

/** npm can skip the package "node"'s install script without failing, so the version is asked for. */
function checkNode() {
  const version = spawnSync(ownNode, ['-p', 'process.versions.node'], { encoding: 'utf8' }).stdout?.trim() || 'missing';
  if (!version.startsWith('24.'))
    fail(
      `Cannot start: the project's own Node is ${version}, not 24. npm skipped the install script of the package "node": run "npm rebuild node", then start again.`,
      1,
    );
}

/** Runs a TypeScript file of the project under its own Node; signals and exit code pass through. */
export function handOver(file) {
  installOnce();
  checkNode();
  const path = `${dirname(ownNode)}:${process.env.PATH ?? ''}`;
  const child = spawn(ownNode, [join(root, file), ...process.argv.slice(2)], { stdio: 'inherit', env: { ...process.env, PATH: path } });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 128 : 1)));
}

function fail(message, code) {
  console.error(message);
  process.exit(code);
}
