// Owns the rules that are taken out on purpose, one at a time, and the invariant that each breaks: a simulator that misses any proves nothing.
export const MUTANTS = {
  'blind PUT': 'I2',
  'no de-duplication': 'I1',
  'outbox lost on crash': 'I2',
  'dropped on 401': 'I2',
  'sequence reuse taken for done': 'I2',
  'result not stored': 'I7',
  'older answer accepted': 'I8',
  'author not checked': 'I10',
} as const;
export type Mutant = keyof typeof MUTANTS;
