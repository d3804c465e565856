// Owns the key that makes a customer's request safe to send again.
import { problem, type Problem } from '#core/problem';
import { ok, refuse, type Result } from '#core/result';

export const IDEMPOTENCY_HEADER = {
  name: 'Idempotency-Key',
  required: true,
  description: 'One key per change, the same when it is sent again; 8 to 200 characters',
} as const;

export function readIdempotencyKey(headers: Headers): Result<string, Problem> {
  const key = headers.get('idempotency-key') ?? '';
  return /^[\x21-\x7e]{8,200}$/.test(key)
    ? ok(key)
    : refuse(problem('idempotency-key-missing', 'Send a header Idempotency-Key of 8 to 200 characters.'));
}
