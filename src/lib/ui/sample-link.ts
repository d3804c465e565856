// Owns a made-up tracking link that is as long as a real one: it is what a text costs most for.

export const sampleLink = (origin: string, slug: string): string => `${origin}/track/#${'x'.repeat(44)}${slug}`;
