// Owns the calls that take a company's data out, page by page, and that erase a customer. Parsed at the door.
import * as v from 'valibot';
import { ok, refuse, type Result } from '#core/result';
import type { ApiFailure, apiFetch } from './api-fetch.ts';

export interface ErasedCount {
  readonly jobs: number;
  readonly archived: number;
  readonly photos: number;
}

export interface ExportApi {
  /** All pages as one file's text. @param told after each page, with how many there are so far */
  whole(told: (pages: number) => void): Promise<Result<string, ApiFailure>>;
  jobsCsv(): Promise<Result<string, ApiFailure>>;
  erase(phone: string): Promise<Result<ErasedCount, ApiFailure>>;
}

const CALL_TIMEOUT_MS = 60_000;
const pageSchema = v.looseObject({ format: v.literal(1), next: v.exactOptional(v.string()) });
const erasedSchema = v.looseObject({ jobs: v.number(), archived: v.number(), photos: v.number() });

export function createExportApi(fetchApi: typeof apiFetch, fetchText: typeof fetch): ExportApi {
  const signal = (): AbortSignal => AbortSignal.timeout(CALL_TIMEOUT_MS);
  return {
    async whole(told) {
      const pages: string[] = [];
      for (let next: string | undefined = ''; next !== undefined;) {
        const answer: Awaited<ReturnType<typeof fetchApi>> = await fetchApi(`/api/export${next === '' ? '' : `?next=${next}`}`, {
          signal: signal(),
        });
        if (!answer.ok) return answer;
        const page = v.safeParse(pageSchema, answer.value.body);
        if (!page.success) return refuse({ kind: 'unexpected', status: answer.value.status });
        pages.push(JSON.stringify(answer.value.body));
        told(pages.length);
        next = page.output.next;
      }
      return ok(`{"format":1,"pages":[\n${pages.join(',\n')}\n]}\n`);
    },
    async jobsCsv() {
      const parts: string[] = [];
      try {
        for (let path: string | null = '/api/export?format=csv'; path !== null;) {
          const answer: Response = await fetchText(path, { credentials: 'same-origin', cache: 'no-store', signal: signal() });
          if (!answer.ok || !answer.headers.get('content-type')?.startsWith('text/csv'))
            return refuse({ kind: 'unexpected', status: answer.status });
          parts.push(await answer.text());
          path = /^<([^>]+)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1] ?? null;
        }
      } catch {
        return refuse({ kind: 'network' });
      }
      return ok(parts.join(''));
    },
    async erase(phone) {
      const answer = await fetchApi('/api/customers/erase', { method: 'POST', body: { phone }, signal: signal() });
      if (!answer.ok) return answer;
      const parsed = v.safeParse(erasedSchema, answer.value.body);
      return parsed.success ? ok(parsed.output) : refuse({ kind: 'unexpected', status: answer.value.status });
    },
  };
}
