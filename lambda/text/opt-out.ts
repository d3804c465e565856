// Owns who wants no texts: by the number that they came from, as carriers and the provider count it too. Numbers are kept as hashes.
import { createHash } from 'node:crypto';
import type { ShortLivedStore } from '../port.ts';

/** A "stop" holds until its "start". */
const KEPT_MS = 20 * 365 * 86_400_000;
const STOP_WORDS = /^\s*(stop|stopall|unsubscribe|cancel|end|quit|opt-?out|remove|revoke|alto|parar)\b[\s.!]*$/i;
const START_WORDS = /^\s*(start|unstop|comenzar)\b[\s.!]*$/i;

/** What a reply asks for; null for any other words. */
export const wishIn = (reply: string): 'stop' | 'start' | null =>
  STOP_WORDS.test(reply) ? 'stop' : START_WORDS.test(reply) ? 'start' : null;

export const hashOf = (e164: string): string => createHash('sha256').update(e164).digest('hex').slice(0, 32);
const keyOf = (from: string, to: string): string => `text-stop ${from} ${hashOf(to)}`;

export const hasStopped = async (shortLived: ShortLivedStore, from: string, to: string): Promise<boolean> =>
  (await shortLived.get(keyOf(from, to))) !== null;
export const stopTexts = async (shortLived: ShortLivedStore, from: string, to: string, nowMs: number): Promise<void> =>
  void (await shortLived.put(keyOf(from, to), { at: new Date(nowMs).toISOString() }, nowMs + KEPT_MS));
export const startTexts = (shortLived: ShortLivedStore, from: string, to: string): Promise<void> => shortLived.remove(keyOf(from, to));
