// Owns the phones of the local cloud: a provider that takes texts as AWS End User Messaging does, keeps who has said STOP, and tells of
// deliveries and replies; and the page that shows them, at /_phones.
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import * as v from 'valibot';
import { wishIn } from '#lambda/text/opt-out';
import { openMessageLog } from './message-log.ts';

export interface PhonesOptions {
  readonly dir: string;
  /** publishes to the topic that the text sender listens to */
  readonly publish: (message: unknown) => void;
}

export interface Phones {
  /** what the SDK is pointed at */
  readonly endpoint: string;
  owns(path: string): boolean;
  serve(request: IncomingMessage, response: ServerResponse): Promise<void>;
  close(): Promise<void>;
}

const e164 = v.pipe(v.string(), v.regex(/^\+\d{8,15}$/));
/** The parts of SendTextMessage that a message needs; lengths as its model has them. */
const sendSchema = v.object({
  DestinationPhoneNumber: e164,
  OriginationIdentity: e164,
  MessageBody: v.pipe(v.string(), v.minLength(1), v.maxLength(1_600)),
  MessageType: v.picklist(['TRANSACTIONAL', 'PROMOTIONAL']),
  TimeToLive: v.pipe(v.number(), v.minValue(5), v.maxValue(259_200)),
  Context: v.record(v.string(), v.pipe(v.string(), v.maxLength(800))),
});
const replySchema = v.object({ phone: e164, company: e164, body: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(1_000)) });

const PAGE_DIR = join(import.meta.dirname, 'page');
const FILES: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '/_phones': ['phones.html', 'text/html; charset=utf-8'],
  '/_phones/': ['phones.html', 'text/html; charset=utf-8'],
  '/_phones/phones.js': ['phones.js', 'text/javascript; charset=utf-8'],
  '/_phones/phones.css': ['phones.css', 'text/css; charset=utf-8'],
};
const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
};

export async function startPhones({ dir, publish }: PhonesOptions): Promise<Phones> {
  const log = openMessageLog(join(dir, 'phones.jsonl'));
  const stopped = new Set<string>();
  for (const { phone, company, way, body } of log.all()) if (way === 'from-phone') note(phone, company, body);
  const server = createServer((request, response) => void take(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));

  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    owns: (path) => path === '/_phones' || path.startsWith('/_phones/'),
    serve,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  function note(phone: string, company: string, body: string): void {
    const wish = wishIn(body);
    if (wish === 'stop') stopped.add(`${company} ${phone}`);
    if (wish === 'start') stopped.delete(`${company} ${phone}`);
  }

  /** AWS JSON 1.0: the operation is named in a header. */
  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = (status: number, body: unknown): void =>
      void response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
    const parsed = v.safeParse(sendSchema, await readJson(request));
    if (request.headers['x-amz-target'] !== 'PinpointSMSVoiceV2.SendTextMessage' || !parsed.success)
      return answer(400, { __type: 'ValidationException', Message: 'Cannot send this text', Reason: 'INVALID_PARAMETER' });
    const { DestinationPhoneNumber: phone, OriginationIdentity: company, MessageBody: body, Context: context } = parsed.output;
    if (stopped.has(`${company} ${phone}`))
      return answer(400, { __type: 'ConflictException', Message: 'Opted out', Reason: 'DESTINATION_PHONE_NUMBER_OPTED_OUT' });
    const id = randomUUID();
    log.add({ id, phone, company, way: 'to-phone', body, at: new Date().toISOString() });
    answer(200, { MessageId: id });
    publish({ eventType: 'TEXT_DELIVERED', eventVersion: '1.0', isFinal: true, messageId: id, context });
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = ''] = (request.url ?? '').split('?');
    const end = (status: number, type: string, body: string | Buffer): void =>
      void response.writeHead(status, { ...HEADERS, 'content-type': type }).end(body);
    const file = FILES[path];
    if (file) return end(200, file[1], await readFile(join(PAGE_DIR, file[0])));
    if (path === '/_phones/messages' && request.method === 'GET')
      return end(200, 'application/json', JSON.stringify({ messages: log.all() }));
    if (path === '/_phones/messages' && request.method === 'POST') {
      const site = request.headers['sec-fetch-site'];
      const reply = v.safeParse(replySchema, await readJson(request));
      if (!reply.success || (site !== undefined && site !== 'same-origin')) return end(422, 'text/plain', 'Write a reply first.');
      receive(reply.output);
      return end(204, 'text/plain', '');
    }
    end(404, 'text/plain; charset=utf-8', 'There is nothing here.');
  }

  function receive({ phone, company, body }: v.InferOutput<typeof replySchema>): void {
    const id = randomUUID();
    log.add({ id, phone, company, way: 'from-phone', body, at: new Date().toISOString() });
    note(phone, company, body);
    publish({ originationNumber: phone, destinationNumber: company, messageBody: body, inboundMessageId: id });
  }
}

/** Null for what is not JSON, or too long to be a text. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request as AsyncIterable<Buffer>) if (text.length < 64_000) text += chunk.toString();
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
