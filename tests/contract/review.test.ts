// Promises of the office's notices: what has no job is kept and shown, put away by name, brought back, and never lost.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../support/api-client.ts';
import { openScene, type Scene } from './access/scene.ts';

interface Notice {
  readonly id: string;
  readonly settled: { readonly by: { readonly name: string } } | null;
}

describe('what reached the office without a job', () => {
  let scene: Scene;
  beforeAll(async () => void (scene = await openScene()), 60_000);
  afterAll(() => scene.close());

  const office = () => scene.visitor('dispatcher').client;
  const list = async (kind: 'unfiled' | 'missing') => (await office().call('GET', '/api/review')).body[kind] as Notice[];
  const settle = (id: string, settled: boolean, client = office()) => client.call('PUT', `/api/review/${id}`, { settled });

  test('is shown as it came, newest first, with who sent it', async () => {
    const [older, newer] = [await scene.newUnfiled(), await scene.newUnfiled()];
    expect((await list('unfiled')).slice(0, 2)).toMatchObject([
      { id: newer, settled: null, entry: { type: 'add_note', outcome: 'needs_review', code: 'unknown-job', by: { name: 'Sam Tester' } } },
      { id: older },
    ]);
  });

  test('is put away by name; putting it away again changes nothing; it can be brought back', async () => {
    const id = await scene.newUnfiled();
    expect((await settle(id, true)).body).toEqual({ settled: true });
    expect((await settle(id, true, scene.visitor('owner').client)).status).toBe(200);
    const find = async () => (await list('unfiled')).find((each) => each.id === id);
    expect((await find())?.settled?.by.name).toBe('Dana Tester');
    await settle(id, false);
    expect((await find())?.settled).toBeNull();
  });

  test('put away, it still answers its phone: the same change is not filed twice', async () => {
    const { phone } = scene.visitor('crew on it');
    const note = phone.mutation('add_note', newId(), { text: 'Gate' });
    await phone.sync([note]);
    await settle(note.id, true);
    expect((await phone.sync([note])).results).toMatchObject([{ id: note.id, outcome: 'needs_review' }]);
    expect((await list('unfiled')).filter(({ id }) => id === note.id)).toHaveLength(1);
  });

  test('a gap names the phone’s owner and the numbers, and can be put away too', async () => {
    const { client, phone } = scene.visitor('crew on it');
    const mutation = { ...phone.mutation('add_note', await scene.newJob(), { text: 'After the gap' }), seq: 120 };
    const reply = await client.call('POST', '/api/sync', { ...phone.envelope([mutation]), device: newId(), keptFrom: 120 });
    expect(reply.status).toBe(200);
    const [gap] = await list('missing');
    expect(gap).toMatchObject({ name: 'Sam Tester', from: 1, to: 119, settled: null });
    expect((await settle(gap?.id ?? '', true)).status).toBe(200);
    expect((await list('missing'))[0]?.settled?.by.name).toBe('Dana Tester');
  });
});
