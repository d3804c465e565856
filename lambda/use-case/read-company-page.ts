// Owns what a customer sees of a company before booking: its face, its services and the places left in the next days.
import * as v from 'valibot';
import { openDays } from '#core/booking';
import { idSchema } from '#core/id';
import { jobsOf } from '#core/job-book';
import { ok } from '#core/result';
import { openRoute } from '../route.ts';
import { companyAnswer } from '../wire.ts';
import { findCompany } from './find-company.ts';

export const readCompanyPage = openRoute({
  method: 'GET',
  path: '/api/tenants/:slug',
  who: 'anyone',
  summary: "A company's face, services and open arrival windows",
  params: v.object({ slug: idSchema.tenant }),
  answer: { status: 200, schema: companyAnswer },
  problems: ['store-broken', 'company-broken', 'store-unreachable'],
  async handle({ services: { ports }, params }) {
    const company = await findCompany(ports, params.slug);
    if (!company.ok) return company;
    const book = await ports.openJobStore(params.slug).read();
    if (!book.ok) return book;
    const { slug, name, phone, timeZone, brand, services } = company.value;
    return ok({
      status: 200,
      body: { slug, name, phone, timeZone, brand, services, days: openDays(company.value, jobsOf(book.value), ports.now()) },
    });
  },
});
