// Owns how a check asks and judges: requests as a browser of ours sends them, and failures in words.
import { createHash } from 'node:crypto';

export interface Target {
  /** "https://dispatch.example", without a slash at the end */
  readonly origin: string;
  /** the site's bucket without the edge */
  readonly siteBucket: string | null;
}

export interface Company {
  readonly tenant: string;
  readonly login: string;
  readonly password: string;
}

export type Check<Context = Target> = readonly [promise: string, run: (context: Context) => Promise<void>];

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Each body goes with its hash, as the edge demands. */
export async function answerOf(
  origin: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const response = await fetch(origin + path, {
    method,
    headers: { ...headers, ...(text !== undefined && { 'content-type': 'application/json', 'x-amz-content-sha256': sha256(text) }) },
    ...(text !== undefined && { body: text }),
  });
  const said: unknown = await response.json().catch(() => ({}));
  return { status: response.status, headers: response.headers, body: isRecord(said) ? said : {} };
}

export function expectEqual(what: string, found: unknown, expected: unknown): void {
  if (found !== expected) throw new Error(`${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`);
}

export function expectMatch(what: string, found: string | null, pattern: RegExp): void {
  if (found === null || !pattern.test(found))
    throw new Error(`${what}: expected ${String(pattern)}, found ${JSON.stringify(found?.slice(0, 200) ?? null)}`);
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
