// Owns one simulated day: people tap, everything fails, faults stop, and the books are compared.
import type { JobId } from '#core/id';
import { nextStatus, previousStatus } from '#core/status-flow';
import type { Job } from '#core/job';
import type { Tap } from '#sync/local-replica';
import { ANA, BO, DANA, SAM } from '../../support/core-scene.ts';
import { findLost, findViolations, type Tapped } from './invariants.ts';
import type { Mutant } from './mutants.ts';
import { createOffice, serverNow, type Person } from './office.ts';
import { createPhone, idsOf, newDisk, type Phone, type World } from './phone.ts';
import { createSchedule, type Schedule } from './schedule.ts';

const PEOPLE = [DANA, SAM, BO, ANA] as const;
const DAY_MS = 120_000;
/** By then every backoff and hold is over. */
const REST_MS = 1_800_000;
/** Longer than the slowest request: what is still on its way has arrived. */
const QUIET_MS = 90_000;
const JOBS = 3;

export interface RunReport {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly taps: number;
  readonly faults: Readonly<Record<string, number>>;
}

export async function simulate(seed: number, mutant: Mutant | null = null): Promise<RunReport> {
  const schedule = createSchedule(seed);
  const office = createOffice(schedule, PEOPLE, mutant);
  const violations: string[] = [];
  const world: World = { schedule, office, mutant, calm: false, violation: (text) => void violations.push(text) };
  const tapped: Tapped[] = [];
  const faults: Record<string, number> = {};
  const phones: Phone[] = PEOPLE.map((person) => createPhone(world, person.name, person, newDisk(schedule), skewOf(schedule)));
  const jobs: JobId[] = [];
  let words = 0;
  let rolledBack = false;

  await setScene();
  if (schedule.chance(0.5)) addTab();
  const backups = [office.backup()].filter((each) => each !== null);
  plan(10, 700, () => tapSomething());
  plan(3, 9_000, () => faultSomewhere());
  await schedule.runUntil(schedule.nowMs() + DAY_MS, watch);

  world.calm = true;
  office.calm();
  if (rolledBack) office.restore(office.backup(), true);
  for (const phone of phones) {
    Object.assign(phone, { offlineUntilMs: 0, signedAs: phone.person, schema: 1 });
    if (!phone.engine()) void phone.open();
  }
  await schedule.runUntil(schedule.nowMs() + 1_000, watch);
  for (const phone of phones) phone.engine()?.trigger('signed-in');
  if (violations.length === 0) violations.push(...(await afterRest()));
  return { seed, violations: [...new Set(violations)], taps: tapped.length, faults };

  /** Lets time pass until nothing is wrong any more and nothing is under way, and no longer than it may take. */
  async function afterRest(): Promise<readonly string[]> {
    const untilMs = schedule.nowMs() + REST_MS;
    for (;;) {
      await schedule.runUntil(schedule.nowMs() + QUIET_MS, watch);
      const wrong = findViolations(office.book(), phones, tapped);
      if (wrong.length === 0 || violations.length > 0 || schedule.nowMs() >= untilMs) return wrong;
    }
  }

  /** Jobs that the office made, with a crew; every phone knows them. */
  async function setScene(): Promise<void> {
    await Promise.all([...phones.map((phone) => phone.open()), schedule.runUntil(2_000, () => undefined)]);
    const [desk] = phones;
    for (let i = 0; i < JOBS; i++) {
      const job = idsOf(schedule).job(serverNow(schedule));
      jobs.push(job);
      const window = { date: '2026-11-24', slot: '12-14' };
      tap(desk, {
        job,
        type: 'create_job',
        args: { customer: { name: `C ${i}`, phone: '617-555-0100' }, address: `${i + 1} Elm St`, service: 'sofa', window },
      });
      tap(desk, { job, type: 'assign', args: { role: 'driver', member: SAM.id } });
      tap(desk, { job, type: 'assign', args: { role: 'first_mate', member: BO.id } });
      tap(desk, { job, type: 'assign', args: { role: 'supervisor', member: ANA.id } });
    }
    await schedule.runUntil(60_000, () => undefined);
  }

  function addTab(): void {
    const [, sam] = phones;
    if (!sam) return;
    const tab = createPhone(world, 'Sam, second tab', SAM, sam.disk, 0);
    phones.push(tab);
    void tab.open();
  }

  /** After every step. */
  function watch(): void {
    if (violations.length > 0 || schedule.chance(0.8)) return;
    const lost = findLost(office.backup() ? office.book() : null, phones, tapped);
    if (lost) violations.push(lost);
  }

  function plan(firstMs: number, everyMs: number, act: () => void): void {
    schedule.after(firstMs + schedule.random() * everyMs * 2, () => {
      if (world.calm) return;
      act();
      plan(0, everyMs, act);
    });
  }

  function tapSomething(): void {
    const phone = schedule.pick(phones);
    const shown = [...(phone.engine()?.shown().values() ?? [])];
    const job = shown.length > 0 ? schedule.pick(shown) : null;
    if (job) tap(phone, tapOn(job, phone.person));
  }

  function tap(phone: Phone | undefined, what: Tap): void {
    const taken = phone?.engine()?.act(what);
    if (!phone || !taken?.ok) return;
    const mark = what.type === 'add_note' ? (what.args as { text: string }).text : null;
    taken.value.kept.then(
      () => tapped.push({ id: taken.value.id, by: phone.person, words: mark }),
      () => undefined,
    );
  }

  function tapOn(job: Job, person: Person): Tap {
    const base = { job: job.id };
    const forward = nextStatus(job.status);
    const back = previousStatus(job.status);
    const last = job.history.findLast((entry) => entry.by.id === person.id);
    const review = job.review?.[0];
    const ways: (Tap | null)[] = [
      forward && { ...base, type: 'set_status', args: { to: forward } },
      forward && { ...base, type: 'set_status', args: { to: forward } },
      { ...base, type: 'add_note', args: { text: `note ${++words}` } },
      job.status === 'in_progress' || job.status === 'ready_for_pickup'
        ? { ...base, type: 'cannot_complete', args: { reason: 'blocked' } }
        : null,
      last ? { ...base, type: 'undo', args: { mutation: last.id } } : null,
      schedule.chance(0.2)
        ? {
            job: idsOf(schedule).job(serverNow(schedule)),
            type: 'create_job',
            args: {
              customer: { name: 'Kerb', phone: '617-555-0101' },
              address: '9 Kerb St',
              service: 'sofa',
              window: { date: '2026-11-24', slot: '10-12' },
            },
          }
        : null,
      ...(person === DANA || person === ANA
        ? [back && { ...base, type: 'set_status' as const, args: { to: back } }, { ...base, type: 'reopen' as const, args: {} }]
        : []),
      ...(person === DANA
        ? [
            { ...base, type: 'cancel' as const, args: {} },
            { ...base, type: 'assign' as const, args: { role: 'driver', member: schedule.pick([SAM.id, BO.id, null]) } },
            {
              ...base,
              type: 'reschedule' as const,
              args: { window: { date: schedule.pick(['2026-11-24', '2026-11-25']), slot: '10-12' } },
            },
            { ...base, type: 'edit_job' as const, args: { set: { address: `${++words} Oak St` } } },
            review
              ? {
                  ...base,
                  type: 'resolve_review' as const,
                  args: { mutation: review.mutation, decision: schedule.pick(['accept', 'keep']) },
                }
              : null,
          ]
        : []),
    ];
    return schedule.pick(ways.filter((way): way is Tap => way !== null && way !== undefined));
  }

  function faultSomewhere(): void {
    const phone = schedule.pick(phones);
    const kind = schedule.pick([
      'crash',
      'crash',
      'offline',
      'offline',
      'signed-out',
      'another person',
      'backup',
      'restore',
      'rollback',
      'copied profile',
      'app too old',
      'office too old',
    ] as const);
    faults[kind] = (faults[kind] ?? 0) + 1;
    const forMs = 1_000 + schedule.random() * 30_000;
    if (kind === 'crash') {
      phone.crash();
      schedule.after(forMs / 4, () => void (phone.engine() ?? phone.open()));
    } else if (kind === 'offline') phone.offlineUntilMs = schedule.nowMs() + forMs;
    else if (kind === 'signed-out' || kind === 'another person') {
      phone.signedAs = kind === 'signed-out' ? null : schedule.pick([SAM, BO, ANA]);
      schedule.after(forMs, () => {
        phone.signedAs = phone.person;
        phone.engine()?.trigger('signed-in');
      });
    } else if (kind === 'app too old') {
      phone.schema = 0;
      // Somebody updates the app: its page begins anew.
      schedule.after(forMs, () => {
        phone.schema = 1;
        phone.crash();
        void phone.open();
      });
    } else if (kind === 'office too old') {
      phone.schema = 2;
      schedule.after(forMs, () => (phone.schema = 1));
    } else if (kind === 'backup') backups.push(...[office.backup()].filter((each) => each !== null));
    else if (backups.length === 0) return;
    else if (kind === 'restore' && schedule.chance(0.5)) office.restore(schedule.pick(backups) ?? null, true);
    else if (kind === 'rollback' && schedule.chance(0.3)) rollBack(forMs);
    else if (kind === 'copied profile' && phones.length < 7) {
      const copy = createPhone(world, `${phone.name}, copied`, phone.person, { replica: phone.disk.replica }, skewOf(schedule));
      phones.push(copy);
      void copy.open();
    }
  }

  /** The store loses its newest writes without a word; somebody notices later and restores as one should. */
  function rollBack(forMs: number): void {
    office.restore(schedule.pick(backups), false);
    rolledBack = true;
    schedule.after(forMs, () => {
      if (rolledBack) office.restore(office.backup(), true);
      rolledBack = false;
    });
  }
}

const skewOf = (schedule: Schedule): number => (schedule.chance(0.2) ? 86_400_000 : Math.floor(schedule.random() * 5_000));
