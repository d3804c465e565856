// Owns the build: the static site, the bundles for Lambda and the edge, and the templates; done again only when what they are made of has changed.
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { build } from 'esbuild';
import { injectPrecache } from './precache.ts';
import { pureSchemas } from './pure-schemas.ts';
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

const BUNDLE = {
  bundle: true,
  tsconfig: 'tsconfig.node.json',
  format: 'esm',
  platform: 'node',
  target: 'node24',
  minify: true,
  logLevel: 'warning',
  outExtension: { '.js': '.mjs' },
} as const;

const ENTRIES = {
  handler: 'lambda/handler.ts',
  texts: 'lambda/text-handler.ts',
  archive: 'lambda/archive-handler.ts',
  'turn-keys': 'lambda/turn-keys.ts',
};

/** Each entry by itself: a part that one of them needs would otherwise be read by all that share a file with it. */
async function buildLambda(onProgress: BuildOptions['onProgress']): Promise<void> {
  await Promise.all(Object.entries(ENTRIES).map(([out, entry]) => buildEntry(out, entry)));
  onProgress('API, text sender and archiver bundled');
}

/** For the few CommonJS modules of the SDK. */
const REQUIRE = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

/** ES modules first: esbuild would take the SDK's CommonJS for Node, which is 60 % larger. */
async function buildEntry(out: string, entry: string): Promise<void> {
  const { outputFiles } = await build({
    ...BUNDLE,
    entryPoints: { [out]: entry },
    outdir: 'dist/lambda',
    splitting: true,
    mainFields: ['module', 'main'],
    plugins: [pureSchemas],
    alias: { '@aws-sdk/credential-provider-node': './lambda/aws/env-credentials.ts' },
    sourcemap: 'linked',
    legalComments: 'none',
    banner: { js: REQUIRE },
    write: false,
  });
  for (const { path, text } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, path.endsWith('.mjs') ? withoutUnused(text) : text);
  }
}

/** Most files need no `require`; the empty line stays, so that the source map still fits. */
function withoutUnused(text: string): string {
  const body = text.slice(REQUIRE.length);
  return text.startsWith(REQUIRE) && !/\brequire\b/.test(body) ? body : text;
}

/** Nothing but the two functions themselves: they are copied to every region. */
async function buildEdge(onProgress: BuildOptions['onProgress']): Promise<void> {
  await build({
    ...BUNDLE,
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
