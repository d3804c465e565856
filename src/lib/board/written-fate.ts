// Owns what is known of a text after it was written, and of its being taken back: from this device's own changes, the job, and the office's word.
import type { Company } from '#core/company';
import type { MutationId } from '#core/id';
import type { Job } from '#core/job';
import type { ShownText } from '#core/text-view';
import { hasLeft } from '#core/written-text';
import { count } from '#lib/ui/words.ts';
import type { OutboxRow } from '#sync/port';
import { textRow, type TextTone } from './text-words.ts';

/** What this device holds of a text. */
export interface TextHere {
  /** undefined where it is not on this device */
  readonly job: Job | undefined;
  /** this person's changes to the job, answered or not */
  readonly rows: readonly OutboxRow[];
  /** changes that could not be kept */
  readonly lost: ReadonlySet<MutationId>;
  /** what became of a change that did not simply apply, in words; null when nothing is said of it */
  readonly refusalOf: (change: MutationId) => string | null;
}
/** What the office said of the newest message to the customer. */
export interface OfficeWord {
  readonly written: ShownText | null;
  readonly timeZone: string;
  readonly nowMs: number;
}

export interface Fate {
  readonly words: string;
  readonly tone: TextTone;
  /** it can still be asked back */
  readonly waits: boolean;
  /** of asking it back: not asked, no answer yet, taken back, or too late */
  readonly back: 'none' | 'asked' | 'done' | 'late';
  /** the customer hears nothing, and nobody wanted that */
  readonly unsent: boolean;
  /** this device could not keep it: its words are nowhere else */
  readonly lost: boolean;
}
const FATE = { waits: false, back: 'none', unsent: false, lost: false } as const;

export function fateOf(text: MutationId, here: TextHere, office: OfficeWord): Fate {
  if (here.lost.has(text)) return { ...FATE, words: 'Not kept on this device: nothing was sent', tone: 'red', unsent: true, lost: true };
  const row = here.rows.find(({ draft }) => draft.id === text);
  const undo = here.rows.findLast(({ draft }) => draft.type === 'undo' && undoneBy(draft.args) === text);
  if (row && !row.result) {
    if (undo) return { ...FATE, words: `${ASKED}: it is told as soon as there is a connection`, tone: 'yellow', back: 'asked' };
    return { ...FATE, words: 'On this device: it goes to the office as soon as there is a connection', tone: 'yellow', waits: true };
  }
  if (row?.result && row.result.outcome !== 'applied')
    return { ...FATE, words: here.refusalOf(text) ?? 'Not sent: the office refused it', tone: 'red', unsent: true };
  const isKnown = row !== undefined || (here.job?.history.some(({ id }) => id === text) ?? false);
  if (!isKnown) return { ...FATE, words: 'Being kept on this device…', tone: 'yellow', waits: true };
  const said = saidBy(text, office);
  if (!undo) return said;
  if (!undo.result) return { ...said, words: ASKED, tone: 'yellow', waits: false, back: 'asked' };
  if (undo.result.outcome === 'applied') return { ...FATE, words: 'Taken back: it is not sent', tone: 'quiet', back: 'done' };
  return { ...said, words: `Too late to take it back. ${said.words}`, tone: 'red', waits: false, back: 'late' };
}
const ASKED = 'Asked the office to take it back';

const undoneBy = (args: unknown): unknown => (typeof args === 'object' && args !== null && 'mutation' in args ? args.mutation : undefined);

function saidBy(text: MutationId, { written, timeZone, nowMs }: OfficeWord): Fate {
  if (written?.id !== text) return { ...FATE, words: 'With the office', tone: 'yellow', waits: true };
  const { words, tone } = textRow(written, timeZone, nowMs);
  return { ...FATE, words, tone, waits: written.state === 'waiting', unsent: written.state === 'not-sent' && written.why !== 'undone' };
}

/** What came of taking them back, all together; empty while nothing was asked. */
export function backWords(fates: readonly Fate[]): string {
  const many = (back: Fate['back']): number => fates.filter((fate) => fate.back === back).length;
  const [asked, done, late] = [many('asked'), many('done'), many('late')];
  if (asked > 0) return `${ASKED}: no answer yet for ${asked === 1 && fates.length === 1 ? 'it' : count(asked, 'text')}.`;
  if (done + late === 0) return '';
  if (done === 0) return `Too late for ${count(late, 'text')}.`;
  return late === 0 ? `${count(done, 'text')} taken back.` : `${count(done, 'text')} taken back; for ${late} it was too late.`;
}

/** Whether a text has left as far as this device knows; what the office has not heard of has not. @param nowMs to the second */
export function hasLeftHere(
  text: MutationId,
  { job, rows, company, nowMs }: Pick<TextHere, 'job' | 'rows'> & { readonly company: Company; readonly nowMs: number },
): boolean {
  // Until it is answered, the job shows it with this device's time, which decides nothing.
  if (rows.some(({ draft, result }) => draft.id === text && !result)) return false;
  const entry = job?.history.find(({ id }) => id === text);
  return entry !== undefined && hasLeft(entry, company, nowMs);
}
