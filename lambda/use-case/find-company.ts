// Owns finding a company that is open for business.
import type { Company } from '#core/company';
import { problem, type Problem } from '#core/problem';
import { ok, refuse, type Result } from '#core/result';
import type { Ports } from '../port.ts';

export async function findCompany({ companies }: Pick<Ports, 'companies'>, slug: string): Promise<Result<Company, Problem>> {
  const company = await companies.read(slug);
  return company && !company.disabled ? ok(company) : refuse(problem('not-found', 'No company is known by this name. Check the link.'));
}
