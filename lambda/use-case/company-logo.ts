// Owns a company's logo on its way in and out: bytes that are looked at before they are kept, and shown under their hash for ever.
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { idSchema } from '#core/id';
import { sha256 } from '#core/mutation';
import { problem } from '#core/problem';
import { ok, refuse } from '#core/result';
import { fieldsProblem } from '../door.ts';
import { openRoute, staffRoute } from '../route.ts';
import { logoAnswer } from '../wire.ts';

export const storeLogo = staffRoute({
  method: 'POST',
  path: '/api/company/logo',
  who: 'office',
  summary: 'Keep a picture that can be set as logo; the same bytes are kept once',
  body: v.strictObject({ data: v.pipe(v.string('Send the picture as base64'), v.base64('Send the picture as base64')) }),
  answer: { status: 200, schema: logoAnswer },
  problems: [],
  async handle({ services: { ports }, body }, { tenant }) {
    const bytes = new Uint8Array(Buffer.from(body.data, 'base64'));
    const { LOGO_WORDS, logoFacts } = await import('#core/logo');
    const facts = logoFacts(bytes);
    if (!facts.ok) return refuse(fieldsProblem([{ path: 'data', message: LOGO_WORDS[facts.error] }]));
    const hash = createHash('sha256').update(bytes).digest('hex');
    await ports.openLogos(tenant).write(hash, bytes, facts.value.type);
    return ok({ status: 200, body: { logo: { sha256: hash, ...facts.value, path: `/api/tenants/${tenant}/logo/${hash}` } } });
  },
});

export const viewLogo = openRoute({
  method: 'GET',
  path: '/api/tenants/:slug/logo/:sha256',
  who: 'anyone',
  summary: "A company's logo; it never changes and may be kept for a year",
  params: v.object({ slug: idSchema.tenant, sha256 }),
  answer: { status: 200, schema: null, files: ['image/png', 'image/jpeg', 'image/webp'] },
  problems: ['store-unreachable'],
  async handle({ services: { ports }, params }) {
    const bytes = await ports.openLogos(params.slug).read(params.sha256);
    // Looked at again: what is served as a picture of ours is one, whatever lies there.
    const facts = bytes && (await import('#core/logo')).logoFacts(bytes);
    if (!bytes || !facts?.ok) return refuse(problem('not-found', 'There is no such picture.'));
    return ok({ status: 200, file: { type: facts.value.type, bytes }, etag: params.sha256 });
  },
});
