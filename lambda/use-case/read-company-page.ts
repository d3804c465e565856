// Owns what a customer sees of a company before booking: its face, its services and the places left in the next days.
import * as v from 'valibot';
import { openDays } from '#core/booking';
import { offeredServices } from '#core/company';
import { idSchema } from '#core/id';
import { jobsOf } from '#core/job-book';
import { ok } from '#core/result';
import { openRoute } from '../route.ts';
import { companyAnswer } from '../wire.ts';
import { findCompany } from './find-company.ts';
import { readFreeDrivers } from './window-places.ts';

export const readCompanyPage = openRoute({
  method: 'GET',
  path: '/api/tenants/:slug',
  who: 'anyone',
  summary: "A company's face, services and open arrival windows",
  params: v.object({ slug: idSchema.tenant }),
  answer: { status: 200, schema: companyAnswer },
  problems: ['store-broken', 'company-broken', 'roster-broken', 'store-unreachable'],
  async handle({ services: { ports, opened }, params }) {
    const [company, book] = await Promise.all([findCompany(ports, params.slug, 'fresh'), ports.openJobStore(params.slug).read()]);
    if (!company.ok) return company;
    if (!book.ok) return book;
    const { slug, name, phone, timeZone, brand, languages, language } = company.value;
    const services = offeredServices(company.value).map(({ retired: _, ...service }) => service);
    const drivers = await readFreeDrivers(ports, company.value);
    const days = openDays(company.value, jobsOf(book.value), ports.now(), drivers);
    return ok({
      status: 200,
      body: { slug, name, phone, timeZone, brand, services, languages, language, days, opened: opened.mint(slug, ports.now()) },
    });
  },
});
