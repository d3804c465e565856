// Promises of the turn of keys on Secrets Manager: signed as AWS asks, each step may come twice, and a broken ring is never written over.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { signatureError } from '#infra/local/s3/signature';
import { withKeyRing } from '#lambda/aws/key-ring';
import { handler } from '#lambda/turn-keys';

/** A small Secrets Manager of one secret: it checks each signature, as the service does. */
let versions: Record<string, { text: string | null; stages: string[] }>;
let server: Server;
/** 32 random signs, of which one in ninety begins so. */
const NEW_SECRET = '{k9#Vw;2^tQ(e)Zr7_B|m:0s~Y<Lp+aX';
const KEYS = { accessKeyId: 'TESTKEY', secretAccessKey: 'test-secret' };

beforeAll(async () => {
  server = createServer((request, response) => {
    void answer();
    async function answer(): Promise<void> {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      const body = Buffer.concat(chunks).toString();
      const headers = request.headers as Record<string, string>;
      const wrong = signatureError({ method: 'POST', url: request.url ?? '/', headers }, KEYS, Date.now());
      const hashed = createHash('sha256').update(body).digest('hex') === headers['x-amz-content-sha256'];
      const [status, said] =
        wrong || !hashed
          ? [403, { __type: wrong ?? 'hash' }]
          : act(headers['x-amz-target'] ?? '', JSON.parse(body) as Record<string, string>);
      response.writeHead(status).end(JSON.stringify(said));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
    AWS_SESSION_TOKEN: 'a/token+of=a session',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });
});
afterAll(() => void server.close());
beforeEach(() => void (versions = { first: { text: NEW_SECRET, stages: ['AWSCURRENT'] }, next: { text: null, stages: ['AWSPENDING'] } }));

function act(target: string, input: Record<string, string>): readonly [number, object] {
  const named = Object.entries(versions).find(([id, { stages }]) =>
    input['VersionId'] ? id === input['VersionId'] : stages.includes('AWSCURRENT'),
  );
  if (target.endsWith('.GetSecretValue'))
    return named?.[1].text ? [200, { SecretString: named[1].text }] : [400, { __type: 'ResourceNotFoundException' }];
  if (target.endsWith('.DescribeSecret'))
    return [200, { VersionIdsToStages: Object.fromEntries(Object.entries(versions).map(([id, { stages }]) => [id, stages])) }];
  if (target.endsWith('.PutSecretValue'))
    versions[input['ClientRequestToken'] ?? ''] = { text: input['SecretString'] ?? '', stages: ['AWSPENDING'] };
  if (target.endsWith('.UpdateSecretVersionStage'))
    for (const [id, version] of Object.entries(versions))
      version.stages = id === input['MoveToVersionId'] ? ['AWSCURRENT'] : version.stages.filter((stage) => stage !== 'AWSCURRENT');
  return [200, {}];
}

async function turn(token: string): Promise<void> {
  for (const Step of ['createSecret', 'createSecret', 'setSecret', 'testSecret', 'finishSecret', 'finishSecret'])
    await handler({ Step, SecretId: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:KeyRing', ClientRequestToken: token });
}
const current = (): string => Object.values(versions).find(({ stages }) => stages.includes('AWSCURRENT'))?.text ?? '';

test('A new secret gets its first keys, once, and the API finds them at its cold start', async () => {
  await turn('next');
  const env = await withKeyRing({ ...process.env, KEY_RING: 'arn' });
  expect(JSON.parse(env['SECRETS'] ?? '')).toMatchObject({ session: [{}, {}], tracking: [{}, {}] });
  const first = current();
  await turn('after');
  const rings = [first, current()].map((text) => JSON.parse(text) as { session: { kid: string }[] });
  expect(rings[1]?.session[0]?.kid).toBe(rings[0]?.session[1]?.kid);
});

const CUT_RING = '{"session":[{"kid":"k0123456789ab","key":"AAAA';
test.each(['{"session": []}', CUT_RING, `\n${CUT_RING}`])(
  'A ring that cannot be read is left as it is: a turn would end every session and every link: %j',
  async (text) => {
    versions['first'] = { text, stages: ['AWSCURRENT'] };
    await expect(turn('next')).rejects.toThrow();
    expect(current()).toBe(text);
  },
);

test('A refusal is told by its code, and the machine of a developer asks nobody', async () => {
  await expect(withKeyRing({ ...process.env, AWS_SECRET_ACCESS_KEY: 'wrong', KEY_RING: 'arn' })).rejects.toThrow(
    '403 SignatureDoesNotMatch',
  );
  const env = { SECRETS: 'here' };
  expect(await withKeyRing(env)).toBe(env);
});
