// Owns the office's view of a job's texts: each with what became of it, and sending one by hand.
import * as v from 'valibot';
import { uuid } from '#core/id';
import { longText } from '#core/text';
import { staffRoute } from '../route.ts';
import { jobTextsAnswer } from '../wire.ts';
import { jobParams } from './read-job.ts';

/** About four messages on the air. */
const MOST_CHARS = 600;
const askSchema = v.variant('kind', [
  v.strictObject({ id: uuid, kind: v.literal('link') }),
  v.strictObject({ id: uuid, kind: v.literal('message'), text: longText(MOST_CHARS) }),
  /** one that was not sent, or may not have been */
  v.strictObject({ id: uuid, kind: v.literal('again'), text: v.pipe(v.string(), v.maxLength(60)) }),
]);

export const listTexts = staffRoute({
  method: 'GET',
  path: '/api/jobs/:id/texts',
  who: 'office',
  summary: "The texts to a job's customer, and what became of each",
  params: jobParams,
  answer: { status: 200, schema: jobTextsAnswer },
  problems: ['store-broken'],
  async handle({ services, params }, signed) {
    const { serveTexts } = await import('../text/serve-texts.ts');
    return serveTexts(services, signed, params.id);
  },
});

export const sendText = staffRoute({
  method: 'POST',
  path: '/api/jobs/:id/texts',
  who: 'office',
  summary: 'Text the customer by hand: the link, some words, or one again that did not arrive',
  params: jobParams,
  body: askSchema,
  answer: { status: 200, schema: jobTextsAnswer },
  problems: ['store-broken', 'store-busy'],
  async handle({ services, params, body }, signed) {
    const { askForText } = await import('../text/serve-texts.ts');
    return askForText(services, signed, params.id, body);
  },
});
