// Owns how a running staff page hears that the company was set otherwise: it asks when somebody looks at it again. Never an older one.
import { apiFetch } from '#browser/api-fetch';
import { watchConnectivity } from '#browser/connectivity';
import { createStaffApi } from '#browser/staff-api';
import type { Company } from '#core/company';
import { staffApp } from '#lib/app.svelte.ts';

const api = createStaffApi(apiFetch);

/** Asks whenever the page is seen again; the answer ends it. */
export const watchCompany = (): (() => void) =>
  watchConnectivity({ window: globalThis.window, document: globalThis.document }, (why) => void (why === 'visible' && ask()));

async function ask(): Promise<void> {
  if (!currentSession()) return;
  const answer = await api.session();
  if (answer.ok) takeCompany(answer.value.company);
}

/** The company as it is set now; another one, or one of an older version (a sandbox that has not heard yet), is left. */
export function takeCompany(company: Company): void {
  const session = currentSession();
  if (!session || session.company.slug !== company.slug || company.version <= session.company.version) return;
  staffApp.session = { ...session, company };
  staffApp.remember();
}

const currentSession = () => (staffApp.session === 'unknown' ? null : staffApp.session);
