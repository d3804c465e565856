// What the office writes to customers, from the desk's exchange to the phone: once, in each one's words, and told before and after who is not reached.
import { beforeEach, describe, expect, test } from 'vitest';
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
});
