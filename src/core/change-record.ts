// Owns changing a company's settings: by field, checked, and with who changed each. Loaded by whoever saves them.
import type { Change, CompanyRecord } from '#core/company-record';
import { settingsErrors, withSettings, type SettingsChange } from '#core/company-settings';
import type { FieldError } from '#core/problem';
import { ok, refuse, type Result } from '#core/result';

/** The record after a change; the same one when it changes nothing. Refused with what is wrong, by field. */
export function changeRecord(record: CompanyRecord, set: SettingsChange, change: Change): Result<CompanyRecord, readonly FieldError[]> {
  const errors = settingsErrors(set, record.company);
  if (errors.length > 0) return refuse(errors);
  const { company, fields } = withSettings(record.company, set);
  if (fields.length === 0) return ok(record);
  return ok({ company, changed: { ...record.changed, ...Object.fromEntries(fields.map((field) => [field, change])) } });
}
