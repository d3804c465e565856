// The text sender under 1,000 schedules with a crash at a random await: none sent twice, none untrue as it leaves, each unsent one seen and
// swept up. Jobs change, clocks jump, undos and quiet hours come in between; TEXT_SEED=N runs one again, TEXT_RUNS=N hunts longer.
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { companySchema, type Company } from '#core/company';
import { fileMutation, stampVersion } from '#core/file-mutation';
import { idSchema, uuidv7 } from '#core/id';
import { readBook } from '#core/job-book';
import type { Actor } from '#core/job';
import { readMutation } from '#core/mutation';
import { ok } from '#core/result';
import { judgeTexts } from '#core/text-truth';
import { isHandKind } from '#core/text-kind';
import type { OutgoingText, Ports, SendAnswer } from '#lambda/port';
import { createServices } from '#lambda/services';
import { fatesOf, openFates } from '#lambda/text/fates';
import { lookAtChanges, sweepTexts } from '#lambda/text/sweep';
import type { TextServices } from '#lambda/text/look-at-job';
import { COMPANY, CREATE, DANA, SAM } from '../support/core-scene.ts';
import { TEST_CONFIG } from '../support/demo-api.ts';
import { memoryPorts } from '../support/memory-ports.ts';

const RUNS = Number(process.env['TEXT_RUNS'] ?? 1_000);
const ONLY = process.env['TEXT_SEED'];
const TENANT = COMPANY.slug;
const ROSA: Actor = { kind: 'customer', name: 'Rosa', access: 'none', roles: [] };
class Crash extends Error {}

/** mulberry32 */
function randomOf(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Rule {
  /** a sender without one of its rules, which this test must notice */
  readonly without?: 'the claim' | 'the last look' | 'the sweep';
}
interface Left {
  readonly id: string;
  readonly untrue: boolean;
  readonly written: boolean;
}

async function runSchedule(seed: number, { without }: Rule = {}) {
  const random = randomOf(seed);
  const chance = (share: number): boolean => random() < share;
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const memory = memoryPorts(Date.parse('2026-11-24T10:00:00Z') + Math.floor(random() * 14 * 3_600_000));
  const company: Company = v.parse(companySchema, {
    ...COMPANY,
    textQuiet: pick([
      { from: '21:00', to: '08:00' },
      { from: '12:00', to: '13:00' },
    ]),
  });
  await memory.companies.write(company);
  const jobs = memory.openJobStore(TENANT);
  const left: Left[] = [];
  let together = false;
  let ids = 0;
  let crashIn: number | null = null;
  /** a process that has ended asks nothing more */
  let dead = false;
  let calm = false;
  const newId = (): string =>
    uuidv7(
      memory.now(),
      Uint8Array.from({ length: 16 }, (_, i) => (i > 12 ? (++ids >> (8 * (15 - i))) & 0xff : 9)),
    );
  const made = Array.from({ length: 2 }, () => v.parse(idSchema.job, newId()));

  /** A crash comes before or after what was asked for took place; whatever else happens in the world happens in between. */
  async function port<T>(work: () => Promise<T>, isRead = false): Promise<T> {
    if (dead) throw new Crash();
    const crashes = crashIn !== null && --crashIn <= 0;
    const after = crashes && !isRead && chance(0.5);
    dead ||= crashes;
    if (crashes && !after) throw new Crash();
    if (!calm && chance(0.12)) await changeSomething();
    const value = await work();
    if (after) throw new Crash();
    return value;
  }
  const wrap = <P extends object>(store: P, reads: readonly string[]): P =>
    Object.fromEntries(
      Object.entries(store).map(([name, method]) => [
        name,
        (...args: unknown[]) => port(() => (method as (...all: unknown[]) => Promise<unknown>).apply(store, args), reads.includes(name)),
      ]),
    ) as P;
  const shortLived = wrap(memory.shortLived, ['get']);
  /** Answers once more what it answered before. */
  let kept: ReturnType<typeof jobs.read> | null = null;
  const oldStore = { ...wrap(jobs, []), read: () => port(() => (chance(0.5) && kept ? kept : (kept = jobs.read())), true) };
  const ports: Ports = {
    ...memory,
    openJobStore: () => (without === 'the last look' ? oldStore : wrap(jobs, ['read'])),
    companies: { ...memory.companies, read: (slug) => port(() => memory.companies.read(slug), true) },
    shortLived: without === 'the claim' ? { ...shortLived, put: (key, value, until) => shortLived.put(key, value, until) } : shortLived,
    due: wrap(memory.due, ['due']),
  };
  const sender = {
    async send(text: OutgoingText): Promise<SendAnswer> {
      const fate = crashIn !== null && crashIn <= 1 ? 'crash' : pick(['ok', 'ok', 'ok', 'ok', 'lost', 'busy', 'refused']);
      // It may have been sent, and nobody was told; or the process ended before it was asked.
      dead ||= fate === 'crash';
      if (fate === 'crash' && chance(0.5)) throw new Crash();
      if (fate === 'busy') return { kind: 'busy', code: 'test' };
      if (fate === 'refused') return { kind: 'refused', why: 'refused', code: 'test' };
      // Two at once: what one has read may change while the answer is on its way to it, and nobody can know. Alone, nothing may.
      left.push({ id: text.id, untrue: !together && !isTrue(text.id), written: text.body.includes('We are late') });
      if (fate === 'crash') throw new Crash();
      if (fate === 'lost') throw new Error('socket hang up');
      return { kind: 'accepted', messageId: `m${left.length}` };
    },
  };
  const services: TextServices = { ...createServices(TEST_CONFIG, ports), sender };

  /** Whether its words hold in this very moment, by itself: nothing is awaited between this and its leaving. */
  function isTrue(id: string): boolean {
    const read = readBook(JSON.parse(memory.stored(TENANT) ?? '{}'));
    const job = read.ok
      ? made.map((each) => read.value.jobs.get(each)?.job).find((each) => each?.texts?.some((text) => text.id === id))
      : undefined;
    const intent = job?.texts?.find((each) => each.id === id);
    if (!job || !intent) return false;
    const [judged] = judgeTexts(job, [intent], company, memory.now(), () => undefined);
    return judged?.verdict.what === 'send' || (judged?.verdict.what === 'drop' && judged.verdict.why === 'as-told');
  }

  async function changeSomething(): Promise<void> {
    if (chance(0.5)) memory.clock.nowMs += pick([500, 5_000, 21_000, 61_000, 40 * 60_000, 6 * 3_600_000, 26 * 3_600_000]);
    const id = pick(made);
    const read = await jobs.read();
    const job = read.ok ? read.value.jobs.get(id)?.job : undefined;
    const undoable = job?.history.findLast(({ outcome, by }) => outcome === 'applied' && by.id !== undefined);
    const [type, args, actor] = pick<readonly [string, unknown, Actor]>(
      job
        ? [
            ['set_status', { to: 'ready_for_pickup' }, DANA],
            ['set_status', { to: 'in_progress' }, DANA],
            ['set_status', { to: 'completed' }, DANA],
            ['set_status', { to: 'booking_confirmed' }, DANA],
            ['cannot_complete', { reason: 'no_access' }, DANA],
            [
              'reschedule',
              { window: { date: pick(['2026-11-24', '2026-11-25', '2026-11-26']), slot: pick(['08-10', '10-12', '12-14']) } },
              DANA,
            ],
            ['cancel', {}, DANA],
            ['reopen', {}, DANA],
            ['text_customer', { text: 'We are late', ...(chance(0.2) && { now: true }) }, DANA],
            ['assign', { role: 'driver', member: SAM.id }, DANA],
            ['edit_job', { set: { customer: { phone: pick(['(617) 555-0148', '(617) 555-0199']) } } }, DANA],
            // Mostly of a text: it is what cannot be taken back once it has left.
            ...Array.from(
              { length: undoable ? (undoable.type === 'text_customer' ? 8 : 1) : 0 },
              () => ['undo', { mutation: undoable?.id }, DANA] as const,
            ),
          ]
        : [['create_job', { ...CREATE, window: { date: '2026-11-25', slot: pick(['08-10', '10-12']) } }, ROSA]],
    );
    const tapped = memory.now() - pick([0, 0, 10_000, 3_600_000]);
    const mutation = readMutation({ id: newId(), job: id, type, args, tappedAt: new Date(tapped).toISOString() });
    if (!mutation.ok) throw new Error(mutation.error);
    // Others may have kept it from being saved since it came.
    const arrivedMs = memory.now() - pick([0, 0, 25_000]);
    await jobs.change((book) => {
      const filed = fileMutation(book, mutation.value, {
        actor,
        company,
        device: null,
        seq: null,
        receivedAt: new Date(arrivedMs).toISOString(),
        decidedMs: memory.now(),
        skewMs: 0,
        memberExists: null,
      });
      return ok({ book: stampVersion(book, filed.book), answer: null });
    });
  }

  /** One Lambda: an event of the bucket or the timer, cut short now and then. */
  async function lambda(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
    crashIn = null;
    dead = false;
  }

  const steps = 6 + Math.floor(random() * 10);
  const crashAt = Math.floor(random() * steps);
  for (let step = 0; step < steps; step++) {
    await changeSomething();
    if (step === crashAt || chance(0.15)) crashIn = 1 + Math.floor(random() * 30);
    const events = [() => lookAtChanges(services, TENANT), () => sweepTexts(services)];
    // Events get lost, come twice, and meet the timer.
    together = chance(0.25);
    if (chance(0.8)) await Promise.all([lambda(pick(events)), ...(together ? [lambda(pick(events))] : [])]);
    together = false;
    if (chance(0.5)) memory.clock.nowMs += pick([1_000, 20_000, 60_000]);
  }
  calm = true;
  crashIn = null;
  // The longest that anything waits for is the end of the quiet hours; a day later nothing may be left.
  for (const hours of without === 'the sweep' ? [] : [0.01, 0.02, 1, 12, 14]) {
    memory.clock.nowMs += hours * 3_600_000;
    await lambda(() => sweepTexts(services));
  }
  const end = await jobs.read();
  const unseen: string[] = [];
  if (end.ok)
    for (const { job } of end.value.jobs.values()) {
      const texts = job.texts ?? [];
      const fateOf = await fatesOf(
        openFates(memory.shortLived, TENANT, () => memory.now()),
        texts,
      );
      const open = judgeTexts(job, texts, company, memory.now(), fateOf);
      for (const { intent, verdict } of open) if (verdict.what !== 'drop') unseen.push(`${intent.kind} ${verdict.what}`);
      for (const { id, kind } of texts)
        if (!isHandKind(kind) && !fateOf(id) && !open.some(({ intent }) => intent.id === id)) unseen.push(`${kind} lost`);
    }
  // Whoever was told that their text is taken back has been told the truth.
  const takenBack = end.ok
    ? [...end.value.jobs.values()].flatMap(({ job }) =>
        job.history.flatMap(({ type, outcome, against }) =>
          type === 'undo' && outcome === 'applied' && against ? [against.mutation] : [],
        ),
      )
    : [];
  const stillDue = await memory.due.due(Number.MAX_SAFE_INTEGER, 100);
  return { left, unseen, takenBack, stillDue: stillDue.length };
}

const findWrong = ({ left, unseen, takenBack, stillDue }: Awaited<ReturnType<typeof runSchedule>>): string[] => {
  const ids = left.map(({ id }) => id);
  return [
    ...ids.filter((id, at) => ids.indexOf(id) < at).map((id) => `sent twice: ${id}`),
    ...left.filter(({ untrue }) => untrue).map(({ id }) => `untrue as it left: ${id}`),
    ...left
      .filter(({ id, written }) => written && takenBack.some((each) => each === id))
      .map(({ id }) => `left after it was taken back: ${id}`),
    ...unseen.map((what) => `not swept up: ${what}`),
    ...(stillDue > 0 ? [`${stillDue} jobs still due`] : []),
  ];
};

describe('The text sender, cut short at any point', () => {
  test(`${RUNS} schedules: none sent twice, none untrue, each unsent one swept up`, async () => {
    let sent = 0;
    for (let seed = 1; seed <= (ONLY ? 1 : RUNS); seed++) {
      const at = ONLY ? Number(ONLY) : seed;
      const result = await runSchedule(at);
      sent += result.left.length;
      expect(findWrong(result), `TEXT_SEED=${at}`).toEqual([]);
    }
    // Nothing is promised by a sender that sends nothing.
    expect(sent).toBeGreaterThan(ONLY ? 0 : RUNS);
  }, 240_000);

  test.each(['the claim', 'the last look', 'the sweep'] as const)(
    'Without %s it is noticed',
    async (without) => {
      let noticed = 0;
      for (let seed = 1; seed <= 200 && noticed === 0; seed++) noticed += findWrong(await runSchedule(seed, { without })).length;
      expect(noticed).toBeGreaterThan(0);
    },
    60_000,
  );
});
