// Which texts a change gives rise to: written with the change itself, nothing for imports, nothing for what did not happen.
import { describe, expect, test } from 'vitest';
import type { Actor } from '#core/job';
import { viewOf, listViewOf } from '#core/visibility';
import { ANA, CREATE, DANA, readyJob, SAM, scene } from '../../support/core-scene.ts';

const ROSA: Actor = { kind: 'customer', name: 'Rosa', access: 'none', roles: [] };
const kinds = (it: ReturnType<typeof scene>) => (it.job().texts ?? []).map(({ kind }) => kind);

describe('The intent of a text is written with the change that causes it', () => {
  test('A day of a job: booked, confirmed, on the way, completed; each named by its history entry', () => {
    const it = scene();
    it.say('create_job', CREATE, { by: ROSA, device: null });
    it.say('assign', { role: 'driver', member: SAM.id });
    it.say('set_status', { to: 'ready_for_pickup' });
    it.say('set_status', { to: 'in_progress' }, { by: SAM });
    it.say('add_note', { text: 'Gate open' }, { by: SAM });
    it.say('set_status', { to: 'completed' }, { by: SAM });
    expect(kinds(it)).toEqual(['booked', 'confirmed', 'on_the_way', 'completed']);
    const entries = new Set(it.job().history.map(({ id }) => id as string));
    expect(it.job().texts?.every(({ id }) => entries.has(id))).toBe(true);
  });
  test('A booking is due at once, a move 20 seconds after the office heard of it', () => {
    const it = scene();
    const booked = it.say('create_job', CREATE, { by: ROSA, device: null });
    const ready = it.say('set_status', { to: 'ready_for_pickup' });
    const [first, second] = it.job().texts ?? [];
    expect(first?.dueAt).toBe(booked.receivedAt);
    expect(Date.parse(second?.dueAt ?? '') - Date.parse(ready.receivedAt)).toBe(20_000);
  });
  test('Another window, an attempt, a cancel and a reopen are told; steps back, notes and refusals are not', () => {
    const it = readyJob();
    it.say('reschedule', { window: { date: '2026-11-25', slot: '08-10' } });
    it.say('cannot_complete', { reason: 'not_home' }, { by: SAM });
    it.say('set_status', { to: 'ready_for_pickup' });
    it.say('set_status', { to: 'booking_confirmed' });
    it.say('cancel', {});
    it.say('reopen', {});
    it.say('set_status', { to: 'completed' }, { by: SAM });
    expect(kinds(it).slice(2)).toEqual(['rescheduled', 'attempted', 'confirmed', 'cancelled', 'confirmed']);
  });
  test('Taking a new window back is told as a window, taking a cancel back as being on again', () => {
    const it = readyJob();
    const moved = it.say('reschedule', { window: { date: '2026-11-25', slot: '08-10' } });
    it.say('undo', { mutation: moved.id });
    const off = it.say('cancel', {});
    it.say('undo', { mutation: off.id });
    expect(kinds(it).slice(2)).toEqual(['rescheduled', 'rescheduled', 'cancelled', 'confirmed']);
  });
  test('A second witness of the same step adds no text', () => {
    const it = readyJob();
    const seen = it.seen();
    it.say('set_status', { to: 'in_progress' }, { by: SAM, base: seen });
    it.say('set_status', { to: 'in_progress' }, { by: ANA, base: seen });
    expect(kinds(it).filter((kind) => kind === 'on_the_way')).toHaveLength(1);
  });
});

test('An imported job texts nobody, whatever happens to it later', () => {
  const it = scene();
  it.say('create_job', CREATE, { by: { kind: 'import', name: 'Import', access: 'none', roles: [] }, device: null });
  it.say('set_status', { to: 'ready_for_pickup' });
  expect(it.job().texts).toBeUndefined();
});

test("A crew's job at the kerb sends no booking text before the office has looked at it", () => {
  const it = scene();
  it.say('create_job', CREATE, { by: SAM });
  expect(it.job().texts).toBeUndefined();
});

test('No view of a job carries its texts: the office asks for them by themselves', () => {
  const job = readyJob().job();
  expect(job.texts).toBeDefined();
  for (const viewer of [DANA, SAM])
    expect([viewOf(job, viewer), listViewOf(job, viewer)].map((view) => view && 'texts' in view)).toEqual([false, false]);
});

test('A job keeps its newest 40 texts', () => {
  const it = readyJob();
  for (let i = 0; i < 25; i++) {
    it.say('set_status', { to: 'in_progress' }, { by: SAM });
    it.say('set_status', { to: 'ready_for_pickup' });
    it.say('reschedule', { window: { date: '2026-11-25', slot: i % 2 ? '08-10' : '12-14' } });
  }
  expect(it.job().texts).toHaveLength(40);
  expect(it.job().texts?.at(-1)?.kind).toBe('rescheduled');
});
