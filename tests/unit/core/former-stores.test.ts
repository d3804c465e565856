// Promises of an upgrade: what any release stored opens, is worked on and kept; and what a release to come writes survives this one.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { readRecord, writeRecord, type CompanyRecord } from '#core/company-record';
import { storedMemberSchema } from '#core/crew';
import { jobsOf, readBook, writeBook, type JobBook } from '#core/job-book';
import type { Job } from '#core/job';
import { ok } from '#core/result';
import { sha256 } from '#lambda/export/serve';
import { joinExport, readPage } from '#core/export-whole';
import { testDevice } from '../../support/api-client.ts';
import { demoApi } from '../../support/demo-api.ts';
import { archive, exportAll, QUICKDUMP } from '../../support/full-company.ts';
import { memoryPorts } from '../../support/memory-ports.ts';

const FOLDER = 'tests/fixtures/stores';
const storeSchema = v.object({
  book: v.unknown(),
  company: v.looseObject({}),
  members: v.array(v.object({ member: storedMemberSchema, passwordHash: v.nullable(v.string()) })),
  shortLived: v.record(v.string(), v.unknown()),
});
const DAY_MS = 86_400_000;

/** Today's code over what that release had stored. */
async function opened(file: string) {
  const stored = v.parse(storeSchema, JSON.parse(readFileSync(join(FOLDER, file), 'utf8')));
  const ports = memoryPorts();
  const api = await demoApi(ports);
  const record = readRecord(stored.company);
  if (!record) throw new Error('The settings cannot be read');
  await ports.companies.write(record.company);
  const roster = ports.openRoster(QUICKDUMP);
  for (const each of await roster.members())
    await roster.saveMember({ ...each, member: { ...each.member, login: `now-${each.member.login}` } });
  for (const { member, passwordHash } of stored.members) await roster.saveMember({ member, passwordHash });
  for (const [key, value] of Object.entries(stored.shortLived)) await ports.shortLived.put(key, value, ports.clock.nowMs + 60 * DAY_MS);
  const book = readBook(stored.book);
  if (!book.ok) throw new Error(book.error);
  await ports.openJobStore(QUICKDUMP).change(() => ok({ book: book.value, answer: null }));
  /** People are those of the store. */
  const dana = async () => {
    const { client } = await api.signedIn('dana');
    const { member } = (await client.call('GET', '/api/session')).body as { member: { id: string } };
    return { client, phone: testDevice(client, member.id) };
  };
  return { ports, dana, before: book.value, company: record.company };
}

const entriesOf = (jobs: Iterable<Job>): string[] => [...jobs].flatMap(({ history }) => history.map(({ id }) => id)).toSorted();
const bookIn = async (ports: ReturnType<typeof memoryPorts>): Promise<JobBook> => {
  const book = await ports.openJobStore(QUICKDUMP).read();
  if (!book.ok) throw new Error(book.error.code);
  return book.value;
};

const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
describe.each(files)('what is stored in %s', (file) => {
  test('People sign in with their passwords, see their jobs, and go on working', async () => {
    const { ports, before, ...people } = await opened(file);
    const dana = await people.dana();
    const list = (await dana.client.call('GET', '/api/jobs')).body['jobs'] as Job[];
    expect(list).toHaveLength(before.jobs.size);
    for (const { id, history } of list)
      expect(((await dana.client.call('GET', `/api/jobs/${id}`)).body as unknown as Job).history.at(-1)?.id).toBe(history.at(-1)?.id);
    const { phone } = dana;
    const answer = await phone.sync(list.map(({ id }) => phone.mutation('add_note', id, { text: 'today' })));
    expect(answer.results.every(({ outcome }) => outcome === 'applied')).toBe(true);
    const [claimed] = list.filter((job) => (job.review?.length ?? 0) > 0);
    const decided = await phone.sync([
      phone.mutation('resolve_review', claimed?.id ?? '', { mutation: claimed?.review?.[0]?.mutation, decision: 'accept' }),
    ]);
    expect(decided.results[0]?.outcome).toBe('applied');
    expect((await dana.client.call('GET', '/api/review')).body['unfiled']).toHaveLength(before.unfiled.length);
    for (const path of ['/api/company', '/api/crew?from=2026-11-30&to=2026-12-02', '/api/reports?from=2026-11-01&to=2026-11-30'])
      expect((await dana.client.call('GET', path)).status).toBe(200);
    const after = await bookIn(ports);
    expect(after.lastSeq.size).toBe(before.lastSeq.size + 1);
    for (const id of entriesOf(jobsOf(before))) expect(entriesOf(jobsOf(after))).toContain(id);
  });
  test('It goes into the archive, out by an export, and nothing of it is missing', async () => {
    const { ports, dana, before } = await opened(file);
    expect(await archive(ports, ports.clock.nowMs + 60 * DAY_MS)).toBeGreaterThan(0);
    const pages = (await exportAll((await dana()).client)).map((page) => readPage(page, QUICKDUMP, sha256));
    const whole = joinExport(pages.flatMap((page) => (page.ok ? [page.value] : [])));
    if (!whole.ok) throw new Error(whole.error.detail);
    const all = [...jobsOf(whole.value.book), ...[...whole.value.archived.values()].flat()];
    expect(entriesOf(all)).toEqual(entriesOf(jobsOf(before)));
    expect([...whole.value.book.lastSeq].toSorted()).toEqual([...before.lastSeq].toSorted());
  });
});

test('There is one store for each generation of what is stored', () => {
  expect(files.length).toBeGreaterThanOrEqual(4);
});

describe('a release to come', () => {
  const NEW = { toCome: { a: [1] } };
  test('What it writes into any place of the book is there after this one has worked on it', async () => {
    const { ports, dana } = await opened(files.at(-1) ?? '');
    const plain = JSON.parse(writeBook(await bookIn(ports))) as { jobs: { job: Job }[]; unfiled: object[] };
    const written = {
      ...plain,
      ...NEW,
      jobs: plain.jobs.map(({ job, ...rest }) => ({
        ...rest,
        ...NEW,
        job: {
          ...job,
          ...NEW,
          customer: { ...job.customer, ...NEW },
          history: job.history.map((entry) => ({ ...entry, ...NEW })),
          notes: job.notes.map((note) => ({ ...note, ...NEW })),
          photos: job.photos.map((photo) => ({ ...photo, ...NEW })),
        },
      })),
      unfiled: plain.unfiled.map((each) => ({ ...each, ...NEW })),
    };
    const count = JSON.stringify(written).split('toCome').length;
    const book = readBook(written);
    if (!book.ok) throw new Error(book.error);
    await ports.openJobStore(QUICKDUMP).change(() => ok({ book: book.value, answer: null }));
    const { phone } = await dana();
    const jobs = plain.jobs.map(({ job }) => job.id);
    await phone.sync([
      ...jobs.map((id) => phone.mutation('add_note', id, { text: 'today' })),
      ...jobs.map((id) => phone.mutation('edit_job', id, { set: { customer: { name: 'New Name' } } })),
      ...jobs.map((id) => phone.mutation('reschedule', id, { window: { date: '2026-11-30', slot: '08-10' } })),
    ]);
    expect(writeBook(await bookIn(ports)).split('toCome')).toHaveLength(count);
    // Around a job there is only its place, which an export has in its own way.
    const pages = JSON.stringify(await exportAll((await dana()).client));
    expect(pages.split('toCome').length).toBe(count - jobs.length);
  });
  test('What it writes into settings and members is there after this one has saved them', async () => {
    const { dana, ports, company } = await opened(files.at(-1) ?? '');
    const raw = { ...company, ...NEW, services: company.services.map((service) => ({ ...service, ...NEW })) };
    const record = readRecord(raw) as CompanyRecord;
    expect(
      JSON.stringify(writeRecord(raw, { ...record, company: { ...record.company, phone: '(617) 555-0199' } })).split('toCome'),
    ).toHaveLength(2 + company.services.length);
    const roster = ports.openRoster(QUICKDUMP);
    const sam = (await roster.members()).find(({ member }) => member.login === 'sam');
    if (!sam) throw new Error('Sam is missing');
    await roster.saveMember({ ...sam, member: { ...sam.member, ...NEW } });
    const { client } = await dana();
    await client.call('PUT', `/api/crew/${sam.member.id}`, { name: 'Samuel', access: 'crew', roles: ['driver'] });
    expect((await roster.members()).find(({ member }) => member.id === sam.member.id)?.member).toMatchObject({ name: 'Samuel', ...NEW });
  });
});
