// Owns how a text is shown to the office: what became of it, or what it waits for, and never more than is known.
import type { Company } from '#core/company';
import type { Job } from '#core/job';
import { shownTapTime } from '#core/tap-time';
import type { AnyTextKind, TextIntent } from '#core/text-kind';
import { judgeTexts, type DropReason, type FateOf, type HoldReason, type TextFate, type TextVerdict } from '#core/text-truth';
import { isWritten } from '#core/written-text';

export type ShownState = 'waiting' | 'sending' | 'unknown' | 'sent' | 'delivered' | 'failed' | 'not-sent' | 'forgotten';
export interface ShownText {
  readonly id: string;
  readonly kind: AnyTextKind;
  readonly state: ShownState;
  /** when it came to that state, or since when it waits; ISO UTC */
  readonly at: string;
  readonly why?: DropReason | HoldReason;
  /** what it waits for ends then */
  readonly until?: string;
  /** who asked for it */
  readonly by?: string;
  readonly text?: string;
  /** when it was written, where that was well before the office had it; ISO UTC */
  readonly writtenAt?: string;
}

/** Sending takes seconds: who has not said what became of it by then never will. */
const SENDING_MS = 2 * 60_000;
/** What became of a text is kept for 45 days. */
const KNOWN_MS = 44 * 86_400_000;

/** Newest first. */
export function showTexts(job: Job, texts: readonly TextIntent[], company: Company, nowMs: number, fateOf: FateOf): readonly ShownText[] {
  const judged = new Map(judgeTexts(job, texts, company, nowMs, fateOf).map(({ intent, verdict }) => [intent.id, verdict]));
  return texts.toReversed().map((intent) => ({
    id: intent.id,
    kind: intent.kind,
    ...stateOf(intent, fateOf(intent.id), judged.get(intent.id), nowMs),
    ...(intent.by && { by: intent.by.name }),
    ...(intent.text !== undefined && { text: intent.text }),
    ...writtenBefore(job, intent),
  }));
}

/** A minute is what a bad line takes. */
const BEFORE_MS = 60_000;
function writtenBefore({ history }: Job, { id }: TextIntent): Pick<ShownText, 'writtenAt'> {
  const entry = history.find((each) => each.id === id && isWritten(each));
  const at = entry && shownTapTime(entry);
  return at !== undefined && Date.parse(entry?.receivedAt ?? at) - Date.parse(at) > BEFORE_MS ? { writtenAt: at } : {};
}

type State = Pick<ShownText, 'state' | 'at' | 'why' | 'until'>;

function stateOf({ dueAt }: TextIntent, fate: TextFate | undefined, verdict: TextVerdict | undefined, nowMs: number): State {
  if (fate) return ofFate(fate, dueAt, nowMs);
  if (nowMs - Date.parse(dueAt) > KNOWN_MS) return { state: 'forgotten', at: dueAt };
  if (verdict?.what === 'drop') return { state: 'not-sent', at: dueAt, why: verdict.why };
  if (verdict?.what === 'hold') return { state: 'waiting', at: dueAt, why: verdict.why, until: new Date(verdict.untilMs).toISOString() };
  return { state: 'waiting', at: dueAt };
}

function ofFate({ state, at, why }: TextFate, dueAt: string, nowMs: number): State {
  if (state === 'claimed') return { state: at && nowMs - Date.parse(at) < SENDING_MS ? 'sending' : 'unknown', at: at || dueAt };
  return { state: state === 'dropped' ? 'not-sent' : state, at, ...(why && { why }) };
}
