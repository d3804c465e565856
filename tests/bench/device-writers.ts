// Owns our device's store and its peers, each as its own documentation has an app write: one record, and many at once.
import type { WriterScript } from './device-page.ts';

/** Ours. What is written is a draft of a mutation; a full answer of the server is how many jobs come at once. */
export const OURS: WriterScript = {
  name: 'ours',
  script: `
    import { openIdbStore } from './src/browser/idb-store.ts';
    let store;
    globalThis.writers.ours = {
      open: async (name) => void (store = await openIdbStore({ name, newDevice: () => crypto.randomUUID() })),
      one: (draft) => store.enqueue(draft),
      many: (jobs) => store.settle({ epoch: 1, version: 1, lastSeq: 0, snapshot: true, minSchema: 1, maxSchema: 1, serverTime: new Date().toISOString(), results: [], jobs, removed: [] }),
    };`,
};

/** The control: IndexedDB itself, one put in one transaction. */
export const RAW: WriterScript = {
  name: 'raw idb',
  script: `
    let db;
    const done = (transaction) => new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
    globalThis.writers['raw idb'] = {
      open: (name) => new Promise((resolve, reject) => {
        const opening = indexedDB.open('raw ' + name);
        opening.onupgradeneeded = () => opening.result.createObjectStore('rows', { keyPath: 'id' });
        opening.onsuccess = () => resolve(void (db = opening.result));
        opening.onerror = () => reject(opening.error);
      }),
      one: (record) => {
        const writing = db.transaction('rows', 'readwrite', { durability: 'strict' });
        writing.objectStore('rows').put(record);
        return done(writing);
      },
      many: (records) => {
        const writing = db.transaction('rows', 'readwrite', { durability: 'strict' });
        for (const record of records) writing.objectStore('rows').put(record);
        return done(writing);
      },
    };`,
};

export const DEXIE: WriterScript = {
  name: 'Dexie',
  script: `
    import Dexie from 'dexie';
    let db;
    globalThis.writers.Dexie = {
      open: async (name) => {
        db = new Dexie('dexie ' + name, { chromeTransactionDurability: 'strict' });
        db.version(1).stores({ rows: 'id' });
        await db.open();
      },
      one: (record) => db.rows.put(record),
      many: (records) => db.rows.bulkPut(records),
    };`,
};

export const POUCHDB: WriterScript = {
  name: 'PouchDB',
  script: `
    import PouchDB from 'pouchdb/dist/pouchdb.js';
    let db;
    globalThis.writers.PouchDB = {
      open: async (name) => void (db = new PouchDB('pouch ' + name)),
      one: (record) => db.put({ ...record, _id: record.id }),
    };`,
};

export const RXDB: WriterScript = {
  name: 'RxDB',
  script: `
    import { createRxDatabase } from 'rxdb/plugins/core';
    import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';
    let rows;
    const schema = {
      version: 0, primaryKey: 'id', type: 'object', required: ['id'],
      properties: {
        id: { type: 'string', maxLength: 40 }, job: { type: 'string' }, type: { type: 'string' }, schema: { type: 'number' }, args: { type: 'object' },
        baseStatus: { type: ['string', 'null'] }, baseRev: { type: ['number', 'null'] }, tappedAt: { type: 'string' },
      },
    };
    globalThis.writers.RxDB = {
      open: async (name) => {
        const db = await createRxDatabase({ name: 'rx' + name.replace(/[^a-z0-9]/gi, '').toLowerCase(), storage: getRxStorageDexie(), multiInstance: true });
        ({ rows } = await db.addCollections({ rows: { schema } }));
      },
      one: (record) => rows.insert(record),
    };`,
};

/** Acknowledges from memory and writes to the disk later: not the same promise, so it stands beside the others and not among them. */
export const REPLICACHE: WriterScript = {
  name: 'Replicache',
  script: `
    import { Replicache } from 'replicache';
    let replica;
    globalThis.writers.Replicache = {
      open: async (name) => void (replica = new Replicache({ name, mutators: { put: (transaction, record) => transaction.set(record.id, record) } })),
      one: (record) => replica.mutate.put(record),
    };`,
};
