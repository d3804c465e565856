// Owns how the site's modules are put together into files. A phone that opens its day for the first time pays a round trip for each handful
// of files, so what every staff page needs is one file, and what public pages need too is another: in the staff's it would bring the staff's styles along.

interface Graph {
  getModuleInfo(id: string): { readonly importers: readonly string[] } | null;
}

const PAGE = /\/src\/routes\/(.*)\+(?:page|layout|error)(?:\.svelte|\.ts)$/;
const PUBLIC = 'public';
const STAFF = 'staff';

/** Names the file of a module; null leaves it to the bundler. For the bundler's `codeSplitting.groups`. */
export function chunkName(id: string, graph: Graph): string | null {
  // In one file with the framework, the staff's styles would stand in every page that is made with it: the customer's too.
  if (id.endsWith('/src/app.css')) return null;
  const kinds = kindsOf(id, graph);
  if (!kinds.has(STAFF)) return null;
  return kinds.has(PUBLIC) ? 'base' : 'staff';
}

/** Which kinds of pages load the module at once; what is loaded on demand counts for none. */
function kindsOf(id: string, graph: Graph): ReadonlySet<string> {
  const kinds = new Set<string>();
  const above = new Set([id]);
  for (const each of above) {
    const kind = kindOfRoot(each);
    if (kind) kinds.add(kind);
    for (const importer of graph.getModuleInfo(each)?.importers ?? []) above.add(importer);
  }
  return kinds;
}

function kindOfRoot(id: string): string | null {
  if (/\/kit\/src\/runtime\/client\/entry\.js$|client-optimized\/app\.js$|\/nodes\/[01]\.js$/.test(id)) return PUBLIC;
  const page = PAGE.exec(id)?.[1];
  if (page === undefined) return null;
  if (page === 'app/') return id.includes('+layout') ? STAFF : null;
  return ['', 'booking/', 'tracking/'].includes(page) ? PUBLIC : null;
}
