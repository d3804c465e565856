// Owns our two cookies. `__Host-` ties them to this host and to Secure; Strict keeps them out of requests from other sites.
export const SESSION_COOKIE = '__Host-session';
export const REFRESH_COOKIE = '__Host-refresh';

/** A Set-Cookie value; `maxAgeSeconds: 0` takes the cookie away. */
export const setCookie = (name: string, value: string, maxAgeSeconds: number): string =>
  `${name}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; Secure; SameSite=Strict`;

/** Cookies of a request header, by name. */
export function readCookies(header: string | null): ReadonlyMap<string, string> {
  const pairs = (header ?? '').split(';').map((part) => part.trim().split('='));
  return new Map(pairs.flatMap(([name, ...value]) => (name ? [[name, value.join('=')] as const] : [])));
}
