// Owns the languages that companies and their customers can be spoken to in.
export const LANGUAGES = ['en', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];

/** That a customer is written to in: theirs, where the company serves it. */
export const languageFor = (
  customer: { readonly language?: Language },
  { languages, language }: { readonly languages: readonly Language[]; readonly language: Language },
): Language => (customer.language && languages.includes(customer.language) ? customer.language : language);
