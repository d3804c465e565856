// Promises of the way out and in: a company comes back as it went, page by page, or not at all.
import { beforeAll, describe, expect, test } from 'vitest';
import { checkOf, type ExportPage } from '#core/export-page';
import { jobsOf, type JobBook } from '#core/job-book';
import type { Job } from '#core/job';
import { sha256 } from '#lambda/export/serve';
import { newId } from '../../support/api-client.ts';
import { bytesOf, renamed, whole } from '../../support/export-bytes.ts';
import { archive, emptyCompany, exportAll, fullCompany, importAll, QUICKDUMP } from '../../support/full-company.ts';

const edited = (page: ExportPage, change: object): ExportPage => ({ ...page, ...change });
const resealed = (page: ExportPage): ExportPage => ({ ...page, check: checkOf(page, sha256) });

describe('a company with a bit of everything', () => {
  let from: Awaited<ReturnType<typeof fullCompany>>;
  let pages: ExportPage[];
  beforeAll(async () => {
    from = await fullCompany();
    pages = await exportAll(from.dana.client);
  });
  const bookOf = async (ports: typeof from.ports): Promise<JobBook> => {
    const book = await ports.openJobStore(QUICKDUMP).read();
    if (!book.ok) throw new Error(book.error.code);
    return book.value;
  };

  test('Its pages are at most 200 KB whoever writes them, and hold what was stored, to the letter', async () => {
    expect(pages.length).toBeGreaterThan(2);
    for (const page of pages) {
      const ascii = JSON.stringify({ ...page, importId: newId(), page: 1 }).replace(/[\u0080-\uffff]/g, '\\uffff');
      expect(ascii.length).toBeLessThanOrEqual(200 * 1024);
    }
    const book = await bookOf(from.ports);
    const joined = whole(pages);
    expect(new Map(joined.book.jobs)).toEqual(new Map([...book.jobs].toSorted(([a], [b]) => (a < b ? -1 : 1))));
    expect({ ...joined.book, jobs: 0 }).toEqual({ ...book, jobs: 0 });
    expect([...joined.archived.values()].flat().map(({ id }) => id)).toContain(from.made.done);
    expect(pages.flatMap((page) => page.pieces ?? []).map(({ id }) => id)).toContain(from.made.large);
    expect(joined.photos).toHaveLength(1);
    expect(JSON.stringify(pages)).not.toContain('scrypt');
  });
  test('It comes back byte for byte, history, lastSeq, archive, roster and settings', async () => {
    const to = await emptyCompany();
    const done = await importAll(to.dana.client, pages);
    expect(done.body).toMatchObject({ done: true, expected: null, archived: 1, photos: 1 });
    const again = whole(await exportAll(to.dana.client));
    const ids = whole(pages).members.map(({ member }) => member.id);
    expect(renamed(bytesOf(again, ids))).toBe(bytesOf(whole(pages), ids));
    const { version: _, ...settings } = again.record.company;
    expect(settings).toEqual({ ...whole(pages).record.company, version: undefined });
  });
  test('Whoever is here keeps their sign-in name and their password; nobody of the export can sign in before the office gives a password', async () => {
    const to = await emptyCompany();
    await importAll(to.dana.client, pages);
    const members = await to.ports.openRoster(QUICKDUMP).members();
    const danas = members.filter(({ member }) => member.login.startsWith('dana'));
    expect(danas.map(({ member, passwordHash }) => [member.login, passwordHash !== null])).toEqual([
      ['dana', true],
      ['dana-2', false],
    ]);
    expect((await to.api.signedIn('dana')).id).toBe(to.dana.id);
  });
  test('Texts that may have been sent before are not sent here', async () => {
    const to = await emptyCompany();
    await importAll(to.dana.client, pages);
    const { texts } = (await to.dana.client.call('GET', `/api/jobs/${from.made.rosa}/texts`)).body as { texts: { state: string }[] };
    expect(texts.length).toBeGreaterThan(0);
    expect(texts.every(({ state }) => state === 'unknown' || state === 'sending')).toBe(true);
  });
  test('A page sent twice is fine, and the answer says which is awaited; one that is skipped is told', async () => {
    const to = await emptyCompany();
    const importId = newId();
    const post = (i: number) => to.dana.client.call('POST', '/api/import', { ...pages[i], importId, page: i + 1 });
    expect((await post(0)).body).toMatchObject({ received: 1, expected: 2, done: false });
    expect((await post(0)).body).toMatchObject({ received: 1, expected: 2, done: false });
    expect((await post(2)).body).toMatchObject({ code: 'import-gap', expected: 2 });
    for (let i = 1; i < pages.length; i++) await post(i);
    expect((await post(pages.length - 1)).body).toMatchObject({ done: true });
    const { phone } = to.dana;
    await phone.sync([phone.mutation('add_note', from.made.rosa, { text: 'after' })]);
    expect((await post(pages.length - 1)).body).toMatchObject({ done: true });
    expect([...jobsOf(await bookOf(to.ports))].find(({ id }) => id === from.made.rosa)?.notes.at(-1)?.text).toBe('after');
  });

  const last = (list: readonly ExportPage[]): ExportPage => list.at(-1) as ExportPage;
  test.each<[string, (list: readonly ExportPage[]) => unknown[], string]>([
    [
      'edited',
      ([first, ...rest]) => [edited(first as ExportPage, { versions: first?.versions.map((each) => (each ?? 0) + 1) }), ...rest],
      'export-broken',
    ],
    [
      'edited and sealed again',
      ([first, ...rest]) => [resealed(edited(first as ExportPage, { part: 1, note: 'mine' })), ...rest],
      'export-broken',
    ],
    ['without its first page', (list) => list.slice(1), 'import-gap'],
    ['cut in the middle', (list) => [...list.slice(0, 1), ...list.slice(2)], 'import-gap'],
    [
      'with an end that counts wrong',
      (list) => [...list.slice(0, -1), resealed(edited(last(list), { end: { ...last(list).end, records: 7 } }))],
      'export-broken',
    ],
    ['of a newer release', ([first, ...rest]) => [{ ...first, format: 2 }, ...rest], 'export-newer'],
    [
      'of another company',
      ([first, ...rest]) => [resealed(edited(first as ExportPage, { company: 'bayhaul' as never })), ...rest],
      'export-foreign',
    ],
    ['that is none', () => [{ format: 1, hello: 'world' }], 'export-broken'],
    [
      'whose settings are broken',
      (list) => [...list.slice(0, -1), resealed(edited(last(list), { settings: { slug: 'x' } }))],
      'export-broken',
    ],
  ])('An export %s is refused whole', async (_, broken, code) => {
    const to = await emptyCompany();
    const before = [
      to.ports.stored('quickdump'),
      await to.ports.openRoster(QUICKDUMP).members(),
      await to.ports.companies.read('quickdump'),
    ];
    expect((await importAll(to.dana.client, broken(pages))).body['code']).toBe(code);
    expect([
      to.ports.stored('quickdump'),
      await to.ports.openRoster(QUICKDUMP).members(),
      await to.ports.companies.read('quickdump'),
    ]).toEqual(before);
  });
  test('An export without its last page brings nothing in', async () => {
    const to = await emptyCompany();
    expect((await importAll(to.dana.client, pages.slice(0, -1))).body).toMatchObject({ done: false, expected: pages.length });
    expect(to.ports.stored('quickdump')).toBeUndefined();
  });
  test('A company that has jobs takes none in, and what it has stays', async () => {
    const before = from.ports.stored('quickdump');
    const other = await fullCompany(3);
    expect((await importAll(other.dana.client, pages)).body['code']).toBe('company-not-empty');
    expect(from.ports.stored('quickdump')).toBe(before);
  });
  test('A booking that comes between the check and the commit wins, and no job of the import is left anywhere', async () => {
    const to = await emptyCompany();
    const store = to.ports.openJobStore(QUICKDUMP);
    const lays = to.ports.openArchive;
    to.ports.openArchive = (tenant) => {
      const opened = lays(tenant);
      return {
        ...opened,
        async lay(day, jobs) {
          const { phone } = to.dana;
          await phone.sync([
            phone.mutation('create_job', newId(), {
              customer: { name: 'First', phone: '(617) 555-0100' },
              address: '1 Elm St',
              service: 'sofa',
              window: { date: '2026-11-24', slot: '10-12' },
            }),
          ]);
          return opened.lay(day, jobs);
        },
      };
    };
    expect((await importAll(to.dana.client, pages)).body['code']).toBe('company-not-empty');
    const book = await store.read();
    expect(book.ok && book.value.jobs.size).toBe(1);
    for (const day of whole(pages).archived.keys()) {
      const left = await lays(QUICKDUMP).read(day);
      expect(left.ok && left.value.size).toBe(0);
    }
  });
});

describe('while somebody works', () => {
  test('What changes between two pages comes once more, and what is read at the end is one state', async () => {
    const { ports, dana, made } = await fullCompany(300);
    const { phone } = dana;
    let changes = 0;
    const pages = await exportAll(dana.client, async () => {
      if (++changes > 6) return;
      await phone.sync([phone.mutation('add_note', made.rosa, { text: `change ${changes}` })]);
      await phone.sync([
        phone.mutation('cancel', made.claimed, {}),
        phone.mutation('create_job', newId(), {
          customer: { name: 'Late', phone: '(617) 555-0101' },
          address: '1 Elm St',
          service: 'sofa',
          window: { date: '2026-11-24', slot: '10-12' },
        }),
      ]);
    });
    const book = await ports.openJobStore(QUICKDUMP).read();
    const joined = whole(pages);
    expect(pages.length).toBeGreaterThan(6);
    expect(book.ok && joined.book.version).toBe(book.ok && book.value.version);
    expect(new Map(joined.book.jobs)).toEqual(book.ok && book.value.jobs);
  });
  test('A job that goes into the archive while it is exported is in the export once, or in both places', async () => {
    const { ports, dana, made } = await fullCompany(300);
    let pageCount = 0;
    const pages = await exportAll(dana.client, async () => {
      if (++pageCount !== 3) return;
      await dana.phone.sync([dana.phone.mutation('cancel', made.large, {})]);
      await archive(ports, ports.clock.nowMs + 40 * 86_400_000);
    });
    const joined = whole(pages);
    const there = [...joined.book.jobs.values()].map(({ job }): Job => job);
    expect([...there, ...[...joined.archived.values()].flat()].filter(({ id }) => id === made.large)).toHaveLength(1);
    const book = await ports.openJobStore(QUICKDUMP).read();
    expect(book.ok && there.length).toBe(book.ok && book.value.jobs.size);
  });
  test('After a restore an export begins again', async () => {
    const { ports, dana } = await fullCompany();
    const first = (await dana.client.call('GET', '/api/export')).body;
    await ports.openJobStore(QUICKDUMP).change((book) => ({ ok: true, value: { book: { ...book, epoch: 2 }, answer: null } }));
    expect((await dana.client.call('GET', `/api/export?next=${String(first['next'])}`)).body['code']).toBe('export-outdated');
    expect((await dana.client.call('GET', '/api/export?next=nonsense')).body['code']).toBe('invalid-fields');
  });
});

test('Jobs as CSV are one row each, archived ones too, and no cell runs in a spreadsheet', async () => {
  const { api, dana, made } = await fullCompany(5);
  await dana.phone.sync([dana.phone.mutation('edit_job', made.rosa, { set: { customer: { name: '=1+1' } } })]);
  const cookies = [...dana.client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const answer = await api.app.fetch(new Request('http://api.test/api/export?format=csv', { headers: { cookie: cookies } }));
  const text = await answer.text();
  expect(answer.headers.get('content-type')).toContain('text/csv');
  expect(answer.headers.get('content-disposition')).toContain('quickdump-jobs.csv');
  expect(text).toContain("'=1+1");
  for (const id of Object.values(made)) expect(text.split(id)).toHaveLength(2);
});
