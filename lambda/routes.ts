// Owns the table of routes: router, openapi.json and the tests are all made from it.
import { ok } from '#core/result';
import { openRoute, type Route } from './route.ts';
import { bookPickup } from './use-case/book-pickup.ts';
import { listCrew, saveMember, setAvailability } from './use-case/crew.ts';
import { readHealth } from './use-case/health.ts';
import { listJobs } from './use-case/list-jobs.ts';
import { askPhoto, viewPhoto } from './use-case/photos.ts';
import { reportPosition } from './use-case/position.ts';
import { readCompanyPage } from './use-case/read-company-page.ts';
import { readJob } from './use-case/read-job.ts';
import { listReportRows, readReport } from './use-case/reports.ts';
import { readSession, signIn, signOut } from './use-case/session.ts';
import { syncJobs } from './use-case/sync-jobs.ts';
import { trackJob } from './use-case/track-job.ts';

const describeApi = openRoute({
  method: 'GET',
  path: '/api/openapi.json',
  who: 'anyone',
  summary: 'This description',
  answer: { status: 200, schema: null },
  problems: [],
  async handle({ services }) {
    // Only those who ask for it pay for the schema converter.
    const { describeRoutes } = await import('./openapi.ts');
    return ok({ status: 200, body: describeRoutes(ROUTES, services.release) });
  },
});

export const ROUTES: readonly Route[] = [
  readCompanyPage,
  bookPickup,
  trackJob,
  signIn,
  readSession,
  signOut,
  listJobs,
  readJob,
  syncJobs,
  reportPosition,
  askPhoto,
  viewPhoto,
  listCrew,
  saveMember,
  setAvailability,
  readReport,
  listReportRows,
  readHealth,
  describeApi,
];
