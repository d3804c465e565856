// Owns the shapes of a Lambda function URL: events in payload format 2.0, and answers back to HTTP.
import type { IncomingHttpHeaders } from 'node:http';

/** Function URLs end here. */
export const MOST_ANSWER_BYTES = 6 * 1024 * 1024;

export interface FunctionUrlRequest {
  readonly method: string;
  /** path and query as they came */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly address: string;
  readonly requestId: string;
}

export interface FunctionUrlAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: Buffer;
}

export function toEvent({ method, url, headers, body, address, requestId }: FunctionUrlRequest, nowMs: number): unknown {
  const [rawPath = '/', rawQueryString = ''] = url.split(/\?(.*)/s);
  const { cookie, ...others } = headers;
  const text = isText(headers['content-type'] ?? '');
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    ...(cookie && { cookies: cookie.split(/;\s*/) }),
    headers: Object.fromEntries(Object.entries(others).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value])),
    queryStringParameters: Object.fromEntries(new URLSearchParams(rawQueryString)),
    requestContext: {
      accountId: 'anonymous',
      apiId: 'local',
      domainName: 'local.lambda-url.us-east-1.on.aws',
      domainPrefix: 'local',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: address, userAgent: headers['user-agent'] ?? '' },
      requestId,
      routeKey: '$default',
      stage: '$default',
      time: new Date(nowMs).toISOString(),
      timeEpoch: nowMs,
    },
    ...(body.length > 0 && { body: body.toString(text ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !text,
  };
}

/** @throws Error when the handler's answer is not one that a function URL takes */
export function fromAnswer(answer: unknown): FunctionUrlAnswer {
  if (typeof answer !== 'object' || answer === null || !('statusCode' in answer) || typeof answer.statusCode !== 'number')
    throw new Error('The handler gave no statusCode');
  const {
    statusCode,
    headers = {},
    cookies = [],
    body = '',
    isBase64Encoded = false,
    multiValueHeaders = {},
  } = answer as Partial<RawAnswer> & { statusCode: number };
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > MOST_ANSWER_BYTES) throw new Error(`The answer has ${bytes.length} bytes; function URLs end at ${MOST_ANSWER_BYTES}`);
  const joined = Object.fromEntries(Object.entries(multiValueHeaders).map(([name, values]) => [name, values.join(', ')]));
  return { statusCode, headers: { ...joined, ...headers }, cookies, body: bytes };
}

interface RawAnswer {
  readonly headers: Record<string, string>;
  readonly multiValueHeaders: Record<string, string[]>;
  readonly cookies: string[];
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

const isText = (type: string): boolean => /^(text\/|application\/(json|xml|problem\+json|x-www-form-urlencoded))/.test(type) || type === '';
