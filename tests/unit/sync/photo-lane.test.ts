// Owns the promises about photos on the phone: after their tap, one by one, and gone only when the office has the bytes.
import { describe, expect, test } from 'vitest';
import type { MutationId } from '#core/id';
import type { PhotoUpload } from '#core/photo';
import { ok, refuse, type Result } from '#core/result';
import type { KeptPhoto, PhotoRemote, RemoteFailure } from '#sync/port';
import { driverAt, resultsOf, settled } from './fake-office.ts';

const UPLOAD: PhotoUpload = { url: 'https://bucket.example/photo', headers: {} };
const NOBODY = refuse<RemoteFailure>({ kind: 'network' });
type Asked = Result<'stored' | PhotoUpload, RemoteFailure>;

/** Answers by the given rules, and writes down what it was asked. */
function photoOffice() {
  const said: string[] = [];
  const stored = new Set<string>();
  const rules = { ask: null as ((photo: KeptPhoto) => Asked | null) | null, upload: true };
  const remote: PhotoRemote = {
    ask(photo) {
      said.push(`ask ${photo.sha256[0] ?? ''}`);
      return Promise.resolve(rules.ask?.(photo) ?? ok(stored.has(photo.sha256) ? 'stored' : { ...UPLOAD, url: photo.sha256 }));
    },
    upload({ url }) {
      said.push(`upload ${url[0] ?? ''}`);
      if (!rules.upload) return Promise.resolve(NOBODY);
      stored.add(url);
      return Promise.resolve(ok(null));
    },
  };
  return { remote, rules, said };
}

async function phoneWithCamera() {
  const photos = photoOffice();
  const scene = await driverAt(60_000, photos.remote);
  const take = (letter: string): void => {
    const args = { sha256: letter.repeat(64), bytes: 4, type: 'image/jpeg', kind: 'before' };
    const tapped = scene.phone.engine.act({ job: scene.job, type: 'attach_photo', args, photo: new ArrayBuffer(4) });
    if (!tapped.ok) throw new Error(tapped.error.code);
  };
  const states = () => [...scene.phone.engine.photos.states().values()];
  return { ...scene, ...photos, take, states };
}

describe('a photo', () => {
  test('waits for the tap that announces it, then goes up, is confirmed, and leaves the phone', async () => {
    const { phone, said, take, states } = await phoneWithCamera();
    phone.noSignal();
    take('a');
    await settled();
    expect([said, states()]).toEqual([[], ['waiting']]);
    phone.signal();
    phone.engine.trigger('send-now');
    await settled();
    expect(said).toEqual(['ask a', 'upload a', 'ask a']);
    expect(states()).toEqual([]);
    expect(await phone.store.photos.read('a'.repeat(64))).toBeNull();
  });

  test('whose upload is cut is tried again, and stays until it is confirmed', async () => {
    const { office, phone, rules, said, take, states } = await phoneWithCamera();
    rules.upload = false;
    take('a');
    await settled();
    expect(states()).toEqual(['waiting']);
    rules.upload = true;
    await office.advance(30_000);
    expect(said.at(-1)).toBe('ask a');
    expect(states()).toEqual([]);
    expect(phone.engine.pending()).toBe(0);
  });

  test('that the office calls arrived, while it is not, stays here', async () => {
    const { office, phone, rules, take, states } = await phoneWithCamera();
    rules.ask = () => ok(UPLOAD);
    take('a');
    await settled();
    await office.advance(120_000);
    expect(states()).not.toEqual([]);
    expect(await phone.store.photos.read('a'.repeat(64))).not.toBeNull();
  });

  test('that is refused does not hold back the next one', async () => {
    const { rules, take, states } = await phoneWithCamera();
    const gone = refuse<RemoteFailure>({ kind: 'problem', status: 404, code: 'not-found', detail: '', retryAfterSeconds: null, body: {} });
    rules.ask = ({ sha256 }) => (sha256.startsWith('a') ? gone : null);
    take('a');
    take('b');
    await settled();
    expect(states()).toEqual(['attention']);
  });

  test('never holds back a tap', async () => {
    const { phone, rules, take, job, office } = await phoneWithCamera();
    rules.ask = () => NOBODY;
    take('a');
    await settled();
    phone.tap(job, 'set_status', { to: 'in_progress' });
    await settled();
    expect(office.job(job).status).toBe('in_progress');
  });

  test('whose arrival a restored office has forgotten is asked about again, without its bytes', async () => {
    const { office, job, phone, said, take, states } = await phoneWithCamera();
    take('a');
    await settled();
    expect(states()).toEqual([]);
    office.restore(office.book());
    said.length = 0;
    phone.engine.trigger('send-now');
    await settled();
    expect(office.job(job).photos[0]?.state).toBe('awaiting');
    expect(said).toEqual(['ask a']);
  });

  test('whose tap is refused asks nobody, and goes once its author has read that', async () => {
    const { office, desk, job, phone, said, take, states } = await phoneWithCamera();
    desk.tap(job, 'assign', { role: 'driver', member: null });
    await settled();
    phone.engine.trigger('send-now');
    await settled();
    take('a');
    await settled();
    await office.advance(600_000);
    expect(resultsOf(phone)).toEqual(['refused']);
    expect([said, states()]).toEqual([[], ['attention']]);
    await phone.engine.dismiss(phone.engine.rows()[0]?.draft.id as MutationId);
    await settled();
    expect([said, states()]).toEqual([[], []]);
    expect(await phone.store.photos.read('a'.repeat(64))).toBeNull();
  });

  test('of a customer who asked to be erased is refused when it comes, and leaves the phone before its author has read that', async () => {
    const { office, job, phone, rules, said, take, states } = await phoneWithCamera();
    rules.upload = false;
    take('a');
    await settled();
    phone.noSignal();
    take('b');
    await settled();
    expect(states()).toEqual(['waiting', 'waiting']);
    office.erase(job);
    said.length = 0;
    phone.signal();
    phone.engine.trigger('send-now');
    await office.advance(600_000);
    expect(resultsOf(phone)).toEqual(['applied', 'refused']);
    expect(phone.engine.rows().at(-1)?.result?.code).toBe('customer-erased');
    expect(office.job(job).photos).toEqual([]);
    expect(states()).toEqual([]);
    expect(await Promise.all(['a', 'b'].map((letter) => phone.store.photos.read(letter.repeat(64))))).toEqual([null, null]);
  });

  test('of a job that a restored office does not know asks nobody, and goes once its author has read that', async () => {
    const { office, phone, said, states } = await phoneWithCamera();
    const args = { sha256: 'a'.repeat(64), bytes: 4, type: 'image/jpeg', kind: 'before' };
    const job = phone.ids.job(office.clock.nowMs());
    const tapped = phone.engine.act({ job, type: 'attach_photo', args, photo: new ArrayBuffer(4) });
    if (!tapped.ok) throw new Error(tapped.error.code);
    await office.advance(600_000);
    expect(phone.engine.rows()[0]?.result?.code).toBe('unknown-job');
    expect([said, states()]).toEqual([[], ['attention']]);
    await phone.engine.dismiss(tapped.value.id);
    await settled();
    expect([said, states()]).toEqual([[], []]);
  });
});
