// Owns counting in a language: the words for one and for many.

/** @param language a BCP 47 tag; the answer picks by that language's own rules */
export function plurals(language: string): (count: number, one: string, many: string) => string {
  const rules = new Intl.PluralRules(language);
  return (count, one, many) => `${count} ${rules.select(count) === 'one' ? one : many}`;
}
