// Promises of the local edge: what CloudFront would do to an answer on its way happens here too, so that a template that lets it harm is noticed.
import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { startDistribution, type LocalDistribution } from '#infra/local/edge/distribution';
import type { FunctionUrlAnswer, FunctionUrlRequest } from '#infra/local/lambda/function-url';
import { appTemplateFile } from '#infra/render-template';

const FAILURE: FunctionUrlAnswer = {
  statusCode: 503,
  headers: { 'cache-control': 'no-store', 'content-type': 'application/problem+json' },
  cookies: ['__Host-session=of-somebody'],
  body: Buffer.from('{"code":"store-broken"}'),
};
const GOOD: FunctionUrlAnswer = { statusCode: 200, headers: {}, cookies: [], body: Buffer.from('{}') };

interface Distribution {
  CustomErrorResponses?: object[];
}
let edge: LocalDistribution | null = null;
let nowMs = 0;
let answer: FunctionUrlAnswer;
let asked: FunctionUrlRequest | null = null;
afterEach(async () => {
  await edge?.close();
  edge = null;
});

/** An edge of the built template, changed, before an API that says `answer`. */
async function open(change: (distribution: Distribution) => void): Promise<void> {
  const template = JSON.parse(readFileSync(appTemplateFile(), 'utf8')) as {
    Resources: Record<string, { Type: string; Properties: { DistributionConfig: Distribution } }>;
  };
  const [found] = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::CloudFront::Distribution');
  if (found) change(found.Properties.DistributionConfig);
  const invoke = (request: FunctionUrlRequest) => {
    asked = request;
    return Promise.resolve(answer);
  };
  edge = await startDistribution({
    template,
    port: 0,
    uploadOrigin: 'http://127.0.0.1:9',
    api: { invoke },
    log: () => undefined,
    now: () => nowMs,
  });
}
const ask = (path: string, method = 'GET', headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${edge?.origin}${path}`, { method, headers });
const statusOf = async (path: string, method?: string): Promise<number> => (await ask(path, method)).status;

test('One company’s failure is given to nobody else', async () => {
  await open(() => undefined);
  answer = FAILURE;
  expect(await statusOf('/api/track')).toBe(503);
  answer = GOOD;
  expect(await statusOf('/api/track')).toBe(200);
});

test('With a template that says nothing of failures, one is given to all who ask for its path for 10 s, with what came with it', async () => {
  await open((distribution) => void delete distribution.CustomErrorResponses);
  answer = FAILURE;
  expect([await statusOf('/api/track'), await statusOf('/api/sync', 'POST')]).toEqual([503, 503]);
  answer = GOOD;
  nowMs += 9_999;
  const kept = await ask('/api/track?of=another');
  expect([kept.status, kept.headers.getSetCookie()]).toEqual([503, FAILURE.cookies]);
  expect([await statusOf('/api/jobs'), await statusOf('/api/sync', 'POST'), await statusOf('/api/sync')]).toEqual([200, 200, 200]);
  nowMs += 1;
  expect(await statusOf('/api/track')).toBe(200);
});

test('A custom error page is refused at start', async () => {
  const page = { ErrorCode: 503, ErrorCachingMinTTL: 0, ResponseCode: 200, ResponsePagePath: '/sorry.html' };
  await expect(open((distribution) => void (distribution.CustomErrorResponses = [page]))).rejects.toThrow('custom error page');
});

test('The API hears of a viewer’s address what the edge saw; of the chain before it only what the viewer claims is left', async () => {
  await open(() => undefined);
  answer = GOOD;
  await ask('/api/jobs', 'GET', { 'x-forwarded-for': '203.0.113.66, 203.0.113.67', 'cloudfront-viewer-address': '203.0.113.66:443' });
  expect(asked?.headers).toMatchObject({
    'cloudfront-viewer-address': expect.stringMatching(/^127\.0\.0\.1:\d+$/) as string,
    'x-forwarded-for': '203.0.113.66',
  });
});
