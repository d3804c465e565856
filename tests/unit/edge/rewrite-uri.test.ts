// Promises of the edge rewrite, case by case.
import { describe, expect, test } from 'vitest';
import { handler, type EdgeEvent, type EdgeRequest } from '#edge/handler';
import { rewriteUri } from '#edge/rewrite-uri';

const CASES: readonly [address: string, served: string][] = [
  ['/', '/index.html'],
  ['/track', '/tracking/index.html'],
  ['/track/', '/tracking/index.html'],
  ['/track/x', '/tracking/index.html'],
  ['/track/x/y', '/tracking/index.html'],
  ['/track/abc.def', '/tracking/index.html'],
  ['/track/%2F..%2Fapp', '/tracking/index.html'],
  ['/tracker', '/tracker/index.html'],
  ['/tracking/', '/tracking/index.html'],
  ['/book', '/booking/index.html'],
  ['/book/quickdump', '/booking/index.html'],
  ['/books/1', '/books/1/index.html'],
  ['/app/', '/app/index.html'],
  ['/app/crew', '/app/index.html'],
  ['/app/dispatch/deeper/still', '/app/index.html'],
  ['/app/manifest.webmanifest', '/app/manifest.webmanifest'],
  ['/application', '/application/index.html'],
  ['/api/jobs', '/api/jobs'],
  ['/api/track/x', '/api/track/x'],
  ['/Track/x', '/Track/x/index.html'],
  ['/APP/', '/APP/index.html'],
  ['//', '//index.html'],
  ['//evil.example/track', '//evil.example/track/index.html'],
  ['/%2Ftrack', '/%2Ftrack/index.html'],
  ['/track%2Fx', '/track%2Fx/index.html'],
  ['/_app/immutable/a.js', '/_app/immutable/a.js'],
  ['/favicon.svg', '/favicon.svg'],
  ['/service-worker.js', '/service-worker.js'],
];

describe('rewrite', () => {
  test.each(CASES)('%s is answered by %s', (address, served) => {
    expect(rewriteUri(address)).toEqual({ kind: 'serve', uri: served });
  });
  test('/app leads to /app/, inside the scope of the staff app', () => {
    expect(rewriteUri('/app')).toEqual({ kind: 'redirect', to: '/app/' });
  });
});

describe('handler', () => {
  const event = (uri: string, querystring = ''): EdgeEvent => ({
    Records: [{ cf: { request: { uri, querystring, method: 'GET', headers: {} } } }],
  });
  test('The query stays as it is', async () => {
    expect(await handler(event('/book/quickdump', 'a=1&b=%2F'))).toMatchObject({ uri: '/booking/index.html', querystring: 'a=1&b=%2F' });
  });
  test('A redirect keeps the query and stays on this host', async () => {
    expect(await handler(event('/app', 'job=7'))).toMatchObject({ status: '308', headers: { location: [{ value: '/app/?job=7' }] } });
  });
  test('The same request object is handed on, as CloudFront demands', async () => {
    const given = event('/track/t');
    expect(await handler(given)).toBe(given.Records[0].cf.request as EdgeRequest);
  });
});
