// Owns what the provider tells afterwards: that a text was delivered or not, and what people answer to it. Parsed at the door.
import * as v from 'valibot';
import { idSchema } from '#core/id';
import type { Services } from '../services.ts';
import { openFates, type StoredFate } from './fates.ts';
import { startTexts, stopTexts, wishIn } from './opt-out.ts';

const e164 = v.pipe(v.string(), v.regex(/^\+\d{8,15}$/));
/** An answer of a customer, as two-way messaging publishes it. */
const replySchema = v.object({ originationNumber: e164, destinationNumber: e164, messageBody: v.pipe(v.string(), v.maxLength(4_000)) });
/** An event of a text message; `context` is what was sent with it. */
const eventSchema = v.object({
  eventType: v.string(),
  isFinal: v.optional(v.boolean(), false),
  context: v.object({ tenant: idSchema.tenant, text: v.string() }),
});

/** Anything else that the topic carries is left alone. */
export async function takeProviderEvent(services: Services, event: unknown): Promise<void> {
  const reply = v.safeParse(replySchema, event);
  if (reply.success) return takeReply(services, reply.output);
  const told = v.safeParse(eventSchema, event);
  if (told.success) await takeDelivery(services, told.output);
}

async function takeReply(
  { ports }: Services,
  { originationNumber: customer, destinationNumber: ours, messageBody }: v.InferOutput<typeof replySchema>,
) {
  const wish = wishIn(messageBody);
  if (wish === 'stop') await stopTexts(ports.shortLived, ours, customer, ports.now());
  if (wish === 'start') await startTexts(ports.shortLived, ours, customer);
  if (wish) ports.log({ level: 'info', event: `text-${wish}` });
}

async function takeDelivery({ ports }: Services, { eventType, isFinal, context }: v.InferOutput<typeof eventSchema>): Promise<void> {
  const state = eventType === DELIVERED ? 'delivered' : isFinal && FAILED.has(eventType) ? 'failed' : null;
  if (!state) return;
  const fates = openFates(ports.shortLived, context.tenant, () => ports.now());
  for (let tries = 0; tries < 5; tries++) {
    const row = await fates.read(context.text);
    if (!row || row.fate.state === 'delivered') return;
    const fate: StoredFate = { ...row.fate, state, at: new Date(ports.now()).toISOString() };
    if (await fates.note(context.text, fate, row.revision)) return;
  }
}

const DELIVERED = 'TEXT_DELIVERED';
const FAILED = new Set([
  'TEXT_UNREACHABLE',
  'TEXT_CARRIER_UNREACHABLE',
  'TEXT_CARRIER_BLOCKED',
  'TEXT_BLOCKED',
  'TEXT_INVALID',
  'TEXT_INVALID_MESSAGE',
  'TEXT_TTL_EXPIRED',
  'TEXT_SPAM',
  'TEXT_UNKNOWN',
  'TEXT_PROTECT_BLOCKED',
]);
/** The others say nothing that is shown: the configuration set publishes these only. */
export const EVENT_TYPES: readonly string[] = [DELIVERED, ...FAILED];
