// Owns the public promises of a deployment: what a stranger with a browser must find, and what they must not.
import { createHash, randomBytes } from 'node:crypto';
import { answerOf, expectEqual, expectMatch, type Check, type Target } from './target.ts';

const HASH = 'a'.repeat(64);

export const PUBLIC_CHECKS: readonly Check[] = [
  ['Addresses lead to their pages', rewrite],
  ['An unknown page is 404, with the page that says so', unknownPage],
  ['Pages carry the headers of the security policy', pageHeaders],
  ['Hashed files are kept for a year, pages and worker are asked for each time', cacheControl],
  ['Answers of the API carry their headers and are never stored', apiHeaders],
  ['A body without its hash, or with a wrong one, never reaches the API', hashes],
  ['The API keeps its own 404', apiNotFound],
  ['Nobody chooses under which address their wrong passwords are counted', viewersAddress],
  ['The behaviour of logos is asked before that of the API', behaviourOrder],
  ['Nobody reads the bucket without the edge', privateBucket],
];

async function rewrite({ origin }: Target): Promise<void> {
  const titles = await Promise.all(
    ['/', '/book/nobody', '/track/nothing', '/app/dispatch'].map(async (path) => titleOf(await (await fetch(origin + path)).text())),
  );
  expectEqual('different pages at /, /book/…, /track/… and /app/…', new Set(titles).size, 4);
  const app = await fetch(`${origin}/app?x=1`, { redirect: 'manual' });
  expectEqual('status of /app', app.status, 308);
  expectEqual('where /app leads', app.headers.get('location'), '/app/?x=1');
}

/** Not only the title: public pages may be named alike. */
const titleOf = (html: string): string => createHash('sha256').update(html).digest('hex');

async function unknownPage({ origin }: Target): Promise<void> {
  const page = await fetch(`${origin}/nothing-here`);
  expectEqual('status of an unknown page', page.status, 404);
  expectMatch('type of an unknown page', page.headers.get('content-type'), /^text\/html/);
  expectMatch('text of an unknown page', await page.text(), /nothing at this address/);
}

const isForCustomers = (path: string): boolean => /^\/(?:book|track)\//.test(path);

async function pageHeaders({ origin }: Target): Promise<void> {
  for (const path of ['/', '/book/nobody', '/track/', '/app/']) {
    const page = await fetch(origin + path);
    const header = (name: string, pattern: RegExp) => expectMatch(`${name} of ${path}`, page.headers.get(name), pattern);
    header('content-security-policy', /connect-src 'self' https?:\/\/\S+; .*frame-ancestors 'none'/);
    header('strict-transport-security', /^max-age=63072000; includeSubDomains$/);
    header('x-content-type-options', /^nosniff$/);
    header('referrer-policy', /^no-referrer$/);
    // Customers' pages would pay a third of their first paint for it.
    if (isForCustomers(path)) expectEqual(`cross-origin-opener-policy of ${path}`, page.headers.get('cross-origin-opener-policy'), null);
    else header('cross-origin-opener-policy', /^same-origin$/);
    header('permissions-policy', /geolocation=\(self\)/);
    expectMatch(`the page's own half of the policy, ${path}`, await page.text(), /http-equiv="content-security-policy"[^>]*trusted-types/);
  }
}

async function cacheControl({ origin }: Target): Promise<void> {
  const page = await fetch(`${origin}/book/nobody`);
  expectEqual('cache-control of a page', page.headers.get('cache-control'), 'no-cache');
  const file = /\/_app\/immutable\/[^"']+\.js/.exec(await page.text())?.[0] ?? '/no-file-named';
  const chunk = await fetch(origin + file, { headers: { 'accept-encoding': 'br' } });
  expectEqual(`status of ${file}`, chunk.status, 200);
  expectMatch('cache-control of a hashed file', chunk.headers.get('cache-control'), /max-age=31536000, immutable/);
  for (const path of ['/service-worker.js', '/manifest.webmanifest']) {
    const own = await fetch(origin + path);
    expectEqual(`status of ${path}`, own.status, 200);
    expectEqual(`cache-control of ${path}`, own.headers.get('cache-control'), 'no-cache');
  }
}

async function apiHeaders({ origin }: Target): Promise<void> {
  const { status, headers, body } = await answerOf(origin, 'GET', '/api/health');
  expectEqual('status of /api/health', status, 200);
  expectEqual('ok of /api/health', body['ok'], true);
  expectEqual('cache-control of an answer', headers.get('cache-control'), 'no-store');
  expectMatch('content-security-policy of an answer', headers.get('content-security-policy'), /default-src 'none'/);
  expectMatch('strict-transport-security of an answer', headers.get('strict-transport-security'), /max-age=63072000/);
}

async function hashes({ origin }: Target): Promise<void> {
  const post = (headers: Record<string, string>) =>
    fetch(`${origin}/api/session`, { method: 'POST', body: '{"tenant":1}', headers: { 'content-type': 'application/json', ...headers } });
  for (const headers of [{}, { 'x-amz-content-sha256': HASH }]) {
    const refused = await post(headers);
    expectEqual('status of a body with a wrong hash', refused.status, 403);
    expectEqual('whether the API saw it', refused.headers.get('content-type')?.includes('problem+json') ?? false, false);
  }
  expectEqual('status of a wrong body with its hash', (await answerOf(origin, 'POST', '/api/session', { tenant: 1 })).status, 422);
}

async function apiNotFound({ origin }: Target): Promise<void> {
  const answer = await answerOf(origin, 'GET', '/api/nothing-here');
  expectEqual('status', answer.status, 404);
  expectEqual('code', answer.body['code'], 'not-found');
}

/** Ten are free, then a wait begins. Of the deployer's own tries these take as many, at a company that nobody has. */
const WRONG_PASSWORDS = 14;

async function viewersAddress({ origin }: Target): Promise<void> {
  const statuses: number[] = [];
  while (statuses.length < WRONG_PASSWORDS && statuses.at(-1) !== 429) {
    const claimed = `2001:db8:${randomBytes(2).toString('hex')}:${randomBytes(2).toString('hex')}::1`;
    const headers = { 'x-forwarded-for': claimed, 'cloudfront-viewer-address': `${claimed}:443` };
    const wrong = { tenant: 'nobody', login: 'smoke-test', password: 'wrong' };
    statuses.push((await answerOf(origin, 'POST', '/api/session', wrong, headers)).status);
  }
  expectEqual('status of the last of many wrong passwords, each from another address as it says itself', statuses.at(-1), 429);
}

async function behaviourOrder({ origin }: Target): Promise<void> {
  const refused = await fetch(`${origin}/api/tenants/nobody/logo/${HASH}`, { method: 'DELETE' });
  expectEqual('status of DELETE on a logo, refused at the edge', refused.status, 403);
  expectEqual('whether the API saw it', refused.headers.get('content-type')?.includes('problem+json') ?? false, false);
  expectEqual('status of a logo that is not there', (await answerOf(origin, 'GET', `/api/tenants/nobody/logo/${HASH}`)).status, 404);
}

async function privateBucket({ siteBucket }: Target): Promise<void> {
  if (siteBucket === null) throw new Error('the address of the bucket is not known: give it by --site-bucket');
  expectEqual('status of the bucket itself', (await fetch(`${siteBucket}/index.html`)).status, 403);
}
