// Owns what a driver's phone keeps for a day without a signal: the staff shell, the crew's routes, and all that they import; nothing of the
// desk.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly css?: readonly string[];
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
}

const CREW_ROUTES = [/routes\/\+(?:layout|error)/, /routes\/app\/\+(?:layout|page)\.svelte/, /routes\/app\/crew\//];
/** Kit's root layout and error page are always needed. */
const ALWAYS = /nodes\/[01]\.js$/;
const GENERATED = '.svelte-kit/generated/';
const PLACE = 'self.__WB_MANIFEST';
const FIXED = ['app/index.html', 'manifest.webmanifest', 'favicon.svg', 'icons/192.png'];

/** Writes the list into the built worker. @throws Error when the build is not as expected */
export function injectPrecache(kit = '.svelte-kit', out = 'build'): { readonly files: number; readonly bytes: number } {
  const manifest = JSON.parse(readFileSync(join(kit, 'output/client/.vite/manifest.json'), 'utf8')) as Record<string, Chunk>;
  const wanted = new Set<string>();
  const visit = (key: string): void => {
    const chunk = manifest[key];
    if (!chunk || wanted.has(chunk.file)) return;
    for (const file of [chunk.file, ...(chunk.css ?? [])]) wanted.add(file);
    for (const next of chunk.imports ?? []) visit(next);
    // What is loaded when somebody opens it, and every language: there may be no signal then. A chunk that the desk loads too has no source's
    // name; only Kit's own list names other pages.
    for (const next of chunk.dynamicImports ?? []) if (!next.startsWith(GENERATED)) visit(next);
  };
  for (const [key, chunk] of Object.entries(manifest)) if (chunk.isEntry && isForCrew(key)) visit(key);
  const entries = [
    ...FIXED.map((file) => ({ url: `/${file}`, revision: revisionOf(join(out, file)) })),
    // Their names carry their hashes.
    ...[...wanted].toSorted().map((file) => ({ url: `/${file}`, revision: null })),
  ];
  const workerFile = join(out, 'service-worker.js');
  const worker = readFileSync(workerFile, 'utf8');
  if (worker.split(PLACE).length !== 2) throw new Error(`Cannot inject the precache list: service-worker.js must name ${PLACE} once`);
  writeFileSync(
    workerFile,
    worker.replace(PLACE, () => JSON.stringify(entries)),
  );
  return { files: entries.length, bytes: entries.reduce((sum, { url }) => sum + readFileSync(join(out, url)).length, 0) };
}

function isForCrew(key: string): boolean {
  if (!key.includes('/nodes/')) return !key.includes('worker');
  return ALWAYS.test(key) || (existsSync(key) && CREW_ROUTES.some((route) => route.test(readFileSync(key, 'utf8'))));
}

const revisionOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16);
