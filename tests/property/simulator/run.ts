// Owns one simulated day: people tap, everything fails, faults stop, and the books are compared.
import type { Tap } from '#sync/local-replica';
import { COMPANY, SAM } from '../../support/core-scene.ts';
import { newDisk } from './disk.ts';
import { createFaults, skewOf } from './faults.ts';
import { MUTANTS, type Mutant } from './mutants.ts';
import { createOffice, type On } from './office.ts';
import { companyOf, PEOPLE } from './people.ts';
import { createPhone, type Phone } from './phone.ts';
import { createSchedule } from './schedule.ts';
import { createTaps, crewFor, mateOf } from './taps.ts';
import { createWatch } from './watch.ts';
import type { World } from './world.ts';

const SCENE_MS = 20_000;
const DAY_MS = 60_000;
const TAP_EVERY_MS = 600;
const FAULT_EVERY_MS = 4_000;
/** By then every backoff and hold is over. */
const REST_MS = 1_800_000;
/** Longer than the slowest request and the slowest poll: what is still on its way has arrived. */
const QUIET_MS = 90_000;
const JOBS = 3;

export interface RunReport {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly taps: number;
  readonly photos: number;
  readonly faults: Readonly<Record<string, number>>;
}

export async function simulate(seed: number, mutant: Mutant | null = null, on: On = 's3'): Promise<RunReport> {
  const schedule = createSchedule(seed);
  const violations = new Set<string>();
  const violation = (text: string): void => void violations.add(text);
  const office = createOffice(schedule, mutant, violation, on);
  const world: World = { schedule, office, mutant, calm: true, violation };
  const phones: Phone[] = PEOPLE.map((person) => createPhone(world, person.name, person, newDisk(schedule), skewOf(schedule)));
  const watch = createWatch(world, phones);
  const taps = createTaps(schedule);
  const counts = { taps: 0, photos: 0 };

  await setScene();
  world.calm = false;
  const faults = createFaults(world, phones);
  if (schedule.chance(0.5)) addTab();
  plan(TAP_EVERY_MS, tapSomething);
  plan(FAULT_EVERY_MS, faults.strike);
  await pass(DAY_MS);

  world.calm = true;
  office.calm();
  faults.end();
  for (const phone of phones) {
    Object.assign(phone, { offlineUntilMs: 0, signedAs: phone.person, schema: 1 });
    if (!phone.engine()) void phone.open();
  }
  await pass(1_000);
  for (const phone of phones) phone.engine()?.trigger('signed-in');
  for (const finding of await afterRest()) violation(finding);
  return { seed, violations: [...violations], ...counts, faults: faults.counts };

  function pass(ms: number): Promise<void> {
    return schedule.runUntil(schedule.nowMs() + ms, () => {
      watch.step();
      return !isFound();
    });
  }

  /** Nothing more is learnt: the promise is broken, or the mutant has shown what it breaks. */
  function isFound(): boolean {
    return mutant ? [...violations].some((text) => text.startsWith(`${MUTANTS[mutant]} `)) : violations.size > 0;
  }

  /** Lets time pass until nothing is wrong any more and nothing is under way, and no longer than it may take. */
  async function afterRest(): Promise<readonly string[]> {
    const untilMs = schedule.nowMs() + REST_MS;
    while (!isFound()) {
      await pass(QUIET_MS);
      const wrong = isFound() ? [] : watch.atRest();
      if (wrong.length === 0 || schedule.nowMs() >= untilMs) return wrong;
    }
    return [];
  }

  /** Jobs that each office made, with a crew; every phone knows them. */
  async function setScene(): Promise<void> {
    for (const phone of phones) void phone.open();
    await pass(1_000);
    for (const phone of phones.filter(({ person }) => person.access !== 'crew'))
      for (let i = 0; i < JOBS; i++) {
        const made = taps.newJob(`C ${i}`);
        tap(phone, made);
        if (companyOf(phone.person) === COMPANY) for (const assign of crewFor(made.job)) tap(phone, assign);
      }
    await pass(SCENE_MS);
    for (const phone of phones) phone.engine()?.trigger('online');
    await pass(1_000);
  }

  function addTab(): void {
    const disk = phones.find(({ person }) => person === SAM)?.disk;
    if (!disk) return;
    const tab = createPhone(world, 'Sam, second tab', SAM, disk, 0);
    phones.push(tab);
    void tab.open();
  }

  function plan(everyMs: number, act: () => void): void {
    schedule.after(schedule.random() * everyMs * 2, () => {
      if (world.calm) return;
      act();
      plan(everyMs, act);
    });
  }

  function tapSomething(): void {
    const phone = schedule.pick(phones);
    if (schedule.chance(0.1)) return putAway(phone);
    const shown = [...phone.shown().values()];
    if (shown.length === 0) return;
    const what = taps.tapOn(schedule.pick(shown), phone.person);
    tap(phone, what);
    // Two of one crew see the same thing and both tell it.
    const mate = phones.find(({ person }) => person === mateOf(phone.person));
    if (what.type === 'set_status' && schedule.chance(0.3)) schedule.after(schedule.random() * 3_000, () => tap(mate, what));
  }

  function tap(phone: Phone | undefined, what: Tap): void {
    const taken = phone?.engine()?.act(what);
    if (!phone || !taken?.ok) return;
    const { id, kept } = taken.value;
    const { sha256 } = { sha256: null, ...(what.type === 'attach_photo' && (what.args as { sha256: string })) };
    kept.then(
      () => {
        counts.taps += 1;
        if (sha256) counts.photos += 1;
        watch.kept({ id, by: phone.person, sha256 }, phone);
      },
      () => undefined,
    );
  }

  /** Somebody reads what became of a tap and puts the notice away. */
  function putAway(phone: Phone): void {
    const row = phone
      .engine()
      ?.rows()
      .find(({ result, dismissed }) => result && result.outcome !== 'applied' && !dismissed);
    if (!row) return;
    watch.read(row.draft.id, row.result);
    void phone
      .engine()
      ?.dismiss(row.draft.id)
      .catch(() => undefined);
  }
}
