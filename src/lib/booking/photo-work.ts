// Owns a photo's work, loaded when one is picked: making it small and bare on the phone, and bringing it to the job that its token opens.
import * as v from 'valibot';
import { apiFetch } from '#browser/api-fetch';
import { shrinkPhoto, type ShrunkPhoto } from '#browser/shrink-photo';

export { shrinkPhoto };

const ASK_TIMEOUT_MS = 20_000;
const UPLOAD_TIMEOUT_MS = 120_000;

const answerSchema = v.variant('state', [
  v.object({ state: v.literal('stored') }),
  v.object({
    state: v.literal('awaiting'),
    upload: v.object({ url: v.pipe(v.string(), v.url()), headers: v.record(v.string(), v.string()) }),
  }),
]);

/** `refused`: it will never be taken; `failed`: try again. Asking again after the upload is what proves that it arrived. */
export async function sendPhoto({ sha256, bytes, type }: ShrunkPhoto, token: string): Promise<'stored' | 'refused' | 'failed'> {
  const ask = () =>
    apiFetch('/api/track/photos', {
      method: 'POST',
      body: { sha256, type, bytes: bytes.byteLength },
      headers: { 'x-tracking-token': token },
      signal: AbortSignal.timeout(ASK_TIMEOUT_MS),
    });
  for (const last of [false, true]) {
    const answer = await ask();
    if (!answer.ok) return answer.error.kind === 'problem' && [404, 409, 413, 422].includes(answer.error.status) ? 'refused' : 'failed';
    const parsed = v.safeParse(answerSchema, answer.value.body);
    if (!parsed.success) return 'failed';
    if (parsed.output.state === 'stored') return 'stored';
    if (last || !(await upload(parsed.output.upload, bytes))) return 'failed';
  }
  return 'failed';
}

async function upload(
  { url, headers }: { readonly url: string; readonly headers: Record<string, string> },
  body: ArrayBuffer,
): Promise<boolean> {
  try {
    const init = { method: 'PUT', body, headers, signal: AbortSignal.timeout(UPLOAD_TIMEOUT_MS) };
    const response = await fetch(url, { ...init, credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer' });
    return response.ok;
  } catch {
    return false;
  }
}
