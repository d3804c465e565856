// Owns who wants no texts: by the number that they came from, as carriers and the provider count it too. Numbers are kept as hashes.
import { createHash } from 'node:crypto';
import type { ShortLivedStore } from '../port.ts';

/** A "stop" holds until its "start". */
const KEPT_MS = 20 * 365 * 86_400_000;

/** Asks for it with nothing else around but politeness. */
const STOP_WORDS = new Set(['stop', 'stopall', 'unsubscribe', 'optout', 'alto', 'baja', 'detener', 'parar']);
const START_WORDS = new Set(['start', 'unstop', 'comenzar']);
/** What may as well be about the pickup: only where it is all that was written. */
const ALONE = new Set(['cancel', 'end', 'quit', 'remove', 'revoke']);
const POLITE = new Set(['please', 'pls', 'plz', 'thanks', 'thank', 'you', 'now', 'por', 'favor', 'gracias', 'ya']);
/** Means it in a reply of any length. */
const PLEA =
  /\b(unsubscribe|opt ?out|opt me out|stop (all )?(sending|texting|messaging|contacting)|no more (texts?|messages?|sms)|no mas (textos?|mensajes?|sms)|(dar|darme|deme|denme|dame) de baja|deje?n? de (enviar|mandar|escribir)(me)?)\b/;
/** Means it in a reply of a few words. */
const SHORT_PLEA = /\b(stop|(dont|do not) (text|message|contact) me|remove me)\b/;
const SHORT_WORDS = 4;
/** A visit or a place, and whoever wants the texts to go on. */
const OTHER_STOP =
  /\bstop (by|at|in|near|behind|outside|here|there|sign|away)\b|\b(bus|next|last|first|which|what|your|my|the|one|\d+) stop\b|\b(dont|not|never) (stop|unsubscribe)\b/;

/** What a reply asks for, in whatever words one reasonably finds for it; null for any others. */
export function wishIn(reply: string): 'stop' | 'start' | null {
  const words = wordsOf(reply);
  const text = words.join(' ');
  const core = words.filter((word) => !POLITE.has(word));
  const isOnly = (known: ReadonlySet<string>) => core.length > 0 && core.every((word) => known.has(word));
  if (isOnly(START_WORDS)) return 'start';
  if (isOnly(STOP_WORDS) || ALONE.has(text)) return 'stop';
  if (OTHER_STOP.test(text)) return null;
  return PLEA.test(text) || (words.length <= SHORT_WORDS && SHORT_PLEA.test(text)) ? 'stop' : null;
}

/** Small letters without accents; quotes, dots and pictures are no words. */
const wordsOf = (reply: string): readonly string[] =>
  reply
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\p{M}'’]/gu, '')
    .match(/[\p{L}\p{N}]+/gu) ?? [];

export const hashOf = (e164: string): string => createHash('sha256').update(e164).digest('hex').slice(0, 32);
const keyOf = (from: string, to: string): string => `text-stop ${from} ${hashOf(to)}`;

export const hasStopped = async (shortLived: ShortLivedStore, from: string, to: string): Promise<boolean> =>
  (await shortLived.get(keyOf(from, to))) !== null;
export const stopTexts = async (shortLived: ShortLivedStore, from: string, to: string, nowMs: number): Promise<void> =>
  void (await shortLived.put(keyOf(from, to), { at: new Date(nowMs).toISOString() }, nowMs + KEPT_MS));
export const startTexts = (shortLived: ShortLivedStore, from: string, to: string): Promise<void> => shortLived.remove(keyOf(from, to));
