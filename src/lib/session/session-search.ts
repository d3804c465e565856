// Owns asking the server who is signed in, until it has said: soon at first, then ever less often, and only while somebody looks.
import type { Result } from '#core/result';
import type { SessionView } from '#core/session';
import type { Clock, RemoteFailure } from '#sync/port';
import { reactTo } from '#sync/retry-policy';

export interface SessionSearchParts {
  readonly ask: () => Promise<Result<SessionView, RemoteFailure>>;
  readonly clock: Pick<Clock, 'after'>;
  /** 0 ≤ number < 1 */
  readonly random: () => number;
  readonly isVisible: () => boolean;
  /** somebody else has said it meanwhile: what is answered now is old */
  readonly isOver: () => boolean;
  readonly found: (session: SessionView) => Promise<void>;
  /** @param unsigned the answer was that nobody is; else there was none */
  readonly unfound: (unsigned: boolean) => void;
}

/** Asks now, one question at a time; whoever has a hint (the line is back, the page is looked at) asks again, and nothing is put off. */
export function createSessionSearch(parts: SessionSearchParts): { readonly run: () => Promise<void> } {
  const { ask, clock, random, isVisible, isOver, found, unfound } = parts;
  let searching = false;
  let failures = 0;
  let cancel = (): void => undefined;

  async function run(): Promise<void> {
    if (searching || isOver()) return;
    searching = true;
    cancel();
    const answer = await ask();
    searching = false;
    if (isOver()) return;
    if (answer.ok) return found(answer.value);
    const reaction = reactTo(answer.error, { failures, sent: 0, visible: true, random: random() });
    failures += 1;
    unfound(answer.error.kind === 'problem' && answer.error.status === 401);
    // After a plain "nobody" only a sign-in brings another answer, or a hint.
    if ('afterMs' in reaction) cancel = clock.after(reaction.afterMs, () => isVisible() && void run());
  }
  return { run };
}
