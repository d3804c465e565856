// Promises of the exchange: order by seq, identity by id, and an answer that is the same however often it is asked for.
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { changesSince } from '#core/changes';
import { exchange } from '#core/exchange';
import { emptyBook, readBook, writeBook, type JobBook, type StoredJob } from '#core/job-book';
import { syncRequestSchema, type SyncResponse } from '#core/protocol';
import { BO, COMPANY, CREATE, DANA, deviceOf, nextId, NOW, readyJob, SAM } from '../../support/core-scene.ts';

/** A phone in front of a book: what it sends is decided, and what is decided stays. */
function phone(start: JobBook, actor: typeof SAM = SAM, clock: { nowMs: number; decidedMs?: number } = { nowMs: NOW }) {
  let book = start;
  const device = deviceOf();
  const ask = (mutations: unknown[], more: Record<string, unknown> = {}) => {
    const request = v.parse(syncRequestSchema, {
      protocol: 1,
      device,
      author: actor.id,
      sentAt: new Date(NOW).toISOString(),
      cursor: null,
      mutations,
      ...more,
    });
    const result = exchange(book, request, { actor, company: COMPANY, ...clock, memberExists: () => true });
    if (result.ok && result.value.book) book = result.value.book;
    return result;
  };
  const answer = (mutations: unknown[], more: Record<string, unknown> = {}): SyncResponse => {
    const result = ask(mutations, more);
    if (!result.ok) throw new Error(result.error.code);
    return result.value.answer;
  };
  const refusal = (mutations: unknown[], more: Record<string, unknown> = {}) => {
    const before = book;
    const result = ask(mutations, more);
    expect(book).toBe(before);
    return result.ok ? null : { code: result.error.code, ...result.error.extra };
  };
  return { ask, answer, refusal, book: () => book, device };
}
const note = (job: string, seq: number, more: Record<string, unknown> = {}) => ({
  id: nextId(),
  seq,
  schema: 1,
  job,
  type: 'add_note',
  args: { text: `note ${seq}` },
  tappedAt: new Date(NOW).toISOString(),
  ...more,
});

describe('what the office writes', () => {
  const text = (job: string, seq: number, words: string) => note(job, seq, { type: 'text_customer', args: { text: words } });
  test('An undo that others kept from being saved is decided by the clock of the try that saves it; it came when it came', () => {
    const it = readyJob();
    const clock: { nowMs: number; decidedMs?: number } = { nowMs: NOW };
    const dana = phone(it.book(), DANA, clock);
    const said = text(it.id, 1, 'An hour late');
    dana.answer([said]);
    const undo = note(it.id, 2, { type: 'undo', args: { mutation: said.id } });
    clock.nowMs = NOW + 12_000;
    clock.decidedMs = NOW + 23_000;
    expect(dana.answer([undo]).results).toMatchObject([{ outcome: 'refused', code: 'too-late' }]);
    const entry = dana.book().jobs.get(it.job().id)?.job.history.at(-1);
    expect(entry).toMatchObject({ receivedAt: new Date(NOW + 12_000).toISOString(), skewMs: -12_000 });
    const other = text(it.id, 3, 'Two hours late');
    dana.answer([other]);
    clock.decidedMs = clock.nowMs + 16_000;
    expect(dana.answer([note(it.id, 4, { type: 'undo', args: { mutation: other.id } })]).results).toMatchObject([{ outcome: 'applied' }]);
  });
  test.each([
    ['Hi {foo}', 'args.text: {foo} is not known here: take it out, or use one of the buttons'],
    ['Hi {name', 'args.text: A bracket stands alone: take it out'],
  ])('%j never goes out as it is: refused with its field', (words, reason) => {
    const it = readyJob();
    const dana = phone(it.book(), DANA);
    const { results } = dana.answer([text(it.id, 1, words), text(it.id, 2, 'Hi {name}')]);
    expect(results).toMatchObject([{ outcome: 'refused', code: 'unreadable' }, { outcome: 'applied' }]);
    const job = dana.book().jobs.get(it.job().id)?.job;
    expect(job?.history.at(-2)).toMatchObject({ reason });
    expect(job?.texts?.filter(({ kind }) => kind === 'message').map((each) => each.text)).toEqual(['Hi {name}']);
  });
});

describe('order and identity', () => {
  test('What is sent again is answered as the first time and writes nothing', () => {
    const it = readyJob();
    const sam = phone(it.book());
    const batch = [note(it.id, 1), note(it.id, 2)];
    const first = sam.answer(batch);
    const again = sam.ask(batch);
    expect(again).toMatchObject({
      ok: true,
      value: { book: null, answer: { results: first.results, version: first.version, lastSeq: 2 } },
    });
  });
  test('A gap is told with the number to go on from; a number used for another change is told as such', () => {
    const it = readyJob();
    const sam = phone(it.book());
    sam.answer([note(it.id, 1)]);
    expect(sam.refusal([note(it.id, 3)])).toMatchObject({ code: 'sequence-gap', expectedSeq: 2 });
    expect(sam.refusal([note(it.id, 2), note(it.id, 4)])).toMatchObject({ code: 'sequence-gap', expectedSeq: 3 });
    expect(sam.refusal([note(it.id, 1)])).toMatchObject({ code: 'sequence-reused', seq: 1 });
  });
  test('A known id under a new device is answered from its history and uses up its number', () => {
    const it = readyJob();
    const sam = phone(it.book());
    const first = note(it.id, 1);
    const before = sam.answer([first]);
    const renamed = { device: deviceOf() };
    const after = sam.answer([first, note(it.id, 2)], renamed);
    expect([after.results[0]?.outcome, after.lastSeq]).toEqual([before.results[0]?.outcome, 2]);
    expect(
      sam
        .book()
        .jobs.get(it.id)
        ?.job.notes.map(({ text }) => text),
    ).toEqual(['Gate code 4411', 'note 1', 'note 2']);
  });
  test('What a phone no longer holds is told to the office, and never blocks it for ever', () => {
    const it = readyJob();
    const sam = phone(it.book());
    expect(sam.answer([note(it.id, 120)], { keptFrom: 120 })).toMatchObject({ lastSeq: 120 });
    expect(sam.book().missing).toMatchObject([{ from: 1, to: 119, author: SAM.id }]);
  });
  test("Somebody else's queue, another protocol, another schema: nothing is applied", () => {
    const it = readyJob();
    const sam = phone(it.book());
    expect(sam.refusal([note(it.id, 1)], { author: BO.id })).toEqual({ code: 'author-mismatch' });
    expect(sam.refusal([note(it.id, 1)], { protocol: 2 })).toEqual({ code: 'protocol-unsupported' });
    expect(sam.refusal([note(it.id, 1), note(it.id, 2, { schema: 2 })])).toEqual({
      code: 'schema-unsupported',
      minSchema: 1,
      maxSchema: 1,
    });
  });
  test('A change that cannot be read is kept raw, and the ones behind it go through', () => {
    const it = readyJob();
    const sam = phone(it.book());
    const odd = note(it.id, 1, { type: 'teleport', args: { to: 'moon' } });
    const answer = sam.answer([odd, note(it.id, 2)]);
    expect(answer.results.map(({ outcome, code }) => [outcome, code])).toEqual([
      ['refused', 'unreadable'],
      ['applied', null],
    ]);
    expect(
      sam
        .book()
        .jobs.get(it.id)
        ?.job.history.find((entry) => entry.id === odd.id)?.raw,
    ).toContain('moon');
    expect(sam.answer([odd]).results[0]).toMatchObject({ outcome: 'refused', code: 'unreadable' });
  });
  test('A cursor ahead of the store proves a rollback: nothing is written', () => {
    const it = readyJob();
    expect(phone(it.book()).refusal([note(it.id, 1)], { cursor: { epoch: 1, version: it.book().version + 1 } })).toEqual({
      code: 'store-rolled-back',
    });
  });
});

describe('what a replica is told', () => {
  test('From the cursor on only what changed; from another epoch everything, as a snapshot', () => {
    const it = readyJob();
    const dana = phone(it.book(), DANA);
    const first = dana.answer([]);
    expect(first).toMatchObject({ snapshot: true, jobs: [{ id: it.id }] });
    const cursor = { epoch: first.epoch, version: first.version };
    expect(dana.answer([], { cursor })).toMatchObject({ snapshot: false, jobs: [] });
    expect(dana.answer([note(it.id, 1)], { cursor })).toMatchObject({ snapshot: false, version: first.version + 1, jobs: [{ id: it.id }] });
    const restored = { ...dana.book(), epoch: 2 };
    expect(changesSince(restored, cursor, DANA)).toMatchObject({ snapshot: true, epoch: 2 });
  });
  test('Lists carry the newest five entries of a history', () => {
    const it = readyJob();
    for (let i = 0; i < 9; i++) it.say('add_note', { text: `n${i}` });
    const [job] = phone(it.book(), DANA).answer([]).jobs;
    expect(job?.history.map((entry) => entry.rev)).toEqual([9, 10, 11, 12, 13]);
  });
  test('At most 2,000 jobs an answer, cut between two versions; following the cursor gives every job once', () => {
    const it = readyJob();
    const template = it.book().jobs.get(it.id) as StoredJob;
    const jobs = new Map(
      Array.from({ length: 4_500 }, (_, index) => {
        const job = { ...template.job, id: nextId() as typeof it.id };
        return [job.id, { version: Math.floor(index / 300) + 1, job }];
      }),
    );
    const book = { ...emptyBook(), version: 15, jobs };
    const ids = new Set<string>();
    let cursor: { epoch: number; version: number } | null = null;
    for (let pages = 0; pages < 5; pages++) {
      const page = changesSince(book, cursor, DANA);
      expect(page.jobs.length).toBeLessThanOrEqual(2_000);
      expect(page.snapshot).toBe(pages === 0);
      for (const { id } of page.jobs) ids.add(id);
      cursor = { epoch: page.epoch, version: page.version };
      if (!page.next) break;
      expect(page.next).toBe(`${page.epoch}.${page.version}`);
    }
    expect(ids.size).toBe(4_500);
  });
  test('A book comes back from its bytes as it was', () => {
    const it = readyJob();
    const again = readBook(JSON.parse(writeBook(it.book())));
    expect(again).toEqual({ ok: true, value: it.book() });
    expect(readBook({ format: 2 })).toMatchObject({ ok: false });
    expect(readBook({ ...JSON.parse(writeBook(it.book())), jobs: [{ version: 1, job: { id: 'x' } }] })).toMatchObject({ ok: false });
  });
  test('A new job made on a phone gets its number here', () => {
    const it = readyJob();
    const sam = phone(it.book());
    const job = nextId();
    const answer = sam.answer([{ ...note(job, 1), type: 'create_job', args: CREATE }, note(job, 2)]);
    expect(answer.results.map(({ outcome }) => outcome)).toEqual(['applied', 'applied']);
    expect(answer.jobs.find(({ id }) => id === job)).toMatchObject({ number: 1002, crew: { driver: SAM.id }, flags: ['made-by-crew'] });
  });
});
