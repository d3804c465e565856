// Owns the few words that we say to Secrets Manager: signed by hand, because its client would be loaded at each cold start for one request.
import { createHash, createHmac } from 'node:crypto';

type Environment = Readonly<Record<string, string | undefined>>;
const SERVICE = 'secretsmanager';
const WAIT_MS = 5_000;

/** @throws Error with the service's code, never with what it holds */
export async function askSecretsManager(action: string, input: Record<string, unknown>, env: Environment, nowMs: number): Promise<unknown> {
  const region = env['AWS_REGION'] ?? 'us-east-1';
  const url = new URL(env['AWS_ENDPOINT_URL_SECRETS_MANAGER'] ?? `https://${SERVICE}.${region}.amazonaws.com`);
  const body = JSON.stringify(input);
  const headers = signed({ host: url.host, action, body, region, env, nowMs });
  const answer = await fetch(url, { method: 'POST', body, headers, signal: AbortSignal.timeout(WAIT_MS) });
  const said: unknown = await answer.json();
  if (!answer.ok) throw new Error(`Secrets Manager refused ${action}: ${answer.status} ${codeIn(said)}`);
  return said;
}

interface ToSign {
  readonly host: string;
  readonly action: string;
  readonly body: string;
  readonly region: string;
  readonly env: Environment;
  readonly nowMs: number;
}

/** Signature Version 4 for a POST to "/": https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function signed({ host, action, body, region, env, nowMs }: ToSign): Record<string, string> {
  const at = new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const day = at.slice(0, 8);
  const token = env['AWS_SESSION_TOKEN'];
  const headers: Record<string, string> = {
    'content-type': 'application/x-amz-json-1.1',
    host,
    'x-amz-content-sha256': sha256(body),
    'x-amz-date': at,
    ...(token && { 'x-amz-security-token': token }),
    'x-amz-target': `${SERVICE}.${action}`,
  };
  const names = Object.keys(headers).toSorted();
  const request = ['POST', '/', '', ...names.map((name) => `${name}:${headers[name]}`), '', names.join(';'), sha256(body)].join('\n');
  const scope = `${day}/${region}/${SERVICE}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', at, scope, sha256(request)].join('\n');
  const key = [day, region, SERVICE, 'aws4_request'].reduce<Buffer | string>(hmac, `AWS4${env['AWS_SECRET_ACCESS_KEY'] ?? ''}`);
  const signature = hmac(key, text).toString('hex');
  const { host: _sentByFetch, ...sent } = headers;
  return {
    ...sent,
    authorization: `AWS4-HMAC-SHA256 Credential=${env['AWS_ACCESS_KEY_ID'] ?? ''}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
  };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const codeIn = (said: unknown): string =>
  typeof said === 'object' && said !== null && '__type' in said && typeof said.__type === 'string' ? said.__type : 'without a code';
