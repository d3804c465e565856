// Owns the promises of the browser's adapters: bounded locks, honest hints, names without collisions, calls that parse at the door.
import { webcrypto } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import type { apiFetch } from '#browser/api-fetch';
import { guardLeaving, watchConnectivity, type PageEvents } from '#browser/connectivity';
import { createFetchRemote } from '#browser/fetch-remote';
import { createIds } from '#browser/ids';
import { createPageLock } from '#browser/page-lock';
import { createRememberedSignIn } from '#browser/remembered-sign-in';
import { createStaffApi } from '#browser/staff-api';
import { uuidv7Ms } from '#core/id';
import { testCompany } from '#tests/support/demo-api';

function fakePage(visibilityState: DocumentVisibilityState = 'visible') {
  const window = new EventTarget();
  const document = Object.assign(new EventTarget(), { visibilityState });
  return { window, document, page: { window, document } as unknown as PageEvents };
}
const answering = (reply: Awaited<ReturnType<typeof apiFetch>>) =>
  vi.fn(async () => reply) as unknown as typeof apiFetch & ReturnType<typeof vi.fn>;
const json = (body: unknown) => answering({ ok: true, value: { status: 200, etag: null, body } });

describe('the lock among tabs', () => {
  test('is held for the task and given back after it', async () => {
    let released = false;
    const request = async (_: string, __: LockOptions, granted: (lock: null) => Promise<void>) => {
      await granted(null);
      released = true;
    };
    const lock = createPageLock({ request } as unknown as LockManager, 'drain');
    expect(await lock.alone(async () => (released ? 'late' : 'inside'))).toBe('inside');
    await new Promise((resolve) => setImmediate(resolve));
    expect(released).toBe(true);
  });

  test('is given back when the task fails', async () => {
    let released = false;
    const request = (_: string, __: LockOptions, granted: (lock: null) => Promise<void>) =>
      granted(null).then(() => void (released = true));
    const lock = createPageLock({ request } as unknown as LockManager, 'drain');
    await expect(lock.alone(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await new Promise((resolve) => setImmediate(resolve));
    expect(released).toBe(true);
  });

  test('that a frozen tab keeps is gone without after a while', async () => {
    const request = (_: string, { signal }: LockOptions) =>
      new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError'))));
    const lock = createPageLock({ request } as unknown as LockManager, 'drain', 5);
    expect(await lock.alone(async () => 'drained')).toBe('drained');
  });

  test('that a browser does not have stops nothing', async () => {
    expect(await createPageLock(undefined, 'drain').alone(async () => 'drained')).toBe('drained');
  });
});

describe('the page', () => {
  test('hints when the line comes back or it is seen again, until it is told to stop', () => {
    const { page, window, document } = fakePage();
    const hints: string[] = [];
    const stop = watchConnectivity(page, (why) => hints.push(why));
    window.dispatchEvent(new Event('online'));
    window.dispatchEvent(new Event('pageshow'));
    document.dispatchEvent(new Event('visibilitychange'));
    document.visibilityState = 'hidden';
    document.dispatchEvent(new Event('visibilitychange'));
    stop();
    window.dispatchEvent(new Event('online'));
    expect(hints).toEqual(['online', 'visible', 'visible']);
  });

  test('asks before it closes only while something would be lost', () => {
    const { page, window } = fakePage();
    let unsafe = true;
    guardLeaving(page, () => unsafe);
    const leave = () => window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
    expect(leave()).toBe(false);
    unsafe = false;
    expect(leave()).toBe(true);
  });
});

describe('names made here', () => {
  test('carry their instant, sort by it, and never repeat', () => {
    const ids = createIds(webcrypto as unknown as Crypto);
    const nowMs = Date.parse('2026-11-24T15:00:00.123Z');
    const made = Array.from({ length: 500 }, () => ids.mutation(nowMs));
    expect(new Set(made).size).toBe(500);
    expect(uuidv7Ms(ids.job(nowMs))).toBe(nowMs);
    expect(ids.device()).not.toBe(ids.device());
    expect(ids.random()).toBeLessThan(1);
  });
});

describe('calls', () => {
  test('the exchange posts the request and hands the unread body on', async () => {
    const fetchApi = json({ anything: true });
    const remote = createFetchRemote(fetchApi);
    expect(await remote.exchange({ protocol: 1 } as never)).toEqual({ ok: true, value: { anything: true } });
    expect(fetchApi).toHaveBeenCalledWith('/api/sync', expect.objectContaining({ method: 'POST', body: { protocol: 1 } }));
  });

  test('who is signed in is parsed, and an answer that is not one is no session', async () => {
    const member = { id: '0193a000-0000-7000-8000-000000000001', name: 'Sam', access: 'crew', roles: ['driver'] };
    const session = { member, tenant: 'quickdump', company: testCompany() };
    expect(await createStaffApi(json(session)).session()).toMatchObject({ ok: true, value: { member: { name: 'Sam' } } });
    expect(await createStaffApi(json({ member })).session()).toEqual({ ok: false, error: { kind: 'unexpected', status: 200 } });
  });

  test('the crew comes with who is free, and last heard when the office knows', async () => {
    const bo = {
      id: '0193a000-0000-7000-8000-000000000002',
      name: 'Bo',
      access: 'crew',
      roles: ['driver'],
      availability: [{ date: '2026-11-24', roles: ['driver'] }],
      lastHeardAt: '2026-11-24T10:42:00.000Z',
    };
    const fetchApi = json({ members: [bo] });
    expect(await createStaffApi(fetchApi).crew('2026-11-24', '2026-11-30')).toEqual({ ok: true, value: [bo] });
    expect(fetchApi.mock.calls[0]?.[0]).toBe('/api/crew?from=2026-11-24&to=2026-11-30');
  });
});

describe('the last sign-in', () => {
  const memory = () => {
    const held = new Map<string, string>();
    return { getItem: (key: string) => held.get(key) ?? null, setItem: (key: string, value: string) => void held.set(key, value), held };
  };

  test('is remembered without the password', () => {
    const storage = memory();
    const remembered = createRememberedSignIn(() => storage);
    expect(remembered.read()).toEqual({ tenant: '', login: '' });
    const credentials = { tenant: 'quickdump', login: 'sam', password: 'secret' };
    remembered.keep(credentials);
    expect(remembered.read()).toEqual({ tenant: 'quickdump', login: 'sam' });
    expect([...storage.held.values()].join()).not.toContain('secret');
  });

  test('is nobody where storage is refused or broken', () => {
    const refusing = createRememberedSignIn(() => {
      throw new DOMException('denied', 'SecurityError');
    });
    refusing.keep({ tenant: 'a', login: 'b' });
    expect(refusing.read()).toEqual({ tenant: '', login: '' });
    const storage = memory();
    storage.setItem('haul.sign-in', '{broken');
    expect(createRememberedSignIn(() => storage).read()).toEqual({ tenant: '', login: '' });
  });
});
