// Owns a company with people in it, behind the real API, for tests.
import { createApi } from '#lambda/api';
import { ROUTES } from '#lambda/routes';
import { createServices } from '#lambda/services';
import type { Config } from '#lambda/config';
import type { Ports } from '#lambda/port';
import { companySchema, type Company } from '#core/company';
import { memberSchema, type Access, type Role } from '#core/crew';
import * as v from 'valibot';
import { apiClient, newId, testDevice } from './api-client.ts';
import { memoryPorts } from './memory-ports.ts';
import { quickHash } from './quick-hash.ts';

const key = (byte: string): string => Buffer.alloc(32, byte).toString('base64url');
export const TEST_CONFIG: Config = {
  STAGE: 'test',
  RELEASE: 'test',
  AWS_REGION: 'us-east-1',
  S3_FORCE_PATH_STYLE: 'true',
  DATA_BUCKET: 'haul-data',
  ROSTER_TABLE: 'crew_roster',
  SHORT_LIVED_TABLE: 'short_lived',
  JOBS_TABLE: 'jobs',
  PUBLIC_ORIGIN: 'http://127.0.0.1:4173',
  TEXT_NUMBERS: { '*': '+18445550100' },
  TEXT_CONFIGURATION_SET: '',
  SECRETS: { session: [{ kid: 's1', key: key('s') }], tracking: [{ kid: 't1', key: key('t') }] },
};
export const PASSWORD = 'a-test-password';

export const testCompany = (slug = 'quickdump'): Company =>
  v.parse(companySchema, {
    slug,
    name: 'QuickDumpNow',
    phone: '(617) 555-0100',
    timeZone: 'America/New_York',
    brand: { mark: 'Q', color: '#14504a', colorDark: '#5cc2b3' },
    services: [{ id: 'sofa', name: 'Sofa' }],
    slots: ['08-10', '10-12', '12-14', '14-16'].map((slot) => ({
      slot,
      start: `${slot.slice(0, 2)}:00`,
      end: `${slot.slice(3)}:00`,
      places: 3,
      weekdays: [0, 1, 2, 3, 4, 5, 6],
    })),
  });

const PEOPLE: readonly [login: string, access: Access, roles: Role[]][] = [
  ['dana', 'dispatcher', []],
  ['olga', 'owner', []],
  ['sam', 'crew', ['driver', 'first_mate']],
  ['bo', 'crew', ['driver', 'first_mate']],
  ['ana', 'crew', ['supervisor']],
];
let hash: string | null = null;

export async function demoApi<P extends Ports = ReturnType<typeof memoryPorts>>(
  ports: P = memoryPorts() as unknown as P,
  slug = 'quickdump',
) {
  const company = testCompany(slug);
  await ports.companies.write(company);
  hash ??= quickHash(PASSWORD);
  const people: Record<string, string> = {};
  for (const [login, access, roles] of PEOPLE) {
    const id = newId();
    people[login] = id;
    await ports.openRoster(company.slug).saveMember({
      member: v.parse(memberSchema, {
        id,
        login,
        name: `${login[0]?.toUpperCase()}${login.slice(1)} Tester`,
        access,
        roles,
        phone: '(617) 555-0110',
      }),
      passwordHash: hash,
    });
  }
  const app = createApi(ROUTES, createServices(TEST_CONFIG, ports));
  const open = () => apiClient(async (request) => app.fetch(request));
  async function signedIn(login: string, tenant: string = slug) {
    const client = open();
    const reply = await client.call('POST', '/api/session', { tenant, login, password: PASSWORD });
    if (reply.status !== 200) throw new Error(`sign-in: ${reply.status} ${JSON.stringify(reply.body)}`);
    return { client, id: people[login] ?? '', phone: testDevice(client, people[login] ?? '') };
  }
  return { ports, app, company, people, open, signedIn };
}

export const bookingFor = (date: string, slot = '10-12', tenant = 'quickdump') => ({
  tenant,
  customer: { name: 'Rosa Delgado', phone: '(617) 555-0148' },
  address: '14 Gwinnett St, Hyde Park',
  service: 'sofa',
  window: { date, slot },
  notes: 'Gate code 4411',
});
