// Owns a company's way out and in again over HTTP: pages of all that it has, jobs as CSV, pages coming in, and a customer who is erased.
import * as v from 'valibot';
import { phoneText } from '#core/text';
import { staffRoute } from '../route.ts';
import { eraseAnswer, exportAnswer, importAnswer } from '../wire.ts';

export const exportCompany = staffRoute({
  method: 'GET',
  path: '/api/export',
  who: 'office',
  summary: 'The whole company, page by page; as CSV only its jobs, for people',
  query: v.strictObject({ format: v.exactOptional(v.picklist(['json', 'csv'])), next: v.exactOptional(v.string()) }),
  answer: { status: 200, schema: exportAnswer, downloads: ['text/csv'] },
  problems: ['store-broken', 'export-outdated'],
  async handle({ services: { ports }, query }, { tenant, company }) {
    // Few ask, and seldom: only they load what answers.
    const { serveExport } = await import('../export/serve.ts');
    return serveExport(ports, tenant, company, query);
  },
});

export const importCompany = staffRoute({
  method: 'POST',
  path: '/api/import',
  who: 'office',
  summary: 'A page of an export, in order; the last one brings the whole company in, into one that has no jobs',
  body: v.looseObject({ importId: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)), page: v.number() }),
  answer: { status: 200, schema: importAnswer },
  problems: [
    'export-newer',
    'export-broken',
    'export-foreign',
    'import-gap',
    'company-not-empty',
    'store-broken',
    'store-busy',
    'store-full',
  ],
  async handle({ services: { ports }, body }, { tenant }) {
    const { serveImport } = await import('../export/serve.ts');
    return serveImport(ports, tenant, body);
  },
});

export const eraseCustomer = staffRoute({
  method: 'POST',
  path: '/api/customers/erase',
  who: 'office',
  summary: 'Erase the personal data of the customer with this phone from all jobs, archived ones included; what was done stays',
  body: v.strictObject({ phone: phoneText }),
  answer: { status: 200, schema: eraseAnswer },
  problems: ['store-broken', 'store-busy'],
  async handle({ services: { ports }, body }, { tenant, actor }) {
    const { serveErase } = await import('../export/serve.ts');
    return serveErase(ports, tenant, body.phone, actor);
  },
});
