// Owns the page on which ours and the peers synchronise: a company of 2,000 jobs made by the real import, its jobs as the API tells them also in the
// peers' backends, one browser, one origin, one injected round trip. Every write to the disk is flushed, everybody's.
import type { Page } from 'playwright';
import { makeBigCompany } from '../support/big-company.ts';
import type { BenchRig } from './bench.ts';
import { withBrowser } from './browser.ts';
import { bundled, firstLine, flushEveryWrite } from './device-page.ts';
import { startPeerServer, type PeerServer } from './peer-server.ts';

export const ROUND_TRIP_MS = 100;
export const JOBS = 2_000;

/** What a script puts under `globalThis.syncers[name]`. */
export interface Syncer {
  /** everything onto a device that has nothing; answers how many it holds */
  first(database: string): Promise<number>;
  /** so many changes on one device, offline */
  change?(database: string, count: number): Promise<void>;
  /** sends what a device has to tell (up), or takes what is new (down); ours does both in one */
  exchange?(database: string, way: 'up' | 'down'): Promise<void>;
  /** how many of the changes a device holds */
  seen?(database: string): Promise<number>;
}
declare global {
  var syncers: Record<string, Syncer>;
}
export interface SyncScene {
  readonly page: Page;
  readonly server: PeerServer;
  readonly names: readonly string[];
  readonly failed: ReadonlyMap<string, string>;
}

export async function withSyncScene<Value>(
  rig: BenchRig,
  names: readonly string[],
  work: (scene: SyncScene) => Promise<Value>,
): Promise<Value> {
  const company = await makeBigCompany(rig.dataDir, `sync-${Date.now().toString(36)}`, JOBS);
  return withBrowser(rig.origin, async (browser) => {
    const { tenant, login, password } = company;
    const opening = await startPeerServer({ cloud: rig.origin, roundTripMs: 0, jobs: [] });
    const jobs = await withPage(await browser.newPage(), opening.origin, { tenant, login, password }).then(async ({ page, author }) => {
      const found = await page.evaluate(allJobs, author);
      await page.close();
      return found;
    });
    await opening.close();
    const server = await startPeerServer({ cloud: rig.origin, roundTripMs: ROUND_TRIP_MS, jobs });
    try {
      const { page, author } = await withPage(await browser.newPage(), server.origin, { tenant, login, password });
      await page.evaluate(flushEveryWrite);
      await page.evaluate((each) => Object.assign(globalThis, { syncers: {}, author: each }), author);
      const failed = new Map<string, string>();
      for (const name of names)
        await page
          .addScriptTag({ content: await bundled(SCRIPTS[name] ?? '') })
          .catch((error: unknown) => failed.set(name, firstLine(error)));
      return await work({ page, server, names: names.filter((name) => !failed.has(name)), failed });
    } finally {
      await server.close();
    }
  });
}

async function withPage(page: Page, origin: string, who: { tenant: string; login: string; password: string }) {
  await page.goto(`${origin}/bench`);
  await page.addScriptTag({
    content: await bundled(`import { apiFetch } from './src/browser/api-fetch.ts'; globalThis.apiFetch = apiFetch;`),
  });
  const author = await page.evaluate(signIn, who);
  return { page, author };
}

export const SCRIPTS: Readonly<Record<string, string>> = {
  ours: `
    import { openIdbStore } from './src/browser/idb-store.ts';
    import { createFetchRemote } from './src/browser/fetch-remote.ts';
    import { buildRequest, pushPull } from './src/sync/push-pull.ts';
    import { uuidv7 } from './src/core/id.ts';
    const remote = createFetchRemote(globalThis.apiFetch);
    const fromMemory = createFetchRemote((path, request) => globalThis.apiFetch('/memory' + path, request));
    const stores = new Map();
    const open = async (name) => {
      if (!stores.has(name)) stores.set(name, await openIdbStore({ name, newDevice: newId }));
      return stores.get(name);
    };
    const newId = () => uuidv7(Date.now(), crypto.getRandomValues(new Uint8Array(16)));
    const exchange = async (name, from = remote) => {
      const store = await open(name);
      const request = buildRequest(await store.load(), { author: globalThis.author, sentAtMs: Date.now(), maxMutations: 200 });
      const answer = await pushPull(from, request);
      if (!answer.ok) throw new Error(JSON.stringify(answer.error));
      return store.settle(answer.value);
    };
    let mark = '';
    globalThis.syncers['ours, from memory'] = { first: async (name) => (await exchange('memory ' + name, fromMemory)).jobs.size };
    globalThis.syncers.ours = {
      first: async (name) => (await exchange(name)).jobs.size,
      exchange: async (name) => void (await exchange(name)),
      change: async (name, count) => {
        const store = await open(name);
        mark = 'offline ' + newId();
        const jobs = [...(await store.load()).jobs.values()].slice(0, count);
        for (const job of jobs)
          await store.enqueue({ id: newId(), schema: 1, job: job.id, type: 'add_note', args: { text: mark }, baseStatus: job.status, baseRev: job.rev, tappedAt: new Date().toISOString() });
      },
      seen: async (name) => [...(await (await open(name)).load()).jobs.values()].filter((job) => JSON.stringify(job.history).includes(mark)).length,
    };`,
  PouchDB: `
    import PouchDB from 'pouchdb/dist/pouchdb.js';
    const remote = () => new PouchDB(location.origin + '/pouch/jobs');
    const open = (name) => new PouchDB('pouch ' + name);
    let mark = '';
    globalThis.syncers.PouchDB = {
      first: async (name) => {
        const db = open(name);
        await db.replicate.from(remote(), { batch_size: 1000 });
        return (await db.info()).doc_count;
      },
      exchange: async (name, way) => {
        if (way === 'up') await open(name).replicate.to(remote(), { batch_size: 1000 });
        else await open(name).replicate.from(remote(), { batch_size: 1000 });
      },
      change: async (name, count) => {
        const db = open(name);
        mark = 'offline ' + crypto.randomUUID();
        const { rows } = await db.allDocs({ include_docs: true, limit: count });
        for (const { doc } of rows) await db.put({ ...doc, notes: mark });
      },
      seen: async (name) => (await open(name).allDocs({ include_docs: true })).rows.filter(({ doc }) => doc.notes === mark).length,
    };`,
  Replicache: `
    import { Replicache } from 'replicache';
    globalThis.syncers.Replicache = {
      first: (name) => new Promise((resolve) => {
        const replica = new Replicache({ name, pullURL: '/replicache/pull', mutators: {} });
        replica.subscribe((transaction) => transaction.scan({ prefix: 'job/' }).keys().toArray(), (keys) => {
          if (keys.length >= ${JOBS}) resolve(keys.length);
        });
      }),
    };`,
};

// These run in the page.

type ApiFetch = (path: string, request: object) => Promise<{ ok: boolean; value: { body: Record<string, unknown> }; error?: unknown }>;

async function signIn(who: { tenant: string; login: string; password: string }): Promise<string> {
  const { apiFetch } = globalThis as unknown as { apiFetch: ApiFetch };
  const answer = await apiFetch('/api/session', { method: 'POST', body: who });
  if (!answer.ok) throw new Error(`Cannot sign in: ${JSON.stringify(answer.error)}`);
  return String((answer.value.body['member'] as { id?: unknown }).id);
}

async function allJobs(author: string): Promise<{ id: string }[]> {
  const { apiFetch } = globalThis as unknown as { apiFetch: ApiFetch };
  const body = {
    protocol: 1,
    device: crypto.randomUUID(),
    author,
    sentAt: new Date().toISOString(),
    cursor: null,
    keptFrom: 1,
    queued: null,
    mutations: [],
  };
  const answer = await apiFetch('/api/sync', { method: 'POST', body });
  if (!answer.ok) throw new Error(`Cannot read the jobs: ${JSON.stringify(answer.error)}`);
  return answer.value.body['jobs'] as { id: string }[];
}
