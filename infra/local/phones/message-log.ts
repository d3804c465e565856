// Owns the messages of the local phones: one line each in the data folder, so that they are there after a restart.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';

export interface PhoneMessage {
  readonly id: string;
  /** the customer's number, E.164 */
  readonly phone: string;
  /** the company's number */
  readonly company: string;
  readonly way: 'to-phone' | 'from-phone';
  readonly body: string;
  /** ISO UTC */
  readonly at: string;
}

export interface MessageLog {
  all(): readonly PhoneMessage[];
  add(message: PhoneMessage): void;
}

/** A browser page shows so many; older ones stay in the file. */
const SHOWN = 2_000;

export function openMessageLog(file: string): MessageLog {
  const messages: PhoneMessage[] = [];
  // A line that a crash cut is left out.
  for (const line of existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []) {
    try {
      if (line) messages.push(JSON.parse(line) as PhoneMessage);
    } catch {
      continue;
    }
  }
  return {
    all: () => messages.slice(-SHOWN),
    add(message) {
      appendFileSync(file, `${JSON.stringify(message)}\n`, { mode: 0o600 });
      messages.push(message);
    },
  };
}
