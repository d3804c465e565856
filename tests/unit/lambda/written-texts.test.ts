// What the office writes to customers, from the desk's exchange to the phone: once, in each one's words, and told before and after who is not reached.
import { beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../support/api-client.ts';
import { setUp } from '../../support/text-scene.ts';

const FROM = '+18445550100';
const COMMIT = { Records: [{ eventSource: 'aws:s3', s3: { object: { key: 'tenants%2Fquickdump%2Fjobs.json' } } }] };
const MINUTE = { source: 'aws.events' };
const topic = (message: unknown) => ({ Records: [{ EventSource: 'aws:sns', Sns: { Message: JSON.stringify(message) } }] });

let it: Awaited<ReturnType<typeof setUp>>;
beforeEach(async () => void (it = await setUp()));

describe('A text that the office writes', () => {
  /** from a desk whose clock is right */
  const send = (...mutations: unknown[]) =>
    it.dana.client.call('POST', '/api/sync', { ...it.dana.phone.envelope(mutations), sentAt: new Date(it.ports.now()).toISOString() });
  const write = (job: string, text: string) => ({
    ...it.dana.phone.mutation('text_customer', job, { text }),
    tappedAt: new Date(it.ports.now()).toISOString(),
  });
  const ask = async (...jobs: string[]) => (await it.dana.client.call('POST', '/api/texts/reach', { jobs })).body as unknown as Reach;
  interface Reach {
    readonly quietUntil: string | null;
    readonly leftToday: number;
    readonly jobs: readonly { readonly id: string; readonly why: string | null; readonly written: { readonly state: string } | null }[];
  }
  test('leaves once with the words of each, after its undo time; the office sees before who cannot be reached, and after what became of it', async () => {
    const customer = { name: 'Rosa Delgado', phone: '(617) 555-0148' };
    const [rosa, nobody, stopped] = [
      await it.book({ customer }),
      await it.book({ customer: { name: 'x.example', phone: '+49 30 901820' } }),
      await it.book({ customer: { name: 'Al', phone: '(617) 555-0150' } }),
    ];
    await it.wake(COMMIT);
    await it.wake(topic({ originationNumber: '+16175550150', destinationNumber: FROM, messageBody: 'STOP' }));
    expect((await ask(rosa, nobody, stopped)).jobs.map(({ why }) => why)).toEqual([null, 'country', 'opted-out']);
    it.sent.length = 0;
    await send(...[rosa, nobody, stopped].map((job) => write(job, 'Hi {name}, we are late. {link}')));
    await it.wake(COMMIT);
    expect(it.sent).toEqual([]);
    expect((await ask(rosa)).jobs[0]?.written).toMatchObject({ state: 'waiting', why: 'undo' });
    it.later(21_000);
    await Promise.all([it.wake(MINUTE), it.wake(MINUTE)]);
    expect(it.sent.map(({ to, body }) => [to, body.replace(/http\S+/, 'LINK')])).toEqual([
      ['+16175550148', 'QuickDumpNow: Hi Rosa, we are late. LINK'],
    ]);
    const after = await ask(rosa, nobody, stopped);
    expect(after.jobs.map(({ written }) => written)).toMatchObject([
      { state: 'sent' },
      { state: 'not-sent', why: 'country' },
      { state: 'not-sent', why: 'opted-out' },
    ]);
    expect(await it.states(rosa)).toContain('message sent');
  });
  test('that was written without a signal says when', async () => {
    const job = await it.book();
    await it.wake(COMMIT);
    const written = write(job, 'An hour more');
    it.later(3_600_000);
    await send(written);
    it.later(21_000);
    await it.wake(MINUTE);
    expect(it.sent.at(-1)?.body).toBe('QuickDumpNow: An hour more (written 10:00)');
    expect((await it.texts(job)).texts[0]).toMatchObject({ kind: 'message', writtenAt: written.tappedAt });
  });
  test('is counted with the others: who had their share today is told before, and left alone', async () => {
    it = await setUp({ textCaps: { company: 5, number: 1 } });
    const job = await it.book();
    await it.wake(COMMIT);
    expect(await ask(job)).toMatchObject({ leftToday: 4, jobs: [{ why: 'number-cap' }] });
    await send(write(job, 'One more'));
    it.later(21_000);
    await it.wake(MINUTE);
    expect(it.sent).toHaveLength(1);
    expect((await ask(job)).jobs[0]?.written).toMatchObject({ state: 'not-sent', why: 'number-cap' });
  });
  test('that the provider has no time for, or that is not to be sent any more, is not counted', async () => {
    it = await setUp({ textCaps: { company: 5, number: 2 } });
    const job = await it.book();
    await it.wake(COMMIT);
    await send(write(job, 'One more'));
    it.later(21_000);
    it.provider.answer = { kind: 'busy', code: 'ThrottlingException' };
    for (let tries = 0; tries < 6; tries++) {
      await it.wake(MINUTE);
      it.later(60_000);
    }
    expect(await ask(job)).toMatchObject({ leftToday: 4, jobs: [{ why: null }] });
    it.provider.answer = null;
    // Between its claim and its leaving the job is cancelled.
    const { increment } = it.ports.shortLived;
    const cancel = { ...it.dana.phone.mutation('cancel', job, {}), tappedAt: new Date(it.ports.now()).toISOString() };
    let cancelled = false;
    Object.assign(it.ports.shortLived, {
      async increment(...counter: Parameters<typeof increment>) {
        if (!cancelled) await send(cancel);
        cancelled = true;
        return increment(...counter);
      },
    });
    await it.wake(MINUTE);
    expect((await ask(job)).jobs[0]?.written).toMatchObject({ state: 'not-sent', why: 'overtaken' });
    expect(await ask(job)).toMatchObject({ leftToday: 4 });
    expect(it.sent).toHaveLength(1);
  });
  test('to many, by a slow provider: the sender stops in time, forgets none, and goes on a minute later', async () => {
    const jobs: string[] = [];
    for (let each = 0; each < 6; each++) {
      const customer = { name: 'Rosa', phone: `(617) 555-017${each}` };
      jobs.push(await it.book({ customer, window: { date: `2026-11-${25 + Math.floor(each / 2)}`, slot: '10-12' } }));
    }
    await it.wake(COMMIT);
    it.sent.length = 0;
    const { increment } = it.ports.shortLived;
    const slowly = (...counter: Parameters<typeof increment>) => (it.later(5_000), increment(...counter));
    Object.assign(it.ports.shortLived, { increment: slowly });
    await send(...jobs.map((job) => write(job, 'We are late')));
    it.later(21_000);
    // The commit's own event is as long as the minute's.
    await it.wake(COMMIT);
    expect(it.sent).toHaveLength(4);
    await it.wake(MINUTE);
    expect(it.sent.map(({ to }) => to).toSorted()).toEqual(jobs.map((_, each) => `+1617555017${each}`));
    await send(...jobs.map((job) => write(job, 'Later still')));
    it.later(21_000);
    const startMs = it.ports.now();
    await it.wake(MINUTE);
    expect([it.sent.length, it.ports.now() - startMs]).toEqual([10, 40_000]);
    // What was not looked at is told to the alarm as waiting.
    expect(it.ports.logged.findLast(({ event }) => event === 'texts-swept')).toMatchObject({ oldestUnsentSeconds: 40 });
    await it.wake(MINUTE);
    expect(it.sent).toHaveLength(12);
  });
  test('is taken back only while it has not left: an undo that others keep from being saved looks at the clock again', async () => {
    const job = await it.book();
    await it.wake(COMMIT);
    const text = write(job, 'An hour late');
    await send(text);
    it.later(12_000);
    const { openJobStore } = it.ports;
    Object.assign(it.ports, {
      openJobStore(...tenant: Parameters<typeof openJobStore>) {
        const store = openJobStore(...tenant);
        const change: typeof store.change = (decide) =>
          store.change((book, storedBytes) => {
            // The first try is lost, and the sender comes before the second.
            if (it.ports.now() - Date.parse(text.tappedAt) < 20_000) {
              decide(book, storedBytes);
              it.later(11_000);
            }
            return decide(book, storedBytes);
          });
        return { ...store, change };
      },
    });
    const undo = { ...it.dana.phone.mutation('undo', job, { mutation: text.id }), tappedAt: new Date(it.ports.now()).toISOString() };
    const { body } = await send(undo);
    expect(body['results']).toMatchObject([{ outcome: 'refused', code: 'too-late' }]);
    await it.wake(MINUTE);
    expect(it.sent.at(-1)?.body).toBe('QuickDumpNow: An hour late');
  });
  test('that a person sends again says when it was written; what was taken back does not leave again', async () => {
    const job = await it.book();
    await it.wake(COMMIT);
    const [said, unsaid] = [write(job, 'An hour more'), write(job, 'Two hours more')];
    await send(said, unsaid, { ...it.dana.phone.mutation('undo', job, { mutation: unsaid.id }), tappedAt: unsaid.tappedAt });
    it.later(21_000);
    await it.wake(MINUTE);
    it.later(3_600_000);
    for (const { id } of [said, unsaid])
      await it.dana.client.call('POST', `/api/jobs/${job}/texts`, { id: newId(), kind: 'again', text: id });
    it.sent.length = 0;
    await it.wake(MINUTE);
    expect(it.sent.map(({ body }) => body)).toEqual(['QuickDumpNow: An hour more (written 10:00)']);
    expect((await it.states(job)).slice(0, 2)).toEqual(['message not-sent undone', 'message sent']);
  });
});
