// Promises of reports over HTTP: for the office alone, wrong ranges named by field, and nothing sent twice that has not changed.
import { beforeAll, describe, expect, test } from 'vitest';
import type { Report, ReportRows } from '#core/report-view';
import { newId } from '../../support/api-client.ts';
import { demoApi } from '../../support/demo-api.ts';

const customer = { name: 'Rosa Delgado', phone: '(617) 555-0148' };
const window = { date: '2026-11-24', slot: '10-12' };

describe('reports', () => {
  let api: Awaited<ReturnType<typeof demoApi>>;
  let dana: Awaited<ReturnType<typeof api.signedIn>>;
  const ask = (query: string, headers = {}) => dana.client.call('GET', `/api/reports${query}`, undefined, headers);
  beforeAll(async () => {
    api = await demoApi();
    dana = await api.signedIn('dana');
    const job = newId();
    const { phone } = dana;
    await phone.sync([
      phone.mutation('create_job', job, { customer, address: '1 Elm St', service: 'sofa', window }),
      phone.mutation('assign', job, { role: 'driver', member: api.people['sam'] }),
      phone.mutation('set_status', job, { to: 'ready_for_pickup' }),
      phone.mutation('set_status', job, { to: 'in_progress' }),
      phone.mutation('set_status', job, { to: 'completed' }),
    ]);
  });

  test('The office reads figures and rows of its own company', async () => {
    const report = (await ask('?from=2026-11-24&to=2026-11-24')).body as unknown as Report;
    expect(report.days).toMatchObject([{ date: '2026-11-24', jobs: { completed: 1 } }]);
    const { rows } = (await ask('/jobs?from=2026-11-24&to=2026-11-24')).body as unknown as ReportRows;
    expect(rows).toMatchObject([{ customer: 'Rosa Delgado', crew: { driver: 'Sam Tester' }, service: 'Sofa', status: 'completed' }]);
    expect((await ask('/jobs?from=2026-11-24&to=2026-11-24&next=1001')).body['rows']).toEqual([]);
  });
  test('A crew member is not allowed', async () => {
    const sam = await api.signedIn('sam');
    for (const path of ['/api/reports', '/api/reports/jobs'])
      expect((await sam.client.call('GET', `${path}?from=2026-11-24&to=2026-11-24`)).status).toBe(403);
  });
  test.each([
    ['', 'from', 'Fill this in'],
    ['?from=2026-11-24', 'to', 'Fill this in'],
    ['?from=2026-02-30&to=2026-11-24', 'from', 'This date does not exist'],
    ['?from=2026-11-24&to=2026-11-23', 'to', 'Choose a last day that is not before the first'],
    ['?from=2026-08-24&to=2026-11-24', 'to', 'Choose at most 92 days'],
    ['?from=2026-11-24&to=2026-11-24&who=sam', 'who', 'This field is not known here'],
  ])('%s is refused at %s', async (query, path, message) => {
    for (const route of ['', '/jobs']) {
      const reply = await ask(route + query);
      expect([reply.status, reply.body['code']]).toEqual([422, 'invalid-fields']);
      expect(reply.body['errors']).toContainEqual({ path, message });
    }
  });
  test('What has not changed is not sent again; a new name on the roster is a change', async () => {
    const first = await ask('?from=2026-11-24&to=2026-11-24');
    const tag = { 'if-none-match': first.headers.get('etag') ?? '' };
    expect((await ask('?from=2026-11-24&to=2026-11-24', tag)).status).toBe(304);
    await dana.client.call('PUT', `/api/crew/${api.people['sam'] ?? ''}`, { name: 'Samuel Tester', access: 'crew', roles: ['driver'] });
    const after = await ask('?from=2026-11-24&to=2026-11-24', tag);
    expect([after.status, (after.body as unknown as Report).crew[0]?.name]).toEqual([200, 'Samuel Tester']);
  });
});
