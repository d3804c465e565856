// Owns the office's view of a job's texts: each with what became of it, and sending one by hand.
import * as v from 'valibot';
import { idSchema, uuid } from '#core/id';
import { LIMITS } from '#core/limits';
import { longText } from '#core/text';
import { staffRoute } from '../route.ts';
import { jobTextsAnswer, textReachAnswer } from '../wire.ts';
import { jobParams } from './read-job.ts';

/** Each is a few reads of the short-lived table. */
const MOST_ASKED = 100;
const askSchema = v.variant('kind', [
  v.strictObject({ id: uuid, kind: v.literal('link') }),
  v.strictObject({ id: uuid, kind: v.literal('message'), text: longText(LIMITS.messageChars) }),
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

export const askTextReach = staffRoute({
  method: 'POST',
  path: '/api/texts/reach',
  who: 'office',
  summary: 'Of some jobs: whose customer cannot be texted and why, and what became of the last message to each',
  body: v.strictObject({ jobs: v.pipe(v.array(idSchema.job), v.minLength(1), v.maxLength(MOST_ASKED)) }),
  answer: { status: 200, schema: textReachAnswer },
  problems: ['store-broken'],
  async handle({ services, body }, signed) {
    const { askReach } = await import('../text/ask-reach.ts');
    return askReach(services, signed, body.jobs);
  },
});
