// Promises of a photo's way: only the announced bytes get in, the server looks at what arrived, and asking again is the confirmation.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PutBucketCorsCommand } from '@aws-sdk/client-s3';
import { idSchema } from '#core/id';
import * as v from 'valibot';
import { createS3PhotoStore } from '#lambda/aws/s3-photo-store';
import { newId } from '../support/api-client.ts';
import { BUCKET, localS3 } from '../support/local-stores.ts';
import { putPhoto as put } from './put-photo.ts';
import { openScene, PHOTO, PHOTO_BYTES, type Scene } from './access/scene.ts';

const tenant = v.parse(idSchema.tenant, 'quickdump');
const bytes = new Uint8Array(PHOTO_BYTES);

describe('A signed upload', async () => {
  const s3 = await localS3();
  afterAll(() => s3.close());
  const store = createS3PhotoStore({ client: s3.client, bucket: BUCKET, tenant });

  test('takes the announced bytes, and they are found with their hash and type', async () => {
    expect(await store.find(PHOTO.sha256)).toBeNull();
    expect((await put(await store.signUpload(PHOTO), bytes)).status).toBe(200);
    expect(await store.find(PHOTO.sha256)).toEqual({ sha256: PHOTO.sha256, bytes: PHOTO.bytes, type: 'image/jpeg' });
    expect(new Uint8Array(await (await fetch(await store.signView(PHOTO.sha256))).arrayBuffer())).toEqual(bytes);
  });

  test('takes nothing else: other bytes, another length, another type, another place', async () => {
    const other = Uint8Array.from(bytes, (byte, index) => (index === 20 ? byte ^ 1 : byte));
    const upload = await store.signUpload(PHOTO);
    expect((await put(upload, other)).status).toBe(400);
    expect((await put(upload, bytes.slice(0, 10))).status).toBe(403);
    expect((await put(upload, bytes, { 'content-type': 'text/html' })).status).toBe(403);
    expect((await put({ ...upload, url: upload.url.replace(PHOTO.sha256, `../jobs.json`) }, bytes)).status).toBe(403);
    expect((await put({ ...upload, url: upload.url.replace(PHOTO.sha256, 'f'.repeat(64)) }, bytes)).status).toBe(403);
    expect((await store.find(PHOTO.sha256))?.sha256).toBe(PHOTO.sha256);
  });

  test('is for the pages of this site alone', async () => {
    const rule = { AllowedOrigins: ['https://dispatch.example'], AllowedMethods: ['PUT'], AllowedHeaders: ['content-type'] };
    await s3.client.send(new PutBucketCorsCommand({ Bucket: BUCKET, CORSConfiguration: { CORSRules: [rule] } }));
    const { url } = await store.signUpload(PHOTO);
    const ask = (origin: string) =>
      fetch(url, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'content-type' },
      });
    expect((await ask('https://dispatch.example')).headers.get('access-control-allow-origin')).toBe('https://dispatch.example');
    expect((await ask('https://elsewhere.example')).status).toBe(403);
  });
});

describe('The API', () => {
  let scene: Scene;
  beforeAll(async () => void (scene = await openScene()));
  afterAll(() => scene.close());
  const place = `tenants/quickdump/photos/${PHOTO.sha256}`;

  test('says stored only once the right bytes are there (I9)', async () => {
    const { client } = scene.visitor('crew on it');
    const job = await scene.newJob();
    const ask = async () => (await client.call('POST', `/api/jobs/${job}/photos`, PHOTO)).body;
    const stateOf = async () => (await scene.jobAsStored(job))?.photos.map(({ state }) => state);
    expect(await ask()).toMatchObject({ state: 'awaiting' });
    for (const wrong of ['', 'not a photo', PHOTO_BYTES.subarray(0, 12), Buffer.concat([PHOTO_BYTES, PHOTO_BYTES])]) {
      await scene.store.plant(place, wrong);
      expect(await ask()).toMatchObject({ state: 'awaiting' });
      expect(await stateOf()).toEqual(['awaiting']);
    }
    expect((await client.call('GET', `/api/jobs/${job}/photos/${PHOTO.sha256}`)).status).toBe(404);
    await scene.store.plant(place, PHOTO_BYTES);
    expect(await ask()).toEqual({ state: 'stored' });
    expect(await stateOf()).toEqual(['stored']);
    expect(await ask()).toEqual({ state: 'stored' });
    const view = await client.call('GET', `/api/jobs/${job}/photos/${PHOTO.sha256}`);
    expect(view.status).toBe(302);
    expect(new Uint8Array(await (await fetch(view.headers.get('location') ?? '')).arrayBuffer())).toEqual(bytes);
  });

  test('never says stored for bytes that are no picture, whatever their hash', async () => {
    const page = Buffer.from('<script>alert(1)</script>');
    const photo = { ...PHOTO, sha256: createHash('sha256').update(page).digest('hex'), bytes: page.length };
    const { client, phone } = scene.visitor('crew on it');
    const job = await scene.newJob();
    await phone.sync([phone.mutation('attach_photo', job, photo)]);
    await scene.store.plant(`tenants/quickdump/photos/${photo.sha256}`, page);
    expect((await client.call('POST', `/api/jobs/${job}/photos`, photo)).body).toMatchObject({ state: 'awaiting' });
  });

  test('tells replicas that the photo has arrived', async () => {
    const { client, phone } = scene.visitor('crew on it');
    const job = await scene.newJob();
    const before = await phone.sync([]);
    await scene.store.plant(place, PHOTO_BYTES);
    await client.call('POST', `/api/jobs/${job}/photos`, PHOTO);
    const after = await client.call('POST', '/api/sync', {
      ...phone.envelope([]),
      cursor: { epoch: before.epoch, version: before.version },
    });
    const jobs = after.body['jobs'] as { id: string; photos: { state: string }[] }[];
    expect(jobs.find(({ id }) => id === job)?.photos).toMatchObject([{ state: 'stored' }]);
  });

  test('knows no photo that was not announced', async () => {
    const { client } = scene.visitor('crew on it');
    const job = await scene.newJob();
    expect((await client.call('POST', `/api/jobs/${job}/photos`, { ...PHOTO, sha256: 'a'.repeat(64) })).status).toBe(404);
    expect((await client.call('POST', `/api/jobs/${newId()}/photos`, PHOTO)).status).toBe(404);
  });
});
