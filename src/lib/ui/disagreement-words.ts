// Owns how a disagreement reads to the office: both facts, why they disagree, and what each decision leads to.
import type { Disagreement } from '#core/disagreement';
import type { HistoryEntry, ReviewItem } from '#core/job';
import { STATUS_FLOW } from '#core/status-flow';
import { shownTapTime } from '#core/tap-time';
import type { Words } from '#lib/words/en.ts';
import { deedWords } from './history-words.ts';
import { firstName } from '#core/crew';
import { clockWords, dayWords } from './words.ts';

export interface FactWords {
  readonly who: string;
  readonly what: string;
  /** "tapped 10:40 · received 11:05 · Sam’s phone" */
  readonly when: string;
}

export interface DisagreementWords {
  readonly why: string;
  readonly claims: readonly FactWords[];
  /** null when what it met is not at hand */
  readonly met: FactWords | null;
  readonly accept: string;
  readonly keep: string;
  readonly effect: string;
}

export interface DisagreementFacts {
  readonly timeZone: string;
  readonly today: string;
  /** who is looking: their own claim is "mine" */
  readonly me: string | null;
  readonly nameOf: (member: string) => string;
  readonly isOffice: (member: string) => boolean;
  readonly words: Words;
}

export function disagreementWords({ job, item, chain, claims, met, fields }: Disagreement, facts: DisagreementFacts): DisagreementWords {
  const entryOf = ({ mutation }: ReviewItem) => claims.find(({ id }) => id === mutation);
  const who = item.by.id === facts.me ? 'mine' : `${firstName(item.by.name)}’s`;
  const stands = STATUS_FLOW[job.status].label;
  const metWho = met?.by.id === facts.me ? 'mine' : met ? `${firstName(met.by.name)}’s` : 'what stands';
  return {
    why: whyWords(chain[0]?.code ?? item.code),
    claims: chain.map((each) => factOf(entryOf(each) ?? each, facts)),
    met: met && factOf(met, facts),
    accept: item.to ? `Accept ${who}` : `Use ${who}`,
    keep: item.to ? `Keep ${stands.toLowerCase()}` : `Keep ${metWho}`,
    effect: item.to
      ? `Accept: the job becomes “${STATUS_FLOW[item.to].label}”. Keep: it stays “${stands}”, and the claim remains in its history.`
      : fields.length > 0
        ? 'Whichever you choose, the other stays in the history.'
        : 'Use: it is done now. Keep: nothing changes, and the claim remains in the history.',
  };
}

function factOf(fact: HistoryEntry | ReviewItem, facts: DisagreementFacts): FactWords {
  const { by, receivedAt, device } = fact;
  const tapped = 'id' in fact ? shownTapTime(fact) : fact.tappedAt;
  const about = 'id' in fact && Math.abs(fact.skewMs ?? 0) > 120_000 ? 'about ' : '';
  const where =
    by.kind === 'customer'
      ? 'on the web'
      : !by.id || !device
        ? ''
        : facts.isOffice(by.id)
          ? 'at the desk'
          : `${firstName(by.name)}’s phone`;
  return {
    who: by.id === facts.me ? `${by.name} (you)` : by.name,
    what: 'id' in fact ? deedWords(fact, facts.nameOf, facts.words) : claimWords(fact),
    when: [
      `tapped ${about}${momentOf(tapped, facts)}`,
      `received ${momentOf(receivedAt, facts)}`,
      ...(where ? [where] : []),
      ...('id' in fact && fact.carriedBy ? [`sent by ${firstName(fact.carriedBy.name)}`] : []),
    ].join(' · '),
  };
}

/** While the entry itself is not at hand. */
const claimWords = ({ type, to }: ReviewItem): string =>
  type === 'cannot_complete' ? 'Could not complete' : to ? STATUS_FLOW[to].label : 'A change';

function momentOf(at: string, { timeZone, today }: DisagreementFacts): string {
  const date = new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date(at));
  return `${date === today ? '' : `${dayWords(date)} `}${clockWords(at, timeZone)}`;
}

const WHY: Readonly<Record<string, string>> = {
  cancelled: 'The job had been cancelled when this arrived.',
  reassigned: 'The crew had been changed when this arrived.',
  'another-day': 'The job had been moved to another day when this arrived.',
  attempted: 'Somebody had reported that it could not be completed.',
  reopened: 'The job had been reopened when this arrived.',
  'moved-back': 'The job had been taken a step back when this arrived.',
  'field-changed': 'Two people set the same thing otherwise.',
  'not-legal-now': 'It does not follow from where the job stood.',
};
const whyWords = (code: string): string => WHY[code] ?? 'It did not fit what was known.';
