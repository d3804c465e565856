// Owns what a driver's phone keeps for a day without a signal: the staff shell, the crew's routes, and all that they import; nothing of the
// desk. What the crew's day needs at once is named in the shell, so that a first load asks for all of it together.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of Vite's manifest. */
export interface Chunk {
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
const SHELL = 'app/index.html';
const FIXED = [SHELL, 'manifest.webmanifest', 'favicon.svg', 'icons/192.png'];

/** Writes the list into the built worker. @throws Error when the build is not as expected */
export function injectPrecache(kit = '.svelte-kit', out = 'build'): { readonly files: number; readonly bytes: number } {
  const manifest = JSON.parse(readFileSync(join(kit, 'output/client/.vite/manifest.json'), 'utf8')) as Record<string, Chunk>;
  const roots = Object.keys(manifest).filter((key) => manifest[key]?.isEntry && isForCrew(key));
  completeShell(
    join(out, SHELL),
    filesOf(
      manifest,
      roots.filter((key) => !isSignIn(key)),
      'at once',
    ),
  );
  const wanted = filesOf(manifest, roots, 'ever');
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

/** All files that these bring along. */
export function filesOf(
  manifest: Readonly<Record<string, Chunk>>,
  roots: readonly string[],
  when: 'at once' | 'ever',
): ReadonlySet<string> {
  const files = new Set<string>();
  const seen = new Set<string>();
  const visit = (key: string): void => {
    const chunk = manifest[key];
    if (!chunk || seen.has(key)) return;
    seen.add(key);
    // What a file builds on comes before it: the order of style sheets decides.
    for (const next of chunk.imports ?? []) visit(next);
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
    // What is loaded when somebody opens it, and every language: there may be no signal then. A chunk that the desk loads too has no source's
    // name; only Kit's own list names other pages.
    if (when === 'ever') for (const next of chunk.dynamicImports ?? []) if (!next.startsWith(GENERATED)) visit(next);
  };
  for (const root of roots) visit(root);
  return files;
}

/**
 * Kit names in the shell what every page needs; its pages' own files would be asked for only once those have run. What a person reads until
 * then needs no script, and the app's frame takes it away.
 */
function completeShell(shell: string, files: ReadonlySet<string>): void {
  const html = readFileSync(shell, 'utf8');
  const links = [...files]
    .filter((file) => !html.includes(file))
    .map((file) => `<link href="/${file}" rel=${file.endsWith('.css') ? '"stylesheet" crossorigin' : '"modulepreload"'}>`);
  writeFileSync(
    shell,
    html
      .replace('</head>', () => `${links.join('\n\t\t')}\n\t</head>`)
      .replace('<body>', () => '<body>\n    <p id="first-words">Dispatch</p>\n    <noscript><p>Dispatch needs JavaScript.</p></noscript>'),
  );
}

function isForCrew(key: string): boolean {
  if (!key.includes('/nodes/')) return !key.includes('worker');
  return ALWAYS.test(key) || (existsSync(key) && CREW_ROUTES.some((route) => route.test(readFileSync(key, 'utf8'))));
}

/** It has a first load of its own, before there is a day to show. */
const isSignIn = (key: string): boolean => existsSync(key) && /routes\/app\/\+page\.svelte/.test(readFileSync(key, 'utf8'));

const revisionOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16);
