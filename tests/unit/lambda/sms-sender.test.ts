// What the adapter asks of AWS End User Messaging, as the SDK's own model puts it on the wire, and what each answer means. A server of the
// test's own stands where AWS would.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createSmsSender } from '#lambda/aws/sms-sender';
import { COMPANY } from '../../support/core-scene.ts';

interface Asked {
  readonly target: string | undefined;
  readonly body: Record<string, unknown>;
}
let server: Server;
let asked: Asked[] = [];
let answer: { readonly status: number; readonly body: unknown } | 'cut' = 'cut';

beforeAll(async () => {
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      asked.push({ target: request.headers['x-amz-target'] as string | undefined, body: JSON.parse(text) as Record<string, unknown> });
      if (answer === 'cut') return void request.socket.destroy();
      response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterAll(() => void server.close());
beforeEach(() => (asked = []));

const sender = (configurationSet: string | null = null) =>
  createSmsSender({
    region: 'us-east-1',
    configurationSet,
    client: {
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      credentials: { accessKeyId: 'TEST', secretAccessKey: 'test' },
    },
  });
const TEXT = { to: '+16175550148', from: '+16175550170', body: 'QuickDumpNow: hello', tenant: COMPANY.slug, id: 'text-1' };

test('A text is one SendTextMessage with its number, its words, and ids only as context', async () => {
  answer = { status: 200, body: { MessageId: 'm-1' } };
  expect(await sender('haul').send(TEXT)).toEqual({ kind: 'accepted', messageId: 'm-1' });
  expect(asked).toEqual([
    {
      target: 'PinpointSMSVoiceV2.SendTextMessage',
      body: {
        DestinationPhoneNumber: '+16175550148',
        OriginationIdentity: '+16175550170',
        MessageBody: 'QuickDumpNow: hello',
        MessageType: 'TRANSACTIONAL',
        TimeToLive: 900,
        Context: { tenant: 'quickdump', text: 'text-1' },
        ConfigurationSetName: 'haul',
      },
    },
  ]);
});

test.each([
  [
    400,
    'ConflictException',
    'DESTINATION_PHONE_NUMBER_OPTED_OUT',
    { kind: 'refused', why: 'opted-out', code: 'DESTINATION_PHONE_NUMBER_OPTED_OUT' },
  ],
  [
    400,
    'ConflictException',
    'DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION',
    { kind: 'refused', why: 'country', code: 'DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION' },
  ],
  [400, 'ValidationException', 'DESTINATION_COUNTRY_BLOCKED', { kind: 'refused', why: 'country', code: 'DESTINATION_COUNTRY_BLOCKED' }],
  [400, 'ValidationException', 'INVALID_PARAMETER', { kind: 'refused', why: 'refused', code: 'INVALID_PARAMETER' }],
  [400, 'ThrottlingException', undefined, { kind: 'busy', code: 'ThrottlingException' }],
  [400, 'ServiceQuotaExceededException', undefined, { kind: 'busy', code: 'ServiceQuotaExceededException' }],
  [400, 'AccessDeniedException', 'INSUFFICIENT_ACCOUNT_REPUTATION', { kind: 'busy', code: 'AccessDeniedException' }],
])('%s %s %s', async (status, type, Reason, expected) => {
  answer = { status, body: { __type: type, Message: 'no', Reason } };
  expect(await sender().send(TEXT)).toEqual(expected);
  expect(asked).toHaveLength(1);
});

test.each([
  ['a cut connection', 'cut' as const],
  ['a server error', { status: 500, body: { __type: 'InternalServerException', Message: 'oops' } }],
])('After %s nobody knows: it throws, and is not sent again by itself', async (_, given) => {
  answer = given;
  await expect(sender().send(TEXT)).rejects.toThrow();
  expect(asked).toHaveLength(1);
});
