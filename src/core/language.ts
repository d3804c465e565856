// Owns the languages that companies and their customers can be spoken to in.
export const LANGUAGES = ['en', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];
