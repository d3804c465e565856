// Owns the calls of the settings page: reading the company's settings, setting fields of them, and storing a logo. Parsed at the door.
import * as v from 'valibot';
import { logoSchema, type Logo } from '#core/company';
import { readRecord, type CompanyRecord } from '#core/company-record';
import type { SettingsChange } from '#core/company-settings';
import { ok, refuse, type Result } from '#core/result';
import type { ApiAnswer, ApiFailure, ApiRequest, apiFetch } from './api-fetch.ts';

/** The settings with the word that says which ones they are. */
export interface SeenSettings extends CompanyRecord {
  readonly revision: string;
}

export interface CompanyApi {
  read(): Promise<Result<SeenSettings, ApiFailure>>;
  save(revision: string, set: SettingsChange): Promise<Result<SeenSettings, ApiFailure>>;
  /** @param data base64 */
  storeLogo(data: string): Promise<Result<Logo, ApiFailure>>;
}

const CALL_TIMEOUT_MS = 20_000;
const logoAnswer = v.looseObject({ logo: logoSchema });
const seenSchema = v.looseObject({ revision: v.string(), company: v.looseObject({}), changed: v.looseObject({}) });

export function createCompanyApi(fetchApi: typeof apiFetch): CompanyApi {
  const call = (path: string, request: ApiRequest) => fetchApi(path, { ...request, signal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
  return {
    read: async () => seenIn(await call('/api/company', {})),
    save: async (revision, set) => seenIn(await call('/api/company', { method: 'PUT', body: { revision, set } })),
    async storeLogo(data) {
      const answer = await call('/api/company/logo', { method: 'POST', body: { data } });
      if (!answer.ok) return answer;
      const parsed = v.safeParse(logoAnswer, answer.value.body);
      return parsed.success ? ok(parsed.output.logo) : refuse({ kind: 'unexpected', status: answer.value.status });
    },
  };
}

function seenIn(answer: Result<ApiAnswer, ApiFailure>): Result<SeenSettings, ApiFailure> {
  if (!answer.ok) return answer;
  const seen = readSeen(answer.value.body);
  return seen ? ok(seen) : refuse({ kind: 'unexpected', status: answer.value.status });
}

export function readSeen(body: unknown): SeenSettings | null {
  const parsed = v.safeParse(seenSchema, body);
  const record = parsed.success ? readRecord({ ...parsed.output.company, changed: parsed.output.changed }) : null;
  return parsed.success && record ? { ...record, revision: parsed.output.revision } : null;
}
