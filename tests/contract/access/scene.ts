// Owns the people and the job that rights are asked about: one company with a crew, another company, and everyone who may knock.
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { idSchema } from '#core/id';
import type { Job } from '#core/job';
import { memberSchema } from '#core/crew';
import { addDays } from '#core/clock-time';
import { createApi } from '#lambda/api';
import { createTrackingTokens } from '#lambda/auth/tracking-token';
import type { Ports } from '#lambda/port';
import type { Route } from '#lambda/route';
import { ROUTES } from '#lambda/routes';
import { createServices } from '#lambda/services';
import * as v from 'valibot';
import { apiClient, newId, testDevice, type ApiClient } from '../../support/api-client.ts';
import { demoApi, PASSWORD, TEST_CONFIG } from '../../support/demo-api.ts';
import { realPorts, type RealPorts } from '../../support/real-ports.ts';

export const PERSONS = [
  'nobody signed in',
  'other company',
  'crew on it',
  'supervisor of it',
  'crew before',
  'crew off it',
  'dispatcher',
  'owner',
  'disabled',
  'session expired',
  'customer',
] as const;
export type Person = (typeof PERSONS)[number];

/** Who may know the customer of the job; in nobody else's answer may the name stand. */
export const MAY_KNOW: readonly Person[] = ['crew on it', 'supervisor of it', 'crew before', 'dispatcher', 'owner'];
/** A word that stands nowhere but in the job. */
export const SECRET_NAME = 'Zephyrine Quill';
export const SECRET_PHONE = '(617) 555-0199';
const EXPIRED_DAYS = 61;
/** Announced for every job of the scene; its bytes are there when somebody puts them. */
export const PHOTO_BYTES = Buffer.from([0xff, 0xd8, 0xff, 0xe0, ...Buffer.from('a photo of the load')]);
export const PHOTO = {
  sha256: createHash('sha256').update(PHOTO_BYTES).digest('hex'),
  bytes: PHOTO_BYTES.length,
  type: 'image/jpeg',
  kind: 'before',
};

/** The same of the finished work. */
export const AFTER_PHOTO_BYTES = Buffer.from([0xff, 0xd8, 0xff, 0xe0, ...Buffer.from('an empty driveway')]);
export const AFTER_PHOTO = {
  sha256: createHash('sha256').update(AFTER_PHOTO_BYTES).digest('hex'),
  bytes: AFTER_PHOTO_BYTES.length,
  type: 'image/jpeg',
  kind: 'after',
};

type Device = ReturnType<typeof testDevice>;
export interface Visitor {
  readonly client: ApiClient;
  /** their member id; that of the dispatcher for those who have none */
  readonly id: string;
  readonly phone: Device;
}

export interface Scene {
  readonly store: RealPorts;
  readonly ids: Readonly<Record<string, string>>;
  /** a new sandbox, that serves by this table from now on: another one shows that a wrong one is caught */
  serve(routes?: readonly Route[]): void;
  /** the same person each time, on the same phone */
  visitor(person: Person): Visitor;
  /** the same person with a session of its own, which may be ended */
  anew(person: Person): Promise<Visitor>;
  /** a job with Sam (driver) and Ana (supervisor) on it and Cy, who was its first mate, ready for pickup */
  newJob(): Promise<string>;
  /** a member who is not part of the scene otherwise */
  newMember(): Promise<string>;
  /** a change of the crew on a job that the company does not know */
  newUnfiled(): Promise<string>;
  trackingToken(job: string): string;
  jobAsStored(job: string): Promise<Job | undefined>;
  close(): Promise<void>;
}

export async function openScene(): Promise<Scene> {
  // One asks after the other: nobody is to be waited for, and twelve tries that are to fail take seconds otherwise.
  const store = await realPorts(TEST_CONFIG, (delayMs) => sleep(delayMs / 10));
  const ports = store.open();
  const [ours] = [await demoApi(ports), await demoApi(ports, 'bayhaul')];
  const apiOf = (routes: readonly Route[], through: Ports = store.open()) => createApi(routes, createServices(TEST_CONFIG, through));
  let api = apiOf(ROUTES);
  const client = (): ApiClient => apiClient(async (request) => api.fetch(request));
  const [cy, dee] = [await addMember(ports, 'cy'), await addMember(ports, 'dee')];
  const ids: Record<string, string> = { ...ours.people, cy, dee };

  const logins: Partial<Record<Person, string>> = {
    'crew on it': 'sam',
    'supervisor of it': 'ana',
    'crew before': 'cy',
    'crew off it': 'bo',
    dispatcher: 'dana',
    owner: 'olga',
  };
  const open = (): Visitor => visitorOf(client(), ids['dana'] ?? '');
  async function anew(person: Person): Promise<Visitor> {
    const login = logins[person];
    if (login) return signedIn(client(), 'quickdump', login);
    // A session of their own: signing it out must not end the one that the other cells come with.
    if (person === 'disabled') return disabled();
    if (person === 'other company') return signedIn(client(), 'bayhaul', 'dana');
    const same = open();
    for (const [name, value] of standing.get(person)?.client.cookies ?? []) same.client.cookies.set(name, value);
    return same;
  }
  const standing = new Map<Person, Visitor>();
  standing.set('disabled', await anew('disabled'));
  standing.set('session expired', await expired());
  for (const person of PERSONS) if (!standing.has(person)) standing.set(person, await anew(person));
  const visitor = (person: Person): Visitor => standing.get(person) ?? open();

  const serve = (routes: readonly Route[] = ROUTES): void => void (api = apiOf(routes));

  return { store, ids, serve, visitor, anew, newJob, newMember, newUnfiled, trackingToken, jobAsStored, close: () => store.close() };

  async function disabled(): Promise<Visitor> {
    const olga = await signedIn(client(), 'quickdump', 'olga');
    const change = async (disabled: boolean): Promise<void> => {
      const reply = await olga.client.call('PUT', `/api/crew/${dee}`, { name: 'Dee', access: 'dispatcher', roles: [], disabled });
      if (reply.status !== 200) throw new Error(`Cannot disable: ${JSON.stringify(reply.body)}`);
    };
    await change(false);
    const visitor = await signedIn(client(), 'quickdump', 'dee');
    await change(true);
    return visitor;
  }
  async function expired(): Promise<Visitor> {
    const past = { ...ports, now: () => Date.now() - EXPIRED_DAYS * 86_400_000 };
    const before = apiOf(ROUTES, past);
    return signedIn(
      apiClient(async (request) => before.fetch(request)),
      'quickdump',
      'dana',
      client(),
    );
  }
  async function newJob(): Promise<string> {
    const { phone } = visitor('dispatcher');
    const job = newId();
    const date = addDays(new Date().toISOString().slice(0, 10), 3);
    const customer = { name: SECRET_NAME, phone: SECRET_PHONE, email: 'zephyrine@example.com' };
    const made = await phone.sync([
      phone.mutation('create_job', job, { customer, address: '7 Elm St', service: 'sofa', window: { date, slot: '10-12' }, notes: 'Gate' }),
      phone.mutation('assign', job, { role: 'driver', member: ids['sam'] }),
      phone.mutation('assign', job, { role: 'supervisor', member: ids['ana'] }),
      phone.mutation('assign', job, { role: 'first_mate', member: ids['cy'] }),
      phone.mutation('assign', job, { role: 'first_mate', member: null }),
      phone.mutation('set_status', job, { to: 'ready_for_pickup' }),
      phone.mutation('attach_photo', job, PHOTO),
    ]);
    if (made.results.some(({ outcome }) => outcome !== 'applied')) throw new Error(`Cannot set the scene: ${JSON.stringify(made.results)}`);
    return job;
  }
  async function newMember(): Promise<string> {
    return addMember(ports, `temp-${newId().slice(-12)}`);
  }
  async function newUnfiled(): Promise<string> {
    const { phone } = visitor('crew on it');
    const note = phone.mutation('add_note', newId(), { text: `${SECRET_NAME} called` });
    await phone.sync([note]);
    return note.id;
  }
  function trackingToken(job: string): string {
    const tokens = createTrackingTokens(TEST_CONFIG.SECRETS.tracking);
    return tokens.mint(v.parse(idSchema.tenant, 'quickdump'), v.parse(idSchema.job, job));
  }
  async function jobAsStored(job: string): Promise<Job | undefined> {
    const book = await store.open().openJobStore(v.parse(idSchema.tenant, 'quickdump')).read();
    return book.ok ? book.value.jobs.get(v.parse(idSchema.job, job))?.job : undefined;
  }
}

/** Copies Dana's row under another name: the same password, the same access. */
async function addMember(ports: Ports, login: string): Promise<string> {
  const roster = ports.openRoster(v.parse(idSchema.tenant, 'quickdump'));
  const dana = (await roster.members()).find(({ member }) => member.login === 'dana');
  const access = login === 'dee' ? 'dispatcher' : 'crew';
  const member = v.parse(memberSchema, { id: newId(), login, name: `Ms ${login}`, access, roles: ['first_mate'] });
  await roster.saveMember({ member, passwordHash: dana?.passwordHash ?? null });
  return member.id;
}

async function signedIn(client: ApiClient, tenant: string, login: string, onward: ApiClient = client): Promise<Visitor> {
  const reply = await client.call('POST', '/api/session', { tenant, login, password: PASSWORD });
  if (reply.status !== 200) throw new Error(`Cannot sign in as ${login}: ${JSON.stringify(reply.body)}`);
  for (const [name, value] of client.cookies) onward.cookies.set(name, value);
  return visitorOf(onward, (reply.body['member'] as { id: string }).id);
}

const visitorOf = (client: ApiClient, id: string): Visitor => ({ client, id, phone: testDevice(client, id) });
