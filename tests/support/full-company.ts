// Owns a company that has a bit of everything, and its way out and in over HTTP as any client would do it.
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { archiveDayOf } from '#core/archive';
import type { ExportPage } from '#core/export-page';
import { idSchema, type TenantId } from '#core/id';
import { jobsOf } from '#core/job-book';
import { isArchivable, letGo } from '#core/let-go';
import { stampVersion } from '#core/file-mutation';
import { ok } from '#core/result';
import type { Ports } from '#lambda/port';
import { newId, type ApiClient, type Reply } from './api-client.ts';
import { demoApi } from './demo-api.ts';
import { memoryPorts } from './memory-ports.ts';

export const QUICKDUMP: TenantId = v.parse(idSchema.tenant, 'quickdump');
export const ROSA = { name: 'Rosa Ñuñez', phone: '(617) 555-0148', email: 'rosa@example.com' };
export const PHOTO_BYTES = Buffer.from([0xff, 0xd8, 0xff, 0xe0, ...Buffer.from('a sofa')]);
export const PHOTO = {
  sha256: createHash('sha256').update(PHOTO_BYTES).digest('hex'),
  bytes: PHOTO_BYTES.length,
  type: 'image/jpeg',
  kind: 'before',
};
const DAY_MS = 86_400_000;

/** @param jobs so many plain jobs beside those that are special */
export async function fullCompany(jobs = 120) {
  const ports = memoryPorts();
  const api = await demoApi(ports);
  const dana = await api.signedIn('dana');
  const { phone } = dana;
  const made = { rosa: newId(), large: newId(), done: newId(), claimed: newId() };
  const create = (job: string, more: object = {}) =>
    phone.mutation('create_job', job, {
      customer: { name: 'Ann Other', phone: '(617) 555-0177' },
      address: '1 Elm St, Хайд-Парк',
      service: 'sofa',
      window: { date: '2026-11-24', slot: '10-12' },
      ...more,
    });
  for (let i = 0; i < jobs; i += 40) await phone.sync(Array.from({ length: Math.min(40, jobs - i) }, () => create(newId())));
  await phone.sync([
    create(made.rosa, { customer: ROSA, address: '14 Gwinnett St', notes: 'Gate code 4411', location: { lat: 42.25, lng: -71.12 } }),
    phone.mutation('assign', made.rosa, { role: 'driver', member: api.people['sam'] }),
    phone.mutation('attach_photo', made.rosa, PHOTO),
    create(made.large),
    create(made.claimed),
    phone.mutation('assign', made.claimed, { role: 'driver', member: api.people['sam'] }),
    phone.mutation('set_status', made.claimed, { to: 'ready_for_pickup' }),
    create(made.done, { customer: ROSA }),
    ...['ready_for_pickup', 'in_progress', 'completed'].map((to) => phone.mutation('set_status', made.done, { to })),
  ]);
  ports.photos.set(`quickdump ${PHOTO.sha256}`, PHOTO_BYTES);
  await dana.client.call('POST', `/api/jobs/${made.rosa}/photos`, PHOTO);
  for (let i = 0; i < 3; i++)
    await phone.sync(Array.from({ length: 10 }, () => phone.mutation('add_note', made.large, { text: 'é"\n𝄞'.repeat(700) })));
  await disagree(api, made.claimed, phone);
  await api
    .signedIn('sam')
    .then((sam) => sam.phone.sync([sam.phone.mutation('add_note', newId(), { text: 'Rosa called from 617-555-0148' })]));
  await roster(dana.client, api.people['sam'] ?? '');
  await archive(ports, ports.clock.nowMs + 4 * DAY_MS);
  return { ports, api, dana, made };
}

/** Sam finishes offline what Dana cancels meanwhile. */
async function disagree(api: Awaited<ReturnType<typeof demoApi>>, job: string, dana: Awaited<ReturnType<typeof api.signedIn>>['phone']) {
  const sam = await api.signedIn('sam');
  await sam.phone.sync();
  await dana.sync([dana.mutation('cancel', job, { reason: 'Rosa sold it' })]);
  await sam.phone.sync([sam.phone.mutation('set_status', job, { to: 'in_progress' }, { status: 'ready_for_pickup', rev: 3 })]);
}

async function roster(client: ApiClient, sam: string): Promise<void> {
  await client.call('PUT', `/api/crew/${sam}/availability`, { availability: [{ date: '2026-12-01', roles: ['driver', 'first_mate'] }] });
  await client.call('PUT', `/api/crew/${sam}/time-off`, { timeOff: [{ date: '2026-12-02', off: true, reason: 'Dentist' }] });
}

/** Lets go what is finished, as the archiver does. */
export async function archive(ports: Pick<Ports, 'openJobStore' | 'openArchive'>, nowMs: number, tenant = QUICKDUMP): Promise<number> {
  const book = await ports.openJobStore(tenant).read();
  if (!book.ok) throw new Error(book.error.code);
  const going = [...jobsOf(book.value)].filter((job) => isArchivable(job, nowMs));
  for (const [day, jobs] of Map.groupBy(going, ({ id }) => archiveDayOf(id))) await ports.openArchive(tenant).lay(day, jobs);
  await ports
    .openJobStore(tenant)
    .change((held) => ok({ book: stampVersion(held, letGo(held, going, new Date(nowMs).toISOString())), answer: null }));
  return going.length;
}

/** A company of the same name that has nobody but its own office. */
export async function emptyCompany() {
  const ports = memoryPorts();
  const api = await demoApi(ports);
  return { ports, api, dana: await api.signedIn('dana') };
}

/** @param between runs after each page */
export async function exportAll(
  client: ApiClient,
  between: (page: ExportPage) => Promise<void> = () => Promise.resolve(),
): Promise<ExportPage[]> {
  const pages: ExportPage[] = [];
  for (let next: string | undefined = ''; next !== undefined; next = pages.at(-1)?.next) {
    const reply = await client.call('GET', `/api/export${next === '' ? '' : `?next=${next}`}`);
    if (reply.status !== 200) throw new Error(`export: ${reply.status} ${JSON.stringify(reply.body)}`);
    pages.push(reply.body as unknown as ExportPage);
    await between(reply.body as unknown as ExportPage);
  }
  return pages;
}

/** Posts each page as it came, in order, until one is refused. */
export async function importAll(client: ApiClient, pages: readonly unknown[], importId = newId()): Promise<Reply> {
  let reply: Reply | null = null;
  for (const [i, page] of pages.entries()) {
    reply = await client.call('POST', '/api/import', { ...(page as object), importId, page: i + 1 });
    if (reply.status !== 200) return reply;
  }
  if (!reply) throw new Error('There is no page');
  return reply;
}
