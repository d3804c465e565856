// Owns bringing a company's settings in. Whether it is open here is for this installation to say.
import type { CompanyRecord } from '#core/company-record';
import type { TenantId } from '#core/id';
import type { Problem } from '#core/problem';
import { ok, type Result } from '#core/result';
import type { CompanyStore } from '../port.ts';

export async function bringSettings(companies: CompanyStore, tenant: TenantId, exported: CompanyRecord): Promise<Result<null, Problem>> {
  const saved = await companies.change(tenant, (held) => {
    const { disabled: _, ...settings } = exported.company;
    const { disabled, version } = held.company;
    const company = { ...settings, version: Math.max(version, settings.version), ...(disabled && { disabled }) };
    const next = { company, changed: exported.changed };
    // A page that has heard of a newer version never goes back.
    return ok(JSON.stringify([held.company, held.changed]) === JSON.stringify([company, exported.changed]) ? null : next);
  });
  return saved.ok ? ok(null) : saved;
}
