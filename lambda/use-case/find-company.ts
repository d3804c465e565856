// Owns finding a company that is open for business.
import type { Company } from '#core/company';
import { problem, type Problem } from '#core/problem';
import { ok, refuse, type Result } from '#core/result';
import type { Ports } from '../port.ts';

/** @param fresh where half a minute would be felt: what customers are offered, and what a new session begins with */
export async function findCompany(
  { companies }: Pick<Ports, 'companies'>,
  slug: string,
  fresh?: 'fresh',
): Promise<Result<Company, Problem>> {
  const company = await companies.read(slug, fresh);
  return company && !company.disabled ? ok(company) : refuse(problem('not-found', 'No company is known by this name. Check the link.'));
}
