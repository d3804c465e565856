// Owns the rewrite at the edge: which page of the static site answers which address. Pure: Lambda@Edge has no environment.

export type Rewrite = { readonly kind: 'serve'; readonly uri: string } | { readonly kind: 'redirect'; readonly to: string };

/** Pages whose deeper addresses all show the same page; tokens and slugs are read by the page itself. */
const PAGES = [
  ['/track', '/tracking/index.html'],
  ['/book', '/booking/index.html'],
] as const;
const STAFF_APP = '/app/index.html';
const HAS_EXTENSION = /\.[A-Za-z0-9]{1,11}$/;

/**
 * Where an address leads. Case counts, as in S3; a path is never decoded, so `%2F` is no slash and nothing can climb. Order matters:
 * our own prefixes, then files with an extension, then folders.
 * @param uri the path of a request, beginning with "/", without its query
 */
export function rewriteUri(uri: string): Rewrite {
  if (uri.startsWith('/api/') || uri === '/api') return { kind: 'serve', uri };
  for (const [prefix, page] of PAGES) if (isUnder(uri, prefix)) return { kind: 'serve', uri: page };
  if (uri === '/app') return { kind: 'redirect', to: '/app/' };
  if (uri.startsWith('/app/')) return { kind: 'serve', uri: HAS_EXTENSION.test(uri) ? uri : STAFF_APP };
  if (HAS_EXTENSION.test(uri)) return { kind: 'serve', uri };
  return { kind: 'serve', uri: uri.endsWith('/') ? `${uri}index.html` : `${uri}/index.html` };
}

/** `/track` and what is below it; `/tracker` is not ours. */
const isUnder = (uri: string, prefix: string): boolean => uri === prefix || uri.startsWith(`${prefix}/`);
