// What becomes of a text that the office writes: its intent, its undo, what makes it untrue, when it leaves, and the words that do.
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { companySchema, type Company } from '#core/company';
import type { Actor } from '#core/job';
import { ARGS } from '#core/mutation';
import { judgeTexts } from '#core/text-truth';
import { showTexts } from '#core/text-view';
import { hasLeft } from '#core/written-text';
import { callName, writtenText, writtenTrouble } from '#core/written-words';
import { ANA, BO, COMPANY, CREATE, DANA, deviceOf, OLIVE, readyJob, SAM, scene } from '../../support/core-scene.ts';

const MINUTE = 60_000;
const IMPORT: Actor = { kind: 'import', name: 'Import', access: 'none', roles: [] };
const words = { text: 'We are an hour late' };
type Scene = ReturnType<typeof scene>;
const heard = (it: Scene) => Date.parse(it.job().history.at(-1)?.receivedAt ?? '');
/** of the text that was written last */
function verdict(it: Scene, nowMs: number, company: Company = COMPANY): string {
  const job = it.job();
  const judged = judgeTexts(job, job.texts ?? [], company, nowMs, () => undefined).findLast(({ intent }) => intent.kind === 'message');
  return judged ? [judged.verdict.what, 'why' in judged.verdict ? judged.verdict.why : ''].join(' ').trim() : 'no text';
}
const quiet = (from: string, to: string): Company => v.parse(companySchema, { ...COMPANY, textQuiet: { from, to } });

describe('A written text', () => {
  test('is an intent in the same commit, due after its undo time, with its words and who wrote them', () => {
    const it = readyJob();
    const entry = it.say('text_customer', words);
    expect(it.job().texts?.at(-1)).toEqual({
      id: entry.id,
      kind: 'message',
      dueAt: new Date(Date.parse(entry.receivedAt) + 20_000).toISOString(),
      by: { id: DANA.id, name: DANA.name },
      text: words.text,
    });
    expect([verdict(it, heard(it) + 19_000), verdict(it, heard(it) + 20_000)]).toEqual(['hold undo', 'send']);
  });
  test('is the office’s to write, also to who came by an import; never to a job without a phone', () => {
    const it = readyJob();
    expect(it.say('text_customer', words, { by: SAM })).toMatchObject({ outcome: 'refused', code: 'not-allowed' });
    expect(it.say('text_customer', words, { by: ANA })).toMatchObject({ outcome: 'refused', code: 'not-allowed' });
    const imported = scene();
    imported.say('create_job', CREATE, { by: IMPORT, device: null });
    imported.say('text_customer', words);
    expect(imported.job().texts?.map(({ kind }) => kind)).toEqual(['message']);
    expect(v.is(ARGS.text_customer, { text: 'x'.repeat(601) })).toBe(false);
  });
  test('taken back within its time never leaves; a second time, or after it has left, is too late and said', () => {
    const it = readyJob();
    const first = it.say('text_customer', words);
    const soon = Date.parse(first.tappedAt) + 9_000;
    expect(it.say('undo', { mutation: first.id }, { tapped: soon }).outcome).toBe('applied');
    expect(verdict(it, heard(it) + 21_000)).toBe('drop undone');
    expect(it.say('undo', { mutation: first.id }, { tapped: soon + 1_000 })).toMatchObject({ outcome: 'refused', code: 'too-late' });
    const second = it.say('text_customer', words);
    const received = Date.parse(second.receivedAt);
    const late = it.say('undo', { mutation: second.id }, { tapped: received + 5_000, received: received + 17_001 });
    expect(late).toMatchObject({ outcome: 'refused', code: 'too-late' });
    expect(verdict(it, received + 21_000)).toBe('send');
  });
  test('waits for the quiet hours to end, and can be taken back until then; "now" leaves all the same', () => {
    const it = readyJob();
    const nowMs = heard(it) + MINUTE;
    const at = { tapped: nowMs, received: nowMs };
    const entry = it.say('text_customer', words, at);
    const clock = new Date(nowMs).toLocaleTimeString('en-GB', { timeZone: COMPANY.timeZone, hour: '2-digit', minute: '2-digit' });
    const company = quiet(clock, `${String((Number(clock.slice(0, 2)) + 2) % 24).padStart(2, '0')}${clock.slice(2)}`);
    expect(verdict(it, nowMs + 21_000, company)).toBe('hold quiet');
    expect(verdict(it, nowMs + 121 * MINUTE, company)).toBe('send');
    const later = { tapped: nowMs + 60 * MINUTE, received: nowMs + 60 * MINUTE, company };
    expect(it.say('undo', { mutation: entry.id }, later).outcome).toBe('applied');
    it.say('text_customer', { ...words, now: true }, { ...later, company });
    expect(verdict(it, nowMs + 61 * MINUTE, company)).toBe('send');
    // Written without a signal: whoever said "now" did not mean the middle of the night.
    it.say('text_customer', { ...words, now: true }, { tapped: nowMs + 60 * MINUTE, received: nowMs + 90 * MINUTE });
    expect(verdict(it, nowMs + 91 * MINUTE, company)).toBe('hold quiet');
  });
});

describe('Sender and undo agree at every moment', () => {
  const clock = (time: string, day = '24') => Date.parse(`2026-11-${day}T${time}-05:00`);
  const writtenAt = (receivedMs: number) => {
    const it = readyJob();
    return { it, entry: it.say('text_customer', words, { tapped: receivedMs, received: receivedMs }) };
  };
  test('Due just before the quiet hours it leaves just after; what could not by then is never kept for the morning', () => {
    const { it } = writtenAt(clock('20:59:20'));
    const at = ['20:59:39', '20:59:40', '21:00:05', '21:04:40', '21:04:41'].map((time) => verdict(it, clock(time)));
    expect(at).toEqual(['hold undo', 'send', 'send', 'send', 'drop too-late']);
    expect(verdict(it, clock('08:00:00', '25'))).toBe('drop too-late');
    const { it: night } = writtenAt(clock('20:59:41'));
    expect([verdict(night, clock('21:00:05')), verdict(night, clock('08:00:00', '25'))]).toEqual(['hold quiet', 'send']);
  });
  test('Whatever is held can be taken back until 3 s before it leaves; whatever may leave, or was let go, cannot', () => {
    for (let receivedMs = clock('20:50:00'); receivedMs < clock('21:10:00'); receivedMs += 37_000) {
      const { it, entry } = writtenAt(receivedMs);
      for (let nowMs = receivedMs; nowMs < receivedMs + 23 * 3_600_000; nowMs += nowMs < clock('21:20:00') ? 3_100 : 311_000) {
        const held = verdict(it, nowMs).startsWith('hold') && verdict(it, nowMs + 3_000).startsWith('hold');
        expect([receivedMs, nowMs, hasLeft(entry, COMPANY, nowMs)]).toEqual([receivedMs, nowMs, !held]);
      }
    }
  });
  test('Where there are no quiet hours a late one leaves all day', () => {
    const { it } = writtenAt(clock('20:59:20'));
    expect(verdict(it, clock('06:00:00', '25'), quiet('00:00', '00:00'))).toBe('send');
  });
});

describe('What is not true any more is not said', () => {
  const another = { set: { customer: { phone: '(617) 555-0199' } } };
  const byOlive = { by: OLIVE, device: deviceOf() };
  test('Others gave the job another phone: the words are not for whoever is there now. A name put right changes nothing', () => {
    const it = readyJob();
    const seen = it.seen();
    it.say('text_customer', words);
    it.say('edit_job', { set: { customer: { name: 'Rosa Delgada', phone: CREATE.customer.phone } } }, byOlive);
    expect(verdict(it, heard(it) + 30_000)).toBe('send');
    it.say('edit_job', another, byOlive);
    expect(verdict(it, heard(it) + 30_000)).toBe('drop overtaken');
    expect(it.say('text_customer', words, { base: seen })).toMatchObject({ outcome: 'refused', code: 'overtaken' });
    const own = readyJob();
    own.say('text_customer', words);
    own.say('edit_job', another);
    expect(verdict(own, heard(own) + 30_000)).toBe('send');
  });
  test('Others took back what its author had seen: let go', () => {
    const it = readyJob();
    const moved = it.say('reschedule', { window: { date: '2026-11-25', slot: '08-10' } }, byOlive);
    it.say('text_customer', words);
    it.say('undo', { mutation: moved.id }, byOlive);
    expect(verdict(it, heard(it) + 30_000)).toBe('drop overtaken');
  });
  test('Sent again it is the same words: not when they were taken back or overtaken, and at any age', () => {
    const it = readyJob();
    const first = it.say('text_customer', words);
    const again = (nowMs: number): string => {
      const intent = { id: 'again', kind: 'message', dueAt: new Date(nowMs).toISOString(), cause: first.id, text: words.text } as const;
      const [judged] = judgeTexts(it.job(), [intent], COMPANY, nowMs, () => undefined);
      return judged && 'why' in judged.verdict ? judged.verdict.why : (judged?.verdict.what ?? '');
    };
    expect([again(heard(it) + MINUTE), again(heard(it) + 30 * 60 * MINUTE)]).toEqual(['send', 'send']);
    const moved = it.say('set_status', { to: 'in_progress' }, { by: SAM });
    expect(again(heard(it) + MINUTE)).toBe('overtaken');
    it.say('undo', { mutation: moved.id }, { by: SAM, tapped: Date.parse(moved.tappedAt) + 5_000 });
    expect(again(heard(it) + MINUTE)).toBe('send');
    const second = it.say('text_customer', words);
    it.say('undo', { mutation: second.id }, { tapped: Date.parse(second.tappedAt) + 5_000 });
    const intent = { id: 'again', kind: 'message', dueAt: second.tappedAt, cause: second.id, text: words.text } as const;
    const nowMs = heard(it) + MINUTE;
    expect(judgeTexts(it.job(), [intent], COMPANY, nowMs, () => undefined)).toMatchObject([{ verdict: { what: 'drop', why: 'undone' } }]);
  });
  test('Others moved the job while the desk was offline: refused, with its reason', () => {
    const it = readyJob();
    const seen = it.seen();
    it.say('set_status', { to: 'in_progress' }, { by: SAM });
    expect(it.say('text_customer', words, { base: seen })).toMatchObject({ outcome: 'refused', code: 'overtaken' });
    expect(it.job().texts?.some(({ kind }) => kind === 'message')).toBe(false);
  });
  test('Others moved it before the text could leave: let go. A note, a crew, or what its author does themselves: sent', () => {
    const it = readyJob();
    it.say('text_customer', words);
    it.say('add_note', { text: 'Gate' }, { by: SAM });
    it.say('assign', { role: 'first_mate', member: BO.id });
    it.say('reschedule', { window: { date: '2026-11-25', slot: '08-10' } });
    expect(verdict(it, heard(it) + 30_000)).toBe('send');
    it.say('set_status', { to: 'in_progress' }, { by: SAM });
    expect(verdict(it, heard(it) + 30_000)).toBe('drop overtaken');
  });
  test('Cancelled by its own author: let go; a move that was taken back changes nothing', () => {
    const it = readyJob();
    it.say('text_customer', words);
    const started = it.say('set_status', { to: 'in_progress' }, { by: SAM });
    it.say('undo', { mutation: started.id }, { by: SAM, tapped: Date.parse(started.tappedAt) + 5_000 });
    expect(verdict(it, heard(it) + 30_000)).toBe('send');
    it.say('cancel', {});
    expect(verdict(it, heard(it) + 30_000)).toBe('drop overtaken');
  });
  test('Written a day before it could leave: too late. Written hours before: sent, and the office sees when it was', () => {
    const it = readyJob();
    const tapped = heard(it) + MINUTE;
    const received = tapped + 3 * 60 * MINUTE;
    it.say('text_customer', words, { tapped, received });
    expect([verdict(it, received + MINUTE), verdict(it, tapped + 24 * 60 * MINUTE + 1)]).toEqual(['send', 'drop too-late']);
    const [shown] = showTexts(it.job(), it.job().texts ?? [], COMPANY, received, () => undefined);
    expect(shown?.writtenAt).toBe(new Date(tapped).toISOString());
  });
});

describe('Words', () => {
  const values = {
    name: 'Rosa',
    number: '#1042',
    window: 'Tue Nov 24, 10:00-12:00',
    driver: 'Sam',
    link: 'https://x/track/#y',
    phone: '1',
  };
  test('are each customer’s own, under the company’s name; what is no placeholder stays', () => {
    expect(writtenText('Quick', 'Hi {name}, {driver} comes {window}. {link} {other}', values)).toBe(
      'Quick: Hi Rosa, Sam comes Tue Nov 24, 10:00-12:00. https://x/track/#y {other}',
    );
    expect(writtenText('Quick', '{number} $& {link}', { ...values, link: '{name}$1' })).toBe('Quick: #1042 $& {name}$1');
  });
  test.each([
    ['Rosa Delgado', 'Rosa'],
    ['José-Luis O’Neil', 'José-Luis'],
    ['Mr. Smith', ''],
    ['http://evil.example', ''],
    ['evil.example', ''],
    ['R', ''],
    ['WIN100 now', ''],
    ['', ''],
  ])('A first name is one only where it looks like one: %j', (name, expected) => expect(callName(name)).toBe(expected));
  test('Without a name the sentence closes over it', () => {
    const none = { ...values, name: '' };
    expect(writtenText('Quick', 'Hi {name}, we are late', none)).toBe('Quick: Hi, we are late');
    expect(writtenText('Quick', '{name}, we are late', none)).toBe('Quick: we are late');
  });
  test('An unknown placeholder and a lone bracket are named before they are sent', () => {
    expect(writtenTrouble('Hi {nam}')).toMatch(/^\{nam\} is not known here/);
    expect(writtenTrouble('Hi {name')).toBe('A bracket stands alone: take it out');
    expect(writtenTrouble('Hi {name} {link}')).toBeNull();
  });
});
