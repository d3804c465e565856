// Owns how a text and what became of it read at the desk.
import { TEXT_LABELS } from '#lib/ui/text-labels.ts';
import { clockWords, dayWords } from '#lib/ui/words.ts';
import { localDateAt } from '#core/clock-time';
import type { AnyTextKind } from '#core/text-kind';
import type { ShownText } from '#core/text-view';

export const TEXT_WORDS: Readonly<Record<AnyTextKind, string>> = { ...TEXT_LABELS, link: 'Tracking link', message: 'Message' };

/** Why one was not sent, or waits. */
const WHY: Readonly<Record<string, string>> = {
  undone: 'it was undone',
  overtaken: 'not true any more',
  replaced: 'a newer text says it',
  'as-told': 'the customer knows already',
  'window-over': 'its window is over',
  'too-late': 'too late to be true',
  'switched-off': 'switched off in the settings',
  'opted-out': 'the customer answered STOP',
  'no-phone': 'the phone number cannot be read',
  country: 'not to this country',
  'company-cap': 'the day’s limit is reached',
  'number-cap': 'this number had its share for today',
  'not-set-up': 'no number to send from is set up',
  refused: 'the carrier refused it',
  undo: 'so that an undo comes in time',
  newer: 'for a newer one',
};

export const whyWords = (why: string): string => WHY[why] ?? 'it cannot be texted';

export type TextTone = 'green' | 'yellow' | 'red' | 'quiet';
export interface TextRow {
  readonly words: string;
  readonly tone: TextTone;
  /** a person may send it again */
  readonly again: boolean;
}

export function textRow(text: ShownText, timeZone: string, nowMs: number): TextRow {
  const at = momentWords(text.at, timeZone, nowMs);
  const why = text.why && WHY[text.why] ? `: ${WHY[text.why]}` : '';
  switch (text.state) {
    case 'waiting':
      return { words: waitWords(text, timeZone, nowMs), tone: 'yellow', again: false };
    case 'sending':
      return { words: 'Sending…', tone: 'yellow', again: false };
    case 'sent':
      return { words: `Sent ${at}`, tone: 'green', again: false };
    case 'delivered':
      return { words: `Delivered ${at}`, tone: 'green', again: false };
    case 'unknown':
      return { words: `May not have been sent (${at})`, tone: 'red', again: true };
    case 'failed':
      return { words: `Sent, but not delivered (${at})`, tone: 'red', again: true };
    case 'not-sent':
      return { words: `Not sent${why}`, tone: 'quiet', again: !FINAL.has(text.why ?? '') };
    case 'forgotten':
      return {
        words: `${dayWords(localDateAt(Date.parse(text.at), timeZone))}; what became of it is not kept so long`,
        tone: 'quiet',
        again: false,
      };
  }
}

/** What is not true does not become so by being sent again. */
const FINAL = new Set(['undone', 'overtaken', 'replaced', 'as-told', 'window-over', 'opted-out']);

function waitWords({ why, until }: ShownText, timeZone: string, nowMs: number): string {
  if (why === 'quiet' && until) return `Waits until ${momentWords(until, timeZone, nowMs)}: quiet hours`;
  if (why === 'undo' && until) return `Leaves after ${clockWords(until, timeZone)}, so that an undo comes in time`;
  return why === 'newer' ? 'Waits for a newer one' : 'Leaves within a minute';
}

/** The clock alone for today. */
export function momentWords(at: string, timeZone: string, nowMs: number): string {
  const date = localDateAt(Date.parse(at), timeZone);
  const clock = clockWords(at, timeZone);
  return date === localDateAt(nowMs, timeZone) ? clock : `${dayWords(date)}, ${clock}`;
}
