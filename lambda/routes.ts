// Owns the table of routes: router, openapi.json and the tests are all made from it.
import { ok } from '#core/result';
import { openRoute, type Route } from './route.ts';
import { bookPickup } from './use-case/book-pickup.ts';
import { storeLogo, viewLogo } from './use-case/company-logo.ts';
import { eraseCustomer, exportCompany, importCompany } from './use-case/company-export.ts';
import { readSettings, saveSettings } from './use-case/company-settings.ts';
import { cancelPickup, ratePickup, reschedulePickup } from './use-case/customer-change.ts';
import { listCrew, setAvailability, setTimeOff } from './use-case/crew.ts';
import { readHealth } from './use-case/health.ts';
import { askTextReach, listTexts, sendText } from './use-case/job-texts.ts';
import { listJobs } from './use-case/list-jobs.ts';
import { addCustomerPhoto } from './use-case/customer-photo.ts';
import { askPhoto, viewPhoto } from './use-case/photos.ts';
import { reportPosition } from './use-case/position.ts';
import { endMemberSessions, resetMemberPassword, saveMember } from './use-case/member.ts';
import { readCompanyPage } from './use-case/read-company-page.ts';
import { readJob } from './use-case/read-job.ts';
import { listReportRows, readReport } from './use-case/reports.ts';
import { listReview, settleReview } from './use-case/review.ts';
import { readSession, signIn, signOut } from './use-case/session.ts';
import { syncJobs } from './use-case/sync-jobs.ts';
import { trackJob } from './use-case/track-job.ts';
import { trackPhoto } from './use-case/track-photo.ts';

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
    return ok({ status: 200, body: await describeRoutes(ROUTES, services.release) });
  },
});

export const ROUTES: readonly Route[] = [
  readCompanyPage,
  viewLogo,
  readSettings,
  saveSettings,
  storeLogo,
  bookPickup,
  trackJob,
  trackPhoto,
  reschedulePickup,
  cancelPickup,
  ratePickup,
  addCustomerPhoto,
  signIn,
  readSession,
  signOut,
  listJobs,
  readJob,
  listTexts,
  sendText,
  askTextReach,
  syncJobs,
  reportPosition,
  askPhoto,
  viewPhoto,
  listReview,
  settleReview,
  listCrew,
  saveMember,
  setAvailability,
  setTimeOff,
  resetMemberPassword,
  endMemberSessions,
  readReport,
  listReportRows,
  exportCompany,
  importCompany,
  eraseCustomer,
  readHealth,
  describeApi,
];
