// Owns the door: what every request must be before a use case sees it. Sizes, JSON, fields, and that it did not come from another site.
import * as v from 'valibot';
import { LIMITS } from '#core/limits';
import { problem, type FieldError, type Problem } from '#core/problem';
import { ok, refuse, type Result } from '#core/result';
import type { Schema } from './route.ts';

/** A browser says where a request comes from; what changes something must come from our own pages (or from no browser at all). */
export function checkSite(method: string, headers: Headers): Result<null, Problem> {
  const site = headers.get('sec-fetch-site');
  const foreign = method !== 'GET' && site !== null && site !== 'same-origin' && site !== 'none';
  return foreign ? refuse(problem('cross-site', 'Open the app itself and try again.')) : ok(null);
}

/** The body as JSON, at most 256 KB. */
export async function readJson(request: Request): Promise<Result<unknown, Problem>> {
  const tooLarge = refuse(problem('too-large', `Send at most ${LIMITS.bodyBytes / 1024} KB at once.`));
  if (Number(request.headers.get('content-length') ?? 0) > LIMITS.bodyBytes) return tooLarge;
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength > LIMITS.bodyBytes) return tooLarge;
  if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? ''))
    return refuse(problem('not-json', 'Send JSON with content-type application/json.'));
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (isDeep(text)) return refuse(problem('not-json', `The body is nested more than ${DEEPEST} levels deep.`));
    return ok(JSON.parse(text));
  } catch {
    return refuse(problem('not-json', 'The body cannot be read as JSON.'));
  }
}

/** Nothing of ours is nested deeper than a handful; what is would overflow the stack of whoever walks it later. */
const DEEPEST = 64;
function isDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const sign = text[i];
    if (sign === '\\' && inString) i += 1;
    else if (sign === '"') inString = !inString;
    else if (inString) continue;
    else if (sign === '[' || sign === '{') depth += 1;
    else if (sign === ']' || sign === '}') depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}

/** Parses by a route's schema; each wrong field is named. No schema: nothing is taken. */
export function parseFields(schema: Schema | undefined, data: unknown): Result<unknown, Problem> {
  if (!schema) return ok({});
  const parsed = v.safeParse(schema, data);
  return parsed.success ? ok(parsed.output) : refuse(fieldsProblem(parsed.issues.map(fieldError)));
}

export const fieldsProblem = (errors: readonly FieldError[]): Problem =>
  problem('invalid-fields', 'Correct the marked fields and send again.', { errors });

function fieldError(issue: v.BaseIssue<unknown>): FieldError {
  const missing = issue.received === 'undefined';
  const unknown = issue.type === 'strict_object' && issue.expected === 'never';
  return {
    path: v.getDotPath(issue) ?? '',
    message: unknown ? 'This field is not known here' : missing && issue.message.startsWith('Invalid') ? 'Fill this in' : issue.message,
  };
}
