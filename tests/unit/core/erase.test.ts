// Promises of erasing a customer: nothing of them is left anywhere, and what was done is.
import { describe, expect, test } from 'vitest';
import { eraseJob, isOf } from '#core/erase';
import { jobsOf, writeBook } from '#core/job-book';
import type { Job } from '#core/job';
import { erasePerson } from '#lambda/export/erase-person';
import { newId } from '../../support/api-client.ts';
import { fullCompany, PHOTO, QUICKDUMP, ROSA } from '../../support/full-company.ts';

const PERSONAL = ['Rosa Ñuñez', '555-0148', 'rosa@example.com', 'Gwinnett', 'Gate code', '42.25', PHOTO.sha256];
const SYSTEM = { kind: 'system', name: 'the operator' } as const;

describe('erase', () => {
  test('Of all jobs with the phone, in the book, in the archive and without a job, nothing of the person is left; history is', async () => {
    const { ports, dana, made } = await fullCompany(5);
    const before = await whole(ports);
    for (const word of PERSONAL) expect(before).toContain(word);
    const erased = await dana.client.call('POST', '/api/customers/erase', { phone: '+1 617 555 0148' });
    expect(erased.body).toEqual({ jobs: 1, archived: 1, photos: 1 });
    const after = await whole(ports);
    for (const word of PERSONAL) expect([word, after.includes(word)]).toEqual([word, false]);
    expect(ports.photos.size).toBe(0);
    const job = (await dana.client.call('GET', `/api/jobs/${made.rosa}`)).body as unknown as Job;
    expect(job).toMatchObject({ customer: { name: 'Erased', phone: '' }, address: 'Erased', status: 'booking_confirmed' });
    expect(job.history.map(({ type }) => type)).toEqual(['create_job', 'assign', 'attach_photo', 'erase_customer']);
    expect(job.history[0]?.args).toMatchObject({ service: 'sofa', window: { date: '2026-11-24' } });
    expect(job.rev).toBeGreaterThan(3);
  });
  test('Others keep everything, and once more changes nothing', async () => {
    const { ports, dana } = await fullCompany(5);
    const others = async () => {
      const book = await ports.openJobStore(QUICKDUMP).read();
      return book.ok ? [...jobsOf(book.value)].filter((job) => !isOf(job, ROSA.phone) && job.erasedAt === undefined) : [];
    };
    const before = await others();
    await dana.client.call('POST', '/api/customers/erase', { phone: ROSA.phone });
    expect(await others()).toEqual(before);
    const stored = ports.stored('quickdump');
    expect(await erasePerson(ports, QUICKDUMP, ROSA.phone, SYSTEM)).toEqual({ ok: true, value: { jobs: 0, archived: 0, photos: 0 } });
    expect(ports.stored('quickdump')).toBe(stored);
  });
  test('Who was a job’s customer before it was corrected is erased from it too; a photo that another job shows stays', async () => {
    const { ports, dana, made } = await fullCompany(2);
    const { phone } = dana;
    await phone.sync([
      phone.mutation('edit_job', made.rosa, { set: { customer: { phone: '(617) 555-0123' } } }),
      phone.mutation('attach_photo', made.large, PHOTO),
    ]);
    const erased = await dana.client.call('POST', '/api/customers/erase', { phone: ROSA.phone });
    expect(erased.body).toEqual({ jobs: 1, archived: 1, photos: 0 });
    expect(ports.photos.size).toBe(1);
    expect((await whole(ports)).includes('555-0148')).toBe(false);
  });
  test('A change that a phone still sends is taken, and tells nobody who it was', async () => {
    const { dana, made } = await fullCompany(2);
    await dana.client.call('POST', '/api/customers/erase', { phone: ROSA.phone });
    const { phone } = dana;
    const answer = await phone.sync([phone.mutation('set_status', made.rosa, { to: 'ready_for_pickup' })]);
    expect(answer.results.at(-1)?.outcome).toBe('applied');
  });
  test('A photo that a phone still sends is not: it is refused with the reason, and the link of the customer opens nothing', async () => {
    const { dana, made } = await fullCompany(2);
    const open = await dana.client.call('GET', `/api/jobs/${made.rosa}`);
    const token = new URL(String(open.body['trackingUrl'])).hash.slice(1);
    const track = () => dana.client.call('GET', '/api/track', undefined, { 'x-tracking-token': token });
    expect((await track()).status).toBe(200);
    await dana.client.call('POST', '/api/customers/erase', { phone: ROSA.phone });
    const { phone } = dana;
    const answer = await phone.sync([phone.mutation('attach_photo', made.rosa, { ...PHOTO, sha256: 'f'.repeat(64) })]);
    expect(answer.results.at(-1)).toMatchObject({ outcome: 'refused', code: 'customer-erased' });
    const job = (await dana.client.call('GET', `/api/jobs/${made.rosa}`)).body as unknown as Job;
    expect([job.photos, JSON.stringify(job).includes('ffffff')]).toEqual([[], false]);
    expect((await track()).status).toBe(404);
  });
  test('Words that a desk or a phone had queued arrive after it: that they came stays, what they say does not', async () => {
    const { ports, dana, made } = await fullCompany(2);
    await dana.client.call('POST', '/api/customers/erase', { phone: ROSA.phone });
    const { phone } = dana;
    const answer = await phone.sync([
      phone.mutation('text_customer', made.rosa, { text: 'Dear Mrs Ñandú' }),
      phone.mutation('add_note', made.rosa, { text: 'Ring at Ñandú' }),
      phone.mutation('edit_job', made.rosa, { set: { customer: { name: 'Ñandú', phone: '(617) 555-0666' }, address: '1 Ñandú Road' } }),
      phone.mutation('text_customer', made.rosa, { text: 'Ñandú {oops}' }),
      phone.mutation('cancel', made.rosa, { reason: 'Ñandú asked for it' }),
    ]);
    expect(answer.results.slice(-5).map(({ outcome, code }) => code ?? outcome)).toEqual([
      'no-phone',
      'applied',
      'applied',
      'unreadable',
      'applied',
    ]);
    await dana.client.call('POST', `/api/jobs/${made.rosa}/texts`, { id: newId(), kind: 'message', text: 'Ñandú?' });
    const after = await whole(ports);
    expect([after.includes('Ñandú'), after.includes('555-0666')]).toEqual([false, false]);
    const job = (await dana.client.call('GET', `/api/jobs/${made.rosa}`)).body as unknown as Job;
    expect(job).toMatchObject({ customer: { name: 'Erased', phone: '' }, address: 'Erased', status: 'cancelled' });
    expect(job.notes.at(-1)).toMatchObject({ text: 'Erased', by: { name: 'Dana Tester' } });
  });
  test('A field that another release added goes too: it may tell who they were', () => {
    const job = {
      id: newId(),
      customer: { ...ROSA, nickname: 'Rosie' },
      notes: [],
      photos: [],
      history: [{ id: newId(), type: 'create_job', by: SYSTEM, rev: 1, args: { customer: ROSA, service: 'sofa', gate: 'Rosie' } }],
      rev: 1,
    } as unknown as Job;
    expect(JSON.stringify(eraseJob(job, { id: () => newId() as never, by: SYSTEM, at: '2026-11-25T10:00:00Z' }))).not.toContain('Rosie');
  });
});

async function whole(ports: Awaited<ReturnType<typeof fullCompany>>['ports']): Promise<string> {
  const book = await ports.openJobStore(QUICKDUMP).read();
  if (!book.ok) throw new Error(book.error.code);
  const archived = await Promise.all(book.value.archive.map(({ day }) => ports.openArchive(QUICKDUMP).read(day)));
  return writeBook(book.value) + JSON.stringify(archived.map((each) => each.ok && [...each.value.values()]));
}
