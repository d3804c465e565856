// Promises of a member's form: nobody undoes unasked what a colleague has done meanwhile. Two desks, and the real API behind them.
import { afterEach, expect, test, vi } from 'vitest';
import type { MemberId } from '#core/id';
import { MemberDraft } from '#lib/roster/member-draft.svelte.ts';
import { rosterDesk } from '#lib/roster-desk.svelte.ts';
import { demoApi, PASSWORD } from '../../support/demo-api.ts';

afterEach(() => vi.unstubAllGlobals());

/** Dana's desk, as this page is hers; Olga's calls come from elsewhere. */
async function desk() {
  const api = await demoApi();
  const [dana, olga] = [await api.signedIn('dana'), await api.signedIn('olga')];
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    const headers = new Headers(init.headers);
    headers.set('cookie', [...dana.client.cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    return api.app.fetch(new Request(`http://api.test${path}`, { ...init, headers }));
  });
  await rosterDesk.show('quickdump dana', '2026-11-24', '2026-11-30');
  const bo = api.people['bo'] as MemberId;
  const member = () => rosterDesk.members?.find(({ id }) => id === bo) ?? null;
  const draft = new MemberDraft(member());
  /** As the sheet does it. */
  async function save(): Promise<string> {
    const answer = await rosterDesk.save(bo, draft.change());
    if (answer.ok) draft.saved(answer.value);
    else if (answer.error.kind === 'changed') draft.changed(answer.error.now);
    return answer.ok ? 'saved' : answer.error.kind;
  }
  const signIn = async () =>
    (await api.open().call('POST', '/api/session', { tenant: 'quickdump', login: 'bo', password: PASSWORD })).status;
  return { bo, olga: olga.client, member, draft, save, signIn };
}
const profile = { name: 'Bo Tester', access: 'crew', roles: ['driver', 'first_mate'], phone: '(617) 555-0110' };

test('Who was disabled meanwhile stays disabled when a colleague saves a phone number, and it is told', async () => {
  const { bo, olga, member, draft, save, signIn } = await desk();
  await olga.call('PUT', `/api/crew/${bo}`, { ...profile, disabled: true });
  draft.form.phone = '(617) 555-0199';
  expect(await save()).toBe('changed');
  expect(draft.meanwhile).toMatchObject({ by: 'Olga Tester', took: 'disabled, cannot sign in', both: [] });
  // What the dialog says beneath the form follows.
  expect(member()?.account?.disabled).toBe(true);
  expect(await save()).toBe('saved');
  expect(await signIn()).toBe(401);
  expect(member()).toMatchObject({ phone: '(617) 555-0199', account: { disabled: true } });
});

test('What is typed while a save is under way stays in the form, and is said not to be saved', async () => {
  const { bo, draft, member } = await desk();
  draft.form.phone = '617 555 0198';
  const answer = rosterDesk.save(bo, draft.change());
  draft.form.name = 'Bo Lind';
  const stored = await answer;
  if (!stored.ok) throw new Error(stored.error.kind);
  expect(draft.saved(stored.value)).toBe(true);
  // The phone is as the server keeps it, the name as it was typed.
  expect(draft.form).toMatchObject({ name: 'Bo Lind', phone: member()?.phone });
  const next = await rosterDesk.save(bo, draft.change());
  if (!next.ok) throw new Error(next.error.kind);
  expect([draft.saved(next.value), member()?.name]).toEqual([false, 'Bo Lind']);
});

test('A new password and a correction of the phone are one person’s work: nobody is told of somebody else', async () => {
  const { bo, draft, member, save } = await desk();
  const given = await rosterDesk.resetPassword(bo);
  if (!given.ok) throw new Error(given.error);
  expect(member()?.account).toMatchObject({ hasPassword: true, rev: given.value.rev });
  draft.follow(given.value.rev);
  draft.form.phone = '(617) 555-0192';
  expect([await save(), draft.meanwhile]).toEqual(['saved', null]);
});

test('So is disabling, which the form then keeps', async () => {
  const { bo, draft, member, save, signIn } = await desk();
  const off = await rosterDesk.save(bo, { ...new MemberDraft(member()).change(), disabled: true });
  if (!off.ok) throw new Error(off.error.kind);
  draft.follow(off.value.rev, off.value.disabled);
  draft.form.phone = '(617) 555-0193';
  expect([await save(), draft.meanwhile, await signIn()]).toEqual(['saved', null, 401]);
});

test('What somebody else saved before the new password is told all the same, and not undone', async () => {
  const { bo, olga, draft, member, save } = await desk();
  await olga.call('PUT', `/api/crew/${bo}`, { ...profile, phone: '(617) 555-0171' });
  const given = await rosterDesk.resetPassword(bo);
  if (!given.ok) throw new Error(given.error);
  draft.follow(given.value.rev);
  draft.form.email = 'bo@example.com';
  expect(await save()).toBe('changed');
  expect(draft.meanwhile).toMatchObject({ by: 'Olga Tester', took: 'phone: (617) 555-0171', both: [] });
  expect(await save()).toBe('saved');
  expect(member()).toMatchObject({ phone: '(617) 555-0171', account: { email: 'bo@example.com' } });
});
