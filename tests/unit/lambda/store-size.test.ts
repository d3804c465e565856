// Promise: a book that grows large is told to the owner before it is full, and a full one still takes what crews say.
import { expect, test } from 'vitest';
import { withJob } from '#core/job-book';
import { stampVersion } from '#core/file-mutation';
import { LIMITS } from '#core/limits';
import { ok } from '#core/result';
import { newId } from '../../support/api-client.ts';
import { bookingFor, demoApi } from '../../support/demo-api.ts';
import { emptyCompany, importAll, QUICKDUMP } from '../../support/full-company.ts';
import { madeJob, madePages } from '../../support/made-pages.ts';

test('Above 8 MB the owner is told, above 16 MB bookings are refused, and a note is taken all the same', async () => {
  const api = await demoApi();
  const book = () => api.open().call('POST', '/api/bookings', bookingFor('2026-11-25'), { 'idempotency-key': newId() });
  const { id } = (await book()).body['job'] as { id: string };
  const grow = (bytes: number) =>
    api.ports.openJobStore(api.company.slug).change((held) => {
      const [stored] = held.jobs.values();
      if (!stored) throw new Error('no job');
      return ok({ book: stampVersion(held, withJob(held, { ...stored.job, flags: ['x'.repeat(bytes)] })), answer: null });
    });
  const told = async (login: string) => (await (await api.signedIn(login)).client.call('GET', '/api/review')).body['store'];

  expect(await told('olga')).toBeUndefined();
  await grow(LIMITS.storeWarnBytes);
  expect(await told('olga')).toMatchObject({ full: false });
  expect(await told('dana')).toBeUndefined();
  expect((await book()).status).toBe(201);
  await grow(LIMITS.storeFullBytes);
  expect(await told('olga')).toMatchObject({ full: true });
  expect((await book()).body['code']).toBe('store-full');
  const { phone } = await api.signedIn('dana');
  expect(await phone.sync([phone.mutation('add_note', id, { text: 'Still taken' })])).toMatchObject({ results: [{ outcome: 'applied' }] });
}, 60_000);

test('An export that one object does not hold comes into a company whose jobs are in DynamoDB', async () => {
  const jobs = Array.from({ length: 9 }, () => madeJob('x'.repeat(LIMITS.storeFullBytes / 8)));
  const pages = await madePages('quickdump', jobs);
  const { ports, dana } = await emptyCompany();
  const { openJobStore } = ports;
  // As that store says: nothing of what it holds is too large.
  ports.openJobStore = (tenant) => {
    const store = openJobStore(tenant);
    return { read: () => store.read(), change: (decide) => store.change((book) => decide(book, null)) };
  };
  expect((await importAll(dana.client, pages)).body).toMatchObject({ done: true });
  const read = await ports.openJobStore(QUICKDUMP).read();
  expect(read.ok && [...read.value.jobs.keys()].toSorted()).toEqual(jobs.map(({ id }) => id).toSorted());
}, 60_000);
