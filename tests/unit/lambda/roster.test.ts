// Promises of the roster's API: who is free and who is away, who may change whom, and passwords that are shown once.
import { describe, expect, test } from 'vitest';
import { demoApi, PASSWORD } from '../../support/demo-api.ts';
import { newId } from '../../support/api-client.ts';

interface Listed {
  readonly id: string;
  readonly availability: readonly { date: string; roles: string[] }[];
  readonly timeOff: readonly { date: string; reason?: string; roles: string[] }[];
  readonly account?: { login: string; email?: string; disabled: boolean; hasPassword: boolean; openSessions: number; rev: number };
}
type Api = Awaited<ReturnType<typeof demoApi>>;
type Client = Awaited<ReturnType<Api['signedIn']>>['client'];
const crewOf = async (client: Client, query: string) => (await client.call('GET', `/api/crew?${query}`)).body['members'] as Listed[];
const accountOf = async (client: Client, id: string) => (await crewOf(client, 'include=accounts')).find((each) => each.id === id)?.account;
const MAY = 'from=2026-05-23&to=2026-05-31';
const profile = { name: 'Sam Tester', access: 'crew', roles: ['driver', 'first_mate'], phone: '(617) 555-0110' };

describe('days', () => {
  test('Who is away is not free, whatever was planned; what was planned is there again afterwards', async () => {
    const api = await demoApi();
    const [{ client }, sam] = [await api.signedIn('dana'), await api.signedIn('sam')];
    const days = ['2026-05-23', '2026-05-24'].map((date) => ({ date, roles: ['driver'] }));
    await client.call('PUT', `/api/crew/${sam.id}/availability`, { availability: days });
    const off = (date: string, off: boolean, reason?: string) =>
      client.call('PUT', `/api/crew/${sam.id}/time-off`, { timeOff: [{ date, off, ...(reason && { reason }) }] });
    expect((await off('2026-05-23', true, 'Wedding')).status).toBe(200);
    const [listed] = await crewOf(client, `${MAY}&role=driver`);
    expect(listed?.availability).toEqual(days.slice(1));
    expect(listed?.timeOff).toEqual([{ date: '2026-05-23', reason: 'Wedding', roles: ['driver'] }]);
    await off('2026-05-24', true);
    expect(await crewOf(client, `${MAY}&role=driver`)).toEqual([]);
    await off('2026-05-23', false);
    expect((await crewOf(client, `${MAY}&role=driver`)).map(({ availability }) => availability)).toEqual([days.slice(0, 1)]);
  });
  test('Why somebody is away is told to the office and themselves, to nobody else', async () => {
    const api = await demoApi();
    const [dana, sam, bo] = [await api.signedIn('dana'), await api.signedIn('sam'), await api.signedIn('bo')];
    await dana.client.call('PUT', `/api/crew/${sam.id}/time-off`, { timeOff: [{ date: '2026-05-23', off: true, reason: 'Surgery' }] });
    const seenBy = async (client: Client) => (await crewOf(client, MAY)).find(({ id }) => id === sam.id)?.timeOff;
    expect(await seenBy(dana.client)).toEqual([{ date: '2026-05-23', reason: 'Surgery', roles: [] }]);
    expect(await seenBy(sam.client)).toEqual([{ date: '2026-05-23', reason: 'Surgery', roles: [] }]);
    expect(await seenBy(bo.client)).toEqual([{ date: '2026-05-23', roles: [] }]);
  });
});

describe('accounts', () => {
  test('The office sees what everyone signs in with; the crew neither that nor who is disabled', async () => {
    const api = await demoApi();
    const [dana, sam, bo] = [await api.signedIn('dana'), await api.signedIn('sam'), await api.signedIn('bo')];
    await dana.client.call('PUT', `/api/crew/${bo.id}`, { ...profile, name: 'Bo', email: 'bo@example.com', disabled: true });
    expect(await accountOf(dana.client, bo.id)).toEqual({
      login: 'bo',
      email: 'bo@example.com',
      disabled: true,
      hasPassword: true,
      openSessions: 0,
      rev: 2,
    });
    const seen = await sam.client.call('GET', `/api/crew?${MAY}`);
    expect(JSON.stringify(seen.body)).not.toMatch(/account|login|@|openSessions|"Bo"/);
    expect((await sam.client.call('GET', '/api/crew?include=accounts')).status).toBe(403);
  });
  test('Open sessions are counted: signed in twice, out once, then ended everywhere at once', async () => {
    const api = await demoApi();
    const [dana, phone, tablet] = [await api.signedIn('dana'), await api.signedIn('sam'), await api.signedIn('sam')];
    const open = async () => (await accountOf(dana.client, phone.id))?.openSessions;
    expect(await open()).toBe(2);
    await tablet.client.call('DELETE', '/api/session');
    expect(await open()).toBe(1);
    expect((await dana.client.call('DELETE', `/api/crew/${phone.id}/sessions`)).status).toBe(204);
    expect(await open()).toBe(0);
    expect((await phone.client.call('GET', '/api/jobs')).status).toBe(401);
    expect((await phone.client.call('POST', '/api/sync', phone.phone.envelope([]))).status).toBe(401);
    api.ports.clock.nowMs += 1_000;
    await api.signedIn('sam');
    expect(await open()).toBe(1);
  });
  test('A new password is the only one that works, it is in no log, and it ends the sessions of before', async () => {
    const api = await demoApi();
    const [dana, sam] = [await api.signedIn('dana'), await api.signedIn('sam')];
    const reply = await dana.client.call('POST', `/api/crew/${sam.id}/password`);
    const password = String(reply.body['password']);
    expect([reply.status, reply.body['login'], reply.headers.get('cache-control')]).toEqual([200, 'sam', 'no-store']);
    expect(password).toMatch(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/);
    expect((await sam.client.call('GET', '/api/jobs')).status).toBe(401);
    const signIn = (word: string) => api.open().call('POST', '/api/session', { tenant: 'quickdump', login: 'sam', password: word });
    expect([(await signIn(PASSWORD)).status, (await signIn(password)).status]).toEqual([401, 200]);
    expect(JSON.stringify(api.ports.logged)).not.toContain(password);
    expect(api.ports.logged).toContainEqual(expect.objectContaining({ event: 'password-reset', member: sam.id, by: dana.id }));
  });
  test('A member who is disabled and enabled again has to sign in anew', async () => {
    const api = await demoApi();
    const [dana, sam] = [await api.signedIn('dana'), await api.signedIn('sam')];
    for (const disabled of [true, false]) await dana.client.call('PUT', `/api/crew/${sam.id}`, { ...profile, disabled });
    api.ports.clock.nowMs += 20 * 60_000;
    expect((await sam.client.call('GET', '/api/jobs')).status).toBe(401);
  });
});

describe('changes', () => {
  test('The second of two editors is told what the first changed, and may then have their way', async () => {
    const api = await demoApi();
    const [dana, olga, sam] = [await api.signedIn('dana'), await api.signedIn('olga'), await api.signedIn('sam')];
    const rev = (await accountOf(dana.client, sam.id))?.rev;
    const save = (client: Client, change: object) => client.call('PUT', `/api/crew/${sam.id}`, { ...profile, rev, ...change });
    expect((await save(olga.client, { phone: '(617) 555-0199' })).body).toMatchObject({ rev: 2 });
    const late = await save(dana.client, { email: 'sam@example.com' });
    expect([late.status, late.body['code']]).toEqual([409, 'member-changed']);
    expect(late.body).toMatchObject({ member: { phone: '(617) 555-0199' }, disabled: false, rev: 2, changedBy: 'Olga Tester' });
    expect((await save(dana.client, { email: 'sam@example.com', rev: late.body['rev'] })).status).toBe(200);
  });
  test('Two saves at once on one revision: one is kept, the other told', async () => {
    const api = await demoApi();
    const [dana, sam] = [await api.signedIn('dana'), await api.signedIn('sam')];
    const save = (name: string) => dana.client.call('PUT', `/api/crew/${sam.id}`, { ...profile, name, rev: 1 });
    expect((await Promise.all([save('One'), save('Two')])).map(({ status }) => status).toSorted()).toEqual([200, 409]);
  });
  test('Without a revision a save replaces what is there, as older programs expect', async () => {
    const api = await demoApi();
    const [dana, sam] = [await api.signedIn('dana'), await api.signedIn('sam')];
    for (const name of ['One', 'Two'])
      expect((await dana.client.call('PUT', `/api/crew/${sam.id}`, { ...profile, name })).status).toBe(200);
    expect(await accountOf(dana.client, sam.id)).toMatchObject({ rev: 3 });
  });
  test('Nobody takes away their own access; an owner is an owner’s matter', async () => {
    const api = await demoApi();
    const [dana, olga] = [await api.signedIn('dana'), await api.signedIn('olga')];
    const code = async (client: Client, method: string, path: string, body?: object) =>
      (await client.call(method, path, body)).body['code'];
    const own = { name: 'Dana', roles: [] };
    expect(await code(dana.client, 'PUT', `/api/crew/${dana.id}`, { ...own, access: 'dispatcher', disabled: true })).toBe('own-access');
    expect(await code(dana.client, 'PUT', `/api/crew/${dana.id}`, { ...own, access: 'crew' })).toBe('own-access');
    expect(await code(olga.client, 'PUT', `/api/crew/${olga.id}`, { ...own, access: 'dispatcher' })).toBe('own-access');
    expect(await code(olga.client, 'POST', `/api/crew/${olga.id}/password`)).toBe('own-access');
    for (const [method, path, body] of [
      ['PUT', '', { ...own, access: 'owner', disabled: true }],
      ['POST', '/password', undefined],
      ['DELETE', '/sessions', undefined],
    ] as const)
      expect(await code(dana.client, method, `/api/crew/${olga.id}${path}`, body)).toBe('not-allowed');
    expect((await olga.client.call('GET', '/api/session')).status).toBe(200);
  });
  test('Somebody new signs in with the password that they are given, and not before', async () => {
    const api = await demoApi();
    const { client } = await api.signedIn('dana');
    const id = newId();
    expect(
      (await client.call('PUT', `/api/crew/${id}`, { login: 'kim', name: 'Kim Ode', access: 'crew', roles: ['driver', 'driver'], rev: 0 }))
        .status,
    ).toBe(200);
    expect(await accountOf(client, id)).toMatchObject({ login: 'kim', hasPassword: false, openSessions: 0 });
    const password = (await client.call('POST', `/api/crew/${id}/password`)).body['password'];
    const reply = await api.open().call('POST', '/api/session', { tenant: 'quickdump', login: 'kim', password });
    expect(reply.body['member']).toMatchObject({ id, roles: ['driver'] });
  });
});
