// Owns who takes part in a run: one company's desk and crew, and a second company that must never be seen by the first.
import * as v from 'valibot';
import { companySchema, type Company } from '#core/company';
import { memberSchema, type Member } from '#core/crew';
import { idSchema, type MemberId } from '#core/id';
import type { Actor } from '#core/job';
import { ANA, BO, COMPANY, DANA, SAM, nextId } from '../../support/core-scene.ts';

export type Person = Actor & { readonly id: MemberId };

export const OTHER_COMPANY = v.parse(companySchema, { ...COMPANY, slug: 'bayhaul', name: 'Bay Haul' });
export const RAE: Person = {
  kind: 'member',
  id: v.parse(idSchema.member, nextId()),
  name: 'Rae',
  access: 'dispatcher',
  roles: [],
};
/** Dana has the desk; Sam, Bo and Ana are one crew on the same jobs. */
export const STAFF: readonly Person[] = [DANA, SAM, BO, ANA];
export const PEOPLE: readonly Person[] = [...STAFF, RAE];

export const companyOf = (person: Person): Company => (person === RAE ? OTHER_COMPANY : COMPANY);

export const memberOf = ({ id, name, access, roles }: Person): Member =>
  v.parse(memberSchema, { id, login: name.toLowerCase(), name, access, roles });
