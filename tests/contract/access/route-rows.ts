// Owns the expectations: for each route an example request, and what each person is answered. Written from the contract, not from the code.
import { addDays } from '#core/clock-time';
import { newId, testDevice } from '../../support/api-client.ts';
import { bookingFor, PASSWORD } from '../../support/demo-api.ts';
import { madeJob, madePages } from '../../support/made-pages.ts';
import { LOGO_BYTES, LOGO_SHA256 } from '../../support/logo.ts';
import { AFTER_PHOTO, AFTER_PHOTO_BYTES, PHOTO, PHOTO_BYTES, type Person, type Scene, type Visitor } from './scene.ts';

export interface Request {
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}
export interface RouteRow {
  readonly request: (scene: Scene, job: string, visitor: Visitor) => Promise<Request> | Request;
  readonly expected: Readonly<Record<Person, string>>;
  /** the request ends the session it comes with */
  readonly endsSession?: true;
}

const UNSIGNED = '401 not-signed-in';
const DISABLED = '401 account-disabled';
const everyone = (answer: string): Record<Person, string> => ({
  'nobody signed in': answer,
  'other company': answer,
  'crew on it': answer,
  'supervisor of it': answer,
  'crew before': answer,
  'crew off it': answer,
  dispatcher: answer,
  owner: answer,
  disabled: answer,
  'session expired': answer,
  customer: answer,
});
/** Those with a session, each as said; all others are to sign in. */
const signedIn = (answer: string, but: Partial<Record<Person, string>> = {}): Record<Person, string> => ({
  ...everyone(answer),
  'nobody signed in': UNSIGNED,
  disabled: DISABLED,
  'session expired': UNSIGNED,
  customer: UNSIGNED,
  ...but,
});
const CREW: readonly Person[] = ['crew on it', 'supervisor of it', 'crew before', 'crew off it'];
const crewMay = (answer: string) => Object.fromEntries(CREW.map((person) => [person, answer]));

let counted = 0;
const count = (): number => ++counted;

let bookings = 0;
/** The next free window: each booking its own. */
function nextBooking() {
  bookings += 1;
  const date = addDays(new Date().toISOString().slice(0, 10), 4 + (bookings % 9));
  return bookingFor(date, ['08-10', '10-12', '12-14', '14-16'][bookings % 4]);
}

/** The work is done, with a photo of how it looks after; the company shows such photos. */
async function finish(scene: Scene, job: string): Promise<void> {
  const { client, id } = scene.visitor('dispatcher');
  const settings = await client.call('GET', '/api/company');
  await client.call('PUT', '/api/company', { revision: settings.body['revision'], set: { showPhotos: true } });
  const phone = testDevice(client, id);
  const steps = ['in_progress', 'completed'].map((to) => phone.mutation('set_status', job, { to }));
  await client.call('POST', '/api/sync', phone.envelope([...steps, phone.mutation('attach_photo', job, AFTER_PHOTO)]));
  await scene.store.plant(`tenants/quickdump/photos/${AFTER_PHOTO.sha256}`, AFTER_PHOTO_BYTES);
  await client.call('POST', `/api/jobs/${job}/photos`, AFTER_PHOTO);
}
/** A customer's own change: only the token opens it. */
const customersOwn = (request: RouteRow['request']): RouteRow => ({
  request: async (...all) => ({ ...(await request(...all)), headers: { 'idempotency-key': newId() } }),
  expected: { ...everyone('404 not-found'), customer: '200' },
});

export const ROUTE_ROWS: Readonly<Record<string, RouteRow>> = {
  'GET /api/tenants/:slug': { request: () => ({ path: '/api/tenants/quickdump' }), expected: everyone('200') },
  'GET /api/tenants/:slug/logo/:sha256': {
    async request(scene) {
      await scene.store.plant(`tenants/quickdump/logos/${LOGO_SHA256}`, LOGO_BYTES);
      return { path: `/api/tenants/quickdump/logo/${LOGO_SHA256}` };
    },
    expected: everyone('200'),
  },
  'GET /api/company': { request: () => ({ path: '/api/company' }), expected: signedIn('200', crewMay('403 not-allowed')) },
  'PUT /api/company': {
    async request(_, __, { client }) {
      const { body } = await client.call('GET', '/api/company');
      return { path: '/api/company', body: { revision: body['revision'] ?? 'none', set: { phone: `(617) 555-01${1 + (count() % 8)}0` } } };
    },
    expected: signedIn('200', crewMay('403 not-allowed')),
  },
  'POST /api/company/logo': {
    request: () => ({ path: '/api/company/logo', body: { data: LOGO_BYTES.toString('base64') } }),
    expected: signedIn('200', crewMay('403 not-allowed')),
  },
  'POST /api/bookings': {
    request: () => ({ path: '/api/bookings', body: nextBooking(), headers: { 'idempotency-key': newId() } }),
    expected: everyone('201'),
  },
  'GET /api/jobs/:id/texts': {
    request: (_, job) => ({ path: `/api/jobs/${job}/texts` }),
    expected: signedIn('200', { ...crewMay('403 not-allowed'), 'other company': '404 not-found' }),
  },
  'POST /api/jobs/:id/texts': {
    request: (_, job) => ({ path: `/api/jobs/${job}/texts`, body: { id: newId(), kind: 'link' } }),
    expected: signedIn('200', { ...crewMay('403 not-allowed'), 'other company': '404 not-found' }),
  },
  'POST /api/texts/reach': {
    request: (_, job) => ({ path: '/api/texts/reach', body: { jobs: [job] } }),
    // Of another company's jobs nothing is known.
    expected: signedIn('200', crewMay('403 not-allowed')),
  },
  'GET /api/track': { request: () => ({ path: '/api/track' }), expected: { ...everyone('404 not-found'), customer: '200' } },
  'GET /api/track/photos/:sha256': {
    async request(scene, job) {
      await finish(scene, job);
      return { path: `/api/track/photos/${AFTER_PHOTO.sha256}` };
    },
    expected: { ...everyone('404 not-found'), customer: '200' },
  },
  'POST /api/track/reschedule': customersOwn(() => ({ path: '/api/track/reschedule', body: { window: nextBooking().window } })),
  'POST /api/track/cancel': customersOwn(() => ({ path: '/api/track/cancel', body: { reason: 'Sold it' } })),
  'POST /api/track/rating': customersOwn(async (scene, job) => {
    await finish(scene, job);
    return { path: '/api/track/rating', body: { stars: 5, text: 'Quick and kind' } };
  }),
  'POST /api/track/photos': {
    request: () => ({ path: '/api/track/photos', body: { sha256: PHOTO.sha256, bytes: PHOTO.bytes, type: PHOTO.type } }),
    expected: { ...everyone('404 not-found'), customer: '200' },
  },
  'POST /api/session': {
    request: () => ({ path: '/api/session', body: { tenant: 'quickdump', login: 'sam', password: PASSWORD } }),
    expected: everyone('200'),
    endsSession: true,
  },
  'GET /api/session': { request: () => ({ path: '/api/session' }), expected: signedIn('200') },
  'DELETE /api/session': { request: () => ({ path: '/api/session' }), expected: everyone('204'), endsSession: true },
  'GET /api/jobs': { request: () => ({ path: '/api/jobs' }), expected: signedIn('200') },
  'GET /api/jobs/:id': {
    request: (_, job) => ({ path: `/api/jobs/${job}` }),
    expected: signedIn('200', { 'other company': '404 not-found', 'crew off it': '404 not-found' }),
  },
  'POST /api/sync': {
    request: (_, __, { phone }) => ({ path: '/api/sync', body: phone.envelope([]) }),
    expected: signedIn('200'),
  },
  'PUT /api/jobs/:id/position': {
    request: (_, job) => ({
      path: `/api/jobs/${job}/position`,
      body: { lat: 42.3, lng: -71.1, accuracyM: 12, at: new Date().toISOString() },
    }),
    expected: signedIn('204', {
      'other company': '404 not-found',
      'crew off it': '404 not-found',
      'crew before': '403 not-allowed',
      dispatcher: '403 not-allowed',
      owner: '403 not-allowed',
    }),
  },
  'POST /api/jobs/:id/photos': {
    request: (_, job) => ({ path: `/api/jobs/${job}/photos`, body: PHOTO }),
    expected: signedIn('200', { 'other company': '404 not-found', 'crew off it': '404 not-found' }),
  },
  'GET /api/jobs/:id/photos/:sha256': {
    async request(scene, job) {
      await scene.store.plant(`tenants/quickdump/photos/${PHOTO.sha256}`, PHOTO_BYTES);
      await scene.visitor('dispatcher').client.call('POST', `/api/jobs/${job}/photos`, PHOTO);
      return { path: `/api/jobs/${job}/photos/${PHOTO.sha256}` };
    },
    expected: signedIn('302', { 'other company': '404 not-found', 'crew off it': '404 not-found' }),
  },
  'GET /api/review': { request: () => ({ path: '/api/review' }), expected: signedIn('200', crewMay('403 not-allowed')) },
  'PUT /api/review/:id': {
    request: async (scene) => ({ path: `/api/review/${await scene.newUnfiled()}`, body: { settled: true } }),
    expected: signedIn('200', { ...crewMay('403 not-allowed'), 'other company': '404 not-found' }),
  },
  'GET /api/crew': { request: () => ({ path: '/api/crew' }), expected: signedIn('200') },
  'PUT /api/crew/:id': {
    request: async (scene) => ({
      path: `/api/crew/${await scene.newMember()}`,
      body: { name: 'Tem Porary', access: 'crew', roles: ['driver'] },
    }),
    // To another company the id is a new one, and a new member needs a name to sign in with.
    expected: signedIn('200', { ...crewMay('403 not-allowed'), 'other company': '422 invalid-fields' }),
  },
  'PUT /api/crew/:id/availability': {
    request: async (scene) => ({
      path: `/api/crew/${await scene.newMember()}/availability`,
      body: { availability: [{ date: '2026-12-01', roles: ['first_mate'] }] },
    }),
    expected: signedIn('200', { ...crewMay('403 not-allowed'), 'other company': '404 not-found' }),
  },
  'PUT /api/crew/:id/time-off': {
    request: async (scene) => ({
      path: `/api/crew/${await scene.newMember()}/time-off`,
      body: { timeOff: [{ date: '2026-12-01', off: true, reason: 'Dentist' }] },
    }),
    expected: signedIn('200', { ...crewMay('403 not-allowed'), 'other company': '404 not-found' }),
  },
  'POST /api/crew/:id/password': {
    request: async (scene) => ({ path: `/api/crew/${await scene.newMember()}/password` }),
    expected: signedIn('200', { ...crewMay('403 not-allowed'), 'other company': '404 not-found' }),
  },
  'DELETE /api/crew/:id/sessions': {
    request: async (scene) => ({ path: `/api/crew/${await scene.newMember()}/sessions` }),
    expected: signedIn('204', { ...crewMay('403 not-allowed'), 'other company': '404 not-found' }),
  },
  'GET /api/reports': {
    request: () => ({ path: '/api/reports?from=2026-11-01&to=2026-11-30' }),
    expected: signedIn('200', crewMay('403 not-allowed')),
  },
  'GET /api/reports/jobs': {
    request: () => ({
      path: `/api/reports/jobs?from=${addDays(new Date().toISOString().slice(0, 10), 1)}&to=${addDays(new Date().toISOString().slice(0, 10), 7)}`,
    }),
    expected: signedIn('200', crewMay('403 not-allowed')),
  },
  'GET /api/export': { request: () => ({ path: '/api/export' }), expected: signedIn('200', crewMay('403 not-allowed')) },
  'POST /api/import': {
    // The first of several: it waits, and nothing is brought in.
    async request(_, __, { client }) {
      const { body } = await client.call('GET', '/api/session');
      const [page] = await madePages(String(body['tenant'] ?? 'quickdump'), [madeJob('x'.repeat(120_000)), madeJob('x'.repeat(120_000))]);
      return { path: '/api/import', body: { ...page, importId: newId(), page: 1 } };
    },
    expected: signedIn('200', crewMay('403 not-allowed')),
  },
  'POST /api/customers/erase': {
    request: () => ({ path: '/api/customers/erase', body: { phone: '(617) 555-0001' } }),
    expected: signedIn('200', crewMay('403 not-allowed')),
  },
  'GET /api/health': { request: () => ({ path: '/api/health' }), expected: everyone('200') },
  'GET /api/openapi.json': { request: () => ({ path: '/api/openapi.json' }), expected: everyone('200') },
};
