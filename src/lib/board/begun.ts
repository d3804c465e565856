// Owns words that were begun and not sent: they outlive their sheet as long as the page, for the same jobs and the same person only.

export class Begun {
  readonly #texts = new Map<string, string>();

  of(who: string, jobs: readonly string[]): string {
    return this.#texts.get(keyOf(who, jobs)) ?? '';
  }

  /** @param text empty when there is nothing to go on with */
  keep(who: string, jobs: readonly string[], text: string): void {
    if (text === '') this.#texts.delete(keyOf(who, jobs));
    else this.#texts.set(keyOf(who, jobs), text);
  }
}

const keyOf = (who: string, jobs: readonly string[]): string => [who, ...jobs.toSorted()].join(' ');
