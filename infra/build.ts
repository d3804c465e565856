// Owns the build: the static site, the bundles for Lambda and the edge, and the templates; done again only when what they are made of has changed.
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { build } from 'esbuild';
import { bundleForLambda } from './lambda-bundle.ts';
import { injectPrecache } from './precache.ts';
import { isTemplateThere, renderTemplate } from './render-template.ts';
import { bringFormerBack, setReleaseAside } from './releases.ts';

const FOLDERS = { site: 'build', former: 'dist/former' };
const STAMP = 'dist/.build-stamp';
const INPUTS = [
  'src/**',
  'static/**',
  'lambda/**',
  'edge/**',
  'infra/build.ts',
  'infra/lambda-bundle.ts',
  'infra/precache.ts',
  'infra/releases.ts',
  'infra/staff-chunks.ts',
  'infra/pure-schemas.ts',
  'infra/render-template.ts',
  'svelte.config.js',
  'vite.config.ts',
  'package.json',
  'package-lock.json',
];

export interface BuildOptions {
  onProgress(line: string): void;
}

/** Whether `build/` and `dist/` are missing or older than what they are made of. */
export function isStale(): boolean {
  return !existsSync('build/app/index.html') || !isTemplateThere() || !existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== fingerprint();
}

/** Whether the bundles alone are missing or older than what they are made of: templates need no site. */
export const isBundleStale = (): boolean => !existsSync('dist/lambda/handler.mjs') || !existsSync('dist/edge/not-found.mjs') || isStale();

/** Builds all. The stamp goes first and comes back last, so that a build that was cut is seen as stale. */
export async function buildAll({ onProgress }: BuildOptions): Promise<void> {
  const before = fingerprint();
  for (const made of [STAMP, 'dist/lambda', 'dist/edge']) rmSync(made, { recursive: true, force: true });
  mkdirSync('dist', { recursive: true });
  await Promise.all([buildSite(onProgress), buildBundles(onProgress).then(() => renderTemplate(onProgress))]);
  writeFileSync(STAMP, before);
}

function fingerprint(): string {
  const hash = createHash('sha256');
  for (const file of globSync(INPUTS).toSorted())
    if (statSync(file).isFile()) hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

async function buildSite(onProgress: BuildOptions['onProgress']): Promise<void> {
  await run('node_modules/.bin/svelte-kit', ['sync']);
  setReleaseAside(FOLDERS);
  await run('node_modules/.bin/vite', ['build', '--logLevel', 'warn']);
  const kept = injectPrecache();
  const former = bringFormerBack(FOLDERS);
  onProgress(
    `site built; a phone keeps ${kept.files} files, ${Math.round(kept.bytes / 1024)} KB; ${former} files of the last two releases stay`,
  );
}

/** What runs on AWS, without the site. */
export const buildBundles = (onProgress: BuildOptions['onProgress']): Promise<unknown> =>
  Promise.all([buildLambda(onProgress), buildEdge(onProgress)]);

const ENTRIES = {
  handler: 'lambda/handler.ts',
  texts: 'lambda/text-handler.ts',
  archive: 'lambda/archive-handler.ts',
  'turn-keys': 'lambda/turn-keys.ts',
};

/** Each entry by itself: a part that one of them needs would otherwise be read by all that share a file with it. */
async function buildLambda(onProgress: BuildOptions['onProgress']): Promise<void> {
  await Promise.all(Object.entries(ENTRIES).map(([out, entry]) => bundleForLambda(entry, out, 'dist/lambda')));
  onProgress('API, text sender and archiver bundled');
}

/** Nothing but the two functions themselves: they are copied to every region. */
async function buildEdge(onProgress: BuildOptions['onProgress']): Promise<void> {
  await build({
    bundle: true,
    tsconfig: 'tsconfig.node.json',
    format: 'esm',
    platform: 'node',
    target: 'node24',
    minify: true,
    logLevel: 'warning',
    outExtension: { '.js': '.mjs' },
    entryPoints: ['edge/handler.ts', 'edge/not-found.ts'],
    outdir: 'dist/edge',
    define: { NOT_FOUND_PAGE: JSON.stringify(readFileSync('static/404.html', 'utf8')) },
  });
  onProgress('edge rewrite bundled');
}

function run(command: string, words: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${command} ${words.join(' ')} failed:\n${output}`))));
  });
}

if (import.meta.main) await buildAll({ onProgress: (line) => console.log(line) });
