// Promises of a queue that somebody carries: judged as its author's, sent by the office alone, and each change once.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../support/api-client.ts';
import { openScene, type Person, type Scene } from './access/scene.ts';

describe('a carried queue', () => {
  let scene: Scene;
  beforeAll(async () => void (scene = await openScene()));
  afterAll(() => scene.close());

  const send = (person: Person, carriedBy: string | undefined, job: string, id = newId(), device = newId(), author = scene.ids['sam']) => {
    const { client, phone } = scene.visitor(person);
    const args = { to: 'in_progress' };
    const base = { baseStatus: null, baseRev: null, tappedAt: new Date().toISOString() };
    const mutation = { id, seq: 1, schema: 1, job, type: 'set_status', args, ...base };
    return client.call('POST', '/api/sync', { ...phone.envelope([mutation]), author, device, carriedBy });
  };

  test('counts as its author’s, with the carrier’s name beside it, and once', async () => {
    const job = await scene.newJob();
    const [id, device] = [newId(), newId()];
    for (let again = 0; again < 2; again++) {
      const reply = await send('dispatcher', scene.ids['dana'], job, id, device);
      expect(reply.body['results']).toMatchObject([{ id, outcome: 'applied' }]);
    }
    // The phone itself comes back later, with the same numbers.
    expect((await send('crew on it', undefined, job, id, device)).body['results']).toMatchObject([{ id, outcome: 'applied' }]);
    const entries = (await scene.jobAsStored(job))?.history.filter((entry) => entry.id === id);
    expect(entries).toMatchObject([{ by: { id: scene.ids['sam'] }, carriedBy: { id: scene.ids['dana'] }, device, seq: 1 }]);
  });

  test('has its author’s rights, not the carrier’s', async () => {
    const job = await scene.newJob();
    const reply = await send('dispatcher', scene.ids['dana'], job, newId(), newId(), scene.ids['bo']);
    expect(reply.body['results']).toMatchObject([{ outcome: 'refused', code: 'not-allowed' }]);
  });

  test('is sent by nobody but the office, and in nobody else’s name', async () => {
    const job = await scene.newJob();
    const before = await scene.jobAsStored(job);
    for (const [person, carrier] of [
      ['supervisor of it', scene.ids['ana']],
      ['supervisor of it', scene.ids['dana']],
      ['dispatcher', scene.ids['olga']],
      ['dispatcher', undefined],
      ['other company', scene.ids['dana']],
    ] as const)
      expect((await send(person, carrier, job)).body['code'], `${person} as ${carrier ?? 'nobody'}`).toBe('author-mismatch');
    expect((await send('dispatcher', scene.ids['dana'], job, newId(), newId(), newId())).body['code']).toBe('author-mismatch');
    expect(await scene.jobAsStored(job)).toEqual(before);
  });
});
