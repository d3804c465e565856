// Owns changing a member: what is sent, and how two people's changes become one.
import type { Member, OfficeMember } from '#core/crew';

/** `rev` is the revision that the change was made on; 0: somebody new. */
export type MemberChange = Omit<Member, 'id' | 'disabled'> & { readonly disabled: boolean; readonly rev: number };
/** A profile as it is stored, in the answer to a change and in the refusal of one that came too late. */
export interface StoredProfile {
  readonly member: Omit<Member, 'disabled'>;
  readonly disabled: boolean;
  readonly rev: number;
  /** who changed it last, when the change was refused */
  readonly changedBy?: string | null | undefined;
}

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

export const NOBODY: MemberFacts = { login: '', name: '', access: 'crew', roles: [], phone: '', email: '' };
export const factsOf = ({ name, access, roles, phone, account }: OfficeMember): MemberFacts => ({
  login: account?.login ?? '',
  name,
  access,
  roles: [...roles],
  phone: phone ?? '',
  email: account?.email ?? '',
});
export const storedFacts = ({ member: { login, name, access, roles, phone, email } }: StoredProfile): MemberFacts => ({
  login,
  name,
  access,
  roles: [...roles],
  phone: phone ?? '',
  email: email ?? '',
});
/** What a form holds as it is sent: an empty text is left out. */
export const changeOf = ({ phone, email, ...facts }: MemberFacts, disabled: boolean, rev: number): MemberChange => ({
  ...facts,
  ...(phone.trim() && { phone }),
  ...(email.trim() && { email }),
  disabled,
  rev,
});
/** A member in the roster once their profile is saved. */
export function withProfile<Known extends OfficeMember>(known: Known | undefined, { member, disabled, rev }: StoredProfile): OfficeMember {
  const { id, name, access, roles, phone, login, email } = member;
  const before = known?.account;
  const account = {
    hasPassword: before?.hasPassword ?? false,
    openSessions: disabled ? 0 : (before?.openSessions ?? 0),
    login,
    ...(email && { email }),
    disabled,
    rev,
  };
  return {
    id,
    name,
    access,
    roles,
    ...(phone && { phone }),
    availability: known?.availability ?? [],
    timeOff: known?.timeOff ?? [],
    lastHeardAt: known?.lastHeardAt,
    account,
  };
}

/** A new password as it was given, and the revision that it made. */
export interface NewPassword {
  readonly password: string;
  readonly rev: number;
}
/** A member in the roster once they have one. Where somebody else has saved in between, nothing is known of what. */
export const withPassword = (member: OfficeMember, { rev }: NewPassword): OfficeMember =>
  member.account?.rev === rev - 1 ? { ...member, account: { ...member.account, hasPassword: true, openSessions: 0, rev } } : member;

const differs = (a: MemberFacts, b: MemberFacts, field: MemberField): boolean => textOf(a[field]) !== textOf(b[field]);
const textOf = (value: MemberFacts[MemberField]): string => (typeof value === 'string' ? value.trim() : value.toSorted().join());
