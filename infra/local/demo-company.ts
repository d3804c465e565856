// Owns the demo companies: made once, through the same mutations as real work, so that their histories are true.
import * as v from 'valibot';
import { addDays, instantOf, localDateAt } from '#core/clock-time';
import { companySchema, type Company } from '#core/company';
import { memberSchema, type Member } from '#core/crew';
import { fileMutation, stampVersion } from '#core/file-mutation';
import { idSchema, uuidv7 } from '#core/id';
import type { JobBook } from '#core/job-book';
import type { Actor } from '#core/job';
import { readMutation } from '#core/mutation';
import { ok } from '#core/result';
import { openAwsPorts } from '#lambda/aws/open-ports';
import { hashPassword } from '#lambda/auth/password';
import { readConfig } from '#lambda/config';
import { uuidv5 } from '#lambda/deterministic-id';
import type { Ports } from '#lambda/port';
import { DEMO_COMPANIES, DEMO_JOBS, DEMO_PASSWORD, DEMO_PEOPLE, DEMO_PLACES, type DemoJob } from './demo-people.ts';
import type { LocalEnvironment } from './environment.ts';

/** Makes each demo company that is not there yet. Every step can be repeated, so a start that was cut is finished by the next. */
export async function seedDemo(env: LocalEnvironment): Promise<{ readonly lines: readonly string[] }> {
  // The SDK reads its endpoints and keys from the environment, as it does on Lambda.
  Object.assign(process.env, env);
  const ports = openAwsPorts(readConfig(env));
  for (const facts of DEMO_COMPANIES) {
    const company = v.parse(companySchema, facts);
    if (!(await ports.companies.read(company.slug))) await seedCompany(ports, company);
  }
  return {
    lines: [
      ...DEMO_COMPANIES.map(({ slug, name }) => `${name} (company ${slug}): ${peopleOf(slug)}`),
      `password for all of them: ${DEMO_PASSWORD}`,
    ],
  };
}

const peopleOf = (slug: string): string => (DEMO_PEOPLE[slug] ?? []).map(({ login, what }) => `${login} (${what})`).join(', ');

/** The company itself comes last: it is the mark that all of it is there. */
async function seedCompany(ports: Ports, company: Company): Promise<void> {
  const nowMs = ports.now();
  const today = localDateAt(nowMs, company.timeZone);
  const members = await seedPeople(ports, company, today);
  // One commit holds all jobs: a book that has begun is complete.
  const seed = (book: JobBook) =>
    ok({ book: book.version > 0 ? null : stampVersion(book, seedJobs(book, company, members, today, nowMs)), answer: null });
  const saved = await ports.openJobStore(company.slug).change(seed);
  if (!saved.ok) throw new Error(`Cannot make the demo company ${company.slug}: ${saved.error.detail}`);
  await ports.companies.write(company);
}

async function seedPeople(ports: Ports, company: Company, today: string): Promise<ReadonlyMap<string, Member>> {
  const roster = ports.openRoster(company.slug);
  const passwordHash = await hashPassword(DEMO_PASSWORD);
  const members = new Map<string, Member>();
  for (const { login, name, access, roles, phone } of DEMO_PEOPLE[company.slug] ?? []) {
    const member = v.parse(memberSchema, { id: uuidv5([company.slug, 'demo member', login]), login, name, access, roles, phone });
    await roster.saveMember({ member, passwordHash });
    const dates = [
      ...Array.from({ length: 21 }, (_, i) => addDays(today, i - 3)),
      ...Array.from({ length: 9 }, (_, i) => addDays(nextMay23(today), i)),
    ];
    if (roles.length > 0)
      await roster.setAvailability(
        member.id,
        dates.map((date) => ({ date, roles: [...roles] })),
      );
    members.set(login, member);
  }
  return members;
}

const nextMay23 = (today: string): string => `${Number(today.slice(0, 4)) + (today.slice(5) > '05-23' ? 1 : 0)}-05-23`;

function seedJobs(book: JobBook, company: Company, members: ReadonlyMap<string, Member>, today: string, nowMs: number): JobBook {
  return (DEMO_JOBS[company.slug] ?? []).reduce(
    (before, job, index) => seedJob(before, job, index, { company, members, today, nowMs }),
    book,
  );
}

interface Scene {
  readonly company: Company;
  readonly members: ReadonlyMap<string, Member>;
  readonly today: string;
  readonly nowMs: number;
}

interface Step {
  readonly who: string;
  readonly type: string;
  readonly args: unknown;
  /** milliseconds since 1970 */
  readonly atMs: number;
}

function seedJob(book: JobBook, job: DemoJob, index: number, scene: Scene): JobBook {
  const { company, nowMs } = scene;
  const date = addDays(scene.today, job.day);
  const bookedMs = Math.min(instantOf(addDays(date, -3), '16:20', company.timeZone) + index * 240_000, nowMs - 86_400_000);
  const id = uuidv7(bookedMs, new TextEncoder().encode(`${company.slug}-${String(index).padStart(3, '0')}-demo-jobs!`));
  return stepsOf(job, date, bookedMs, scene).reduce((before, step, number) => {
    const mutation = readMutation({
      id: uuidv5([company.slug, 'demo', id, String(number)]),
      job: id,
      type: step.type,
      args: step.args,
      tappedAt: new Date(step.atMs).toISOString(),
    });
    if (!mutation.ok) throw new Error(`Demo job ${job.name}: ${mutation.error}`);
    const filed = fileMutation(before, mutation.value, {
      actor: actorOf(step.who, job, scene),
      company,
      device: null,
      seq: null,
      receivedAt: new Date(step.atMs + 900).toISOString(),
      skewMs: 0,
      memberExists: null,
    });
    if (filed.entry.outcome !== 'applied')
      throw new Error(`Demo job ${job.name}: ${step.type} was ${filed.entry.outcome} ${filed.entry.code ?? ''}`);
    return filed.book;
  }, book);
}

/** What has happened to the job so far, in order and at plausible times, none of them in the future. */
function stepsOf(job: DemoJob, date: string, bookedMs: number, { company, members, nowMs }: Scene): Step[] {
  const past = (ms: number, spare: number): number => Math.min(ms, nowMs - spare * 60_000);
  const readyMs = past(instantOf(date, '07:05', company.timeZone), 95);
  const startMs = past(instantOf(date, `${job.slot.slice(0, 2)}:18`, company.timeZone), 40);
  const endMs = past(startMs + 34 * 60_000, 5);
  const driver = job.crew?.driver ?? '';
  const office = company.slug === 'bayhaul' ? 'rae' : 'dana';
  const steps: Step[] = [
    {
      who: 'customer',
      type: 'create_job',
      args: {
        customer: { name: job.name, phone: job.phone },
        address: job.address,
        service: job.service,
        window: { date, slot: job.slot },
        ...(DEMO_PLACES[job.address] && { location: DEMO_PLACES[job.address] }),
        ...(job.notes && { notes: job.notes }),
      },
      atMs: bookedMs,
    },
  ];
  for (const [role, login] of Object.entries(job.crew ?? {}))
    steps.push({ who: office, type: 'assign', args: { role, member: members.get(login)?.id }, atMs: bookedMs + 3_600_000 });
  if (job.reached === 'cancelled')
    return [...steps, { who: office, type: 'cancel', args: { reason: 'The customer found another way.' }, atMs: bookedMs + 7_200_000 }];
  if (job.reached === 'booked') return steps;
  steps.push({ who: office, type: 'set_status', args: { to: 'ready_for_pickup' }, atMs: readyMs });
  if (job.reached === 'ready') return steps;
  steps.push({ who: driver, type: 'set_status', args: { to: 'in_progress' }, atMs: startMs });
  if (job.reached === 'done') steps.push({ who: driver, type: 'set_status', args: { to: 'completed' }, atMs: endMs });
  if (job.reached === 'attempted')
    steps.push(
      { who: driver, type: 'cannot_complete', args: { reason: 'no_access', note: 'The gate was locked, nobody answered.' }, atMs: endMs },
      { who: office, type: 'set_status', args: { to: 'ready_for_pickup' }, atMs: endMs + 600_000 },
    );
  return steps;
}

function actorOf(who: string, job: DemoJob, { members }: Scene): Actor {
  const member = members.get(who);
  if (!member) return { kind: 'customer', name: job.name, access: 'none', roles: [] };
  return { kind: 'member', id: v.parse(idSchema.member, member.id), name: member.name, access: member.access, roles: member.roles };
}
