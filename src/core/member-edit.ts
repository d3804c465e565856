// Owns two people changing one member: what the other changed meanwhile, and how both changes become one.
import type { Member } from '#core/crew';

/** What a form of a member holds; an empty text is none. */
export type MemberFacts = Pick<Member, 'login' | 'name' | 'access' | 'roles'> & { readonly phone: string; readonly email: string };
export type MemberField = keyof MemberFacts;
const FIELDS = ['name', 'login', 'roles', 'access', 'phone', 'email'] as const satisfies readonly MemberField[];

export interface MemberMerge {
  /** theirs where I changed nothing, mine elsewhere */
  readonly merged: MemberFacts;
  /** what they changed and I did not */
  readonly theirs: readonly MemberField[];
  /** what we both changed, each otherwise: a person decides */
  readonly both: readonly MemberField[];
}

export function mergeMember(base: MemberFacts, mine: MemberFacts, now: MemberFacts): MemberMerge {
  const theirs = FIELDS.filter((field) => differs(base, now, field) && differs(mine, now, field));
  const both = theirs.filter((field) => differs(base, mine, field));
  const only = theirs.filter((field) => !both.includes(field));
  return { merged: only.reduce((form, field) => ({ ...form, [field]: now[field] }), mine), theirs: only, both };
}

const differs = (a: MemberFacts, b: MemberFacts, field: MemberField): boolean => textOf(a[field]) !== textOf(b[field]);
const textOf = (value: MemberFacts[MemberField]): string => (typeof value === 'string' ? value.trim() : value.toSorted().join());
