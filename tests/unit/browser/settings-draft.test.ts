// Promises of the settings page's draft: what is typed comes back as it would be stored, and only what differs is sent.
import { describe, expect, test } from 'vitest';
import { FIELDS, settingsOf, withSettings, type Field, type Settings } from '#core/company-settings';
import { changedFields, checkDraft, draftOf, readTime, serviceIdFor, withTyped, type Draft } from '#lib/settings/settings-draft.ts';
import { differenceWords, settingWords } from '#lib/settings/setting-words.ts';
import { COMPANY } from '../../support/core-scene.ts';

const STORED = settingsOf(COMPANY);
const edited = (change: (draft: ReturnType<typeof draftOf>) => void) => {
  const draft = draftOf(STORED);
  change(draft);
  const fields = changedFields(draftOf(STORED), draft);
  return { fields, ...checkDraft(draft, fields, COMPANY) };
};

describe('the draft', () => {
  test('Nothing typed is nothing to save', () => {
    expect(edited(() => undefined)).toEqual({ fields: [], set: {}, errors: [] });
  });
  test('All of it, sent back unchanged, changes nothing', () => {
    const draft = draftOf(STORED);
    const { set } = checkDraft(draft, ['slots', 'services', 'blackout', 'noticeMinutes'], COMPANY);
    expect(withSettings(COMPANY, set ?? {}).fields).toEqual([]);
  });
  test('A cell that is emptied closes the window on that day', () => {
    const { fields, set } = edited((draft) => draft.windows[0]?.cells.splice(0, 1, ''));
    expect(fields).toEqual(['slots']);
    expect(withSettings(COMPANY, set ?? {}).company.slots[0]).toMatchObject({ slot: '08-10', weekdays: [1, 2, 3, 4, 5, 6], places: 3 });
  });
  test.each<[string, (draft: ReturnType<typeof draftOf>) => void, string]>([
    ['a word for a number of places', (draft) => draft.windows[1]?.cells.splice(3, 1, 'two'), 'slots.1.placesOn.3'],
    ['no time', (draft) => draft.windows[0] && (draft.windows[0].start = 'noon'), 'slots.0.start'],
    ['no number for the notice', (draft) => (draft.notice = ''), 'noticeMinutes'],
    ['a service without a name', (draft) => draft.services[0] && (draft.services[0].name = ' '), 'services.0.name'],
  ])('%s is told at its place', (_, change, path) => {
    expect(edited(change).errors.map((error) => error.path)).toEqual([path]);
  });
  test('Notice is typed in the unit that fits', () => {
    const draft = draftOf({ ...STORED, noticeMinutes: 48 * 60 });
    expect([draft.notice, draft.noticeUnit]).toEqual(['2', 'days']);
    expect(edited((each) => ((each.notice = '1.5'), (each.noticeUnit = 'hours'))).set).toEqual({ noticeMinutes: 90 });
  });
});

describe('typing goes on while a save is under way', () => {
  const sent = (): ReturnType<typeof draftOf> => ({ ...draftOf(STORED), phone: '(617) 555-0111', notice: '60', noticeUnit: 'minutes' });
  const saved = draftOf({ ...STORED, phone: '(617) 555-0111', noticeMinutes: 60, mark: 'Z' });
  test('What was typed since stays to be saved; all else is as it was saved, what others have set too', () => {
    const next = withTyped(saved, sent(), { ...sent(), name: 'Renamed', windows: draftOf(STORED).windows.slice(1) });
    expect(changedFields(saved, next)).toEqual(['name', 'slots']);
    expect([next.name, next.mark, next.notice, next.noticeUnit]).toEqual(['Renamed', 'Z', '1', 'hours']);
  });
  test('A number stays with the unit that it was typed in', () => {
    const next = withTyped(saved, sent(), { ...sent(), notice: '90' });
    expect(checkDraft(next, changedFields(saved, next), COMPANY).set).toEqual({ noticeMinutes: 90 });
  });
  test('Where theirs is chosen, what was typed since in that field is given up', () => {
    expect(withTyped(saved, sent(), { ...sent(), phone: '(617) 555-0199', name: 'Renamed' }, 'phone')).toEqual({
      ...saved,
      name: 'Renamed',
    });
  });
  test('Every field stays, whole', () => {
    const typed: Draft = {
      ...{ name: 'N', phone: '1', timeZone: 'Europe/Paris', country: 'ES', mark: 'N', color: '#111111', colorDark: '#eeeeee' },
      ...{ logo: null, picked: { url: 'blob:1', data: 'AAAA', width: 1, height: 1 }, services: [], windows: [] },
      ...{ notice: '7', noticeUnit: 'days', jobsPerDriver: '9', blackout: [{ date: '2026-12-24', reason: '' }] },
      ...{ languages: ['es'], language: 'es', change: '5', changeUnit: 'days', showPhotos: !STORED.showPhotos },
      ...{ textsOff: ['booked'], templates: { 'booked.en': 'Hello' }, quietFrom: '01:00', quietTo: '02:00' },
      ...{ capCompany: '1', capNumber: '1', countries: 'FR' },
    };
    const next = withTyped(draftOf(STORED), draftOf(STORED), typed);
    expect([changedFields(draftOf(STORED), next), next]).toEqual([FIELDS, typed]);
  });
});

test.each([
  ['8', '08:00'],
  ['830', '08:30'],
  ['0830', '08:30'],
  ['8:05', '08:05'],
  ['2pm', '14:00'],
  ['12 am', '00:00'],
  ['12:30 p.m.', '12:30'],
  ['24', null],
  ['9:75', null],
  ['13pm', null],
  ['noon', null],
  ['', null],
])('"%s" is %s', (text, time) => {
  expect(readTime(text)).toBe(time);
});

test('A new service gets an id of its own, whatever its name', () => {
  expect([serviceIdFor('Sofá & más', []), serviceIdFor('Sofa', ['sofa', 'sofa-2']), serviceIdFor('沙发', [])]).toEqual([
    'sofa-mas',
    'sofa-3',
    'service',
  ]);
});

test('Every setting can be said in words', () => {
  const settings: Settings = { ...STORED, blackout: [{ date: '2026-12-24', reason: 'Eve' }], noticeMinutes: 90 };
  expect(settingWords('slots', settings)).toContain('08:00–10:00 (Mon 3 Tue 3');
  expect([settingWords('blackout', settings), settingWords('noticeMinutes', settings), settingWords('logo', settings)]).toEqual([
    'Thu 24 Dec (Eve)',
    '90 minutes',
    'no logo',
  ]);
});

test.each<[string, Field, Partial<Settings>, Partial<Settings>, string]>([
  [
    'the description of a service, without the services that are the same',
    'services',
    {
      services: [
        { id: 'sofa', name: 'Sofa', description: 'Any' },
        { id: 'tub', name: 'Tub' },
      ],
    },
    {
      services: [
        { id: 'sofa', name: 'Sofa' },
        { id: 'tub', name: 'Tub' },
      ],
    },
    'Sofa, description: Any',
  ],
  [
    'a service that one has taken out',
    'services',
    { services: [{ id: 'tub', name: 'Tub', retired: true }] },
    { services: [{ id: 'tub', name: 'Hot tub' }] },
    'Tub: not offered',
  ],
  [
    'an order',
    'services',
    {
      services: [
        { id: 'tub', name: 'Tub' },
        { id: 'sofa', name: 'Sofa' },
      ],
    },
    {
      services: [
        { id: 'sofa', name: 'Sofa' },
        { id: 'tub', name: 'Tub' },
      ],
    },
    'Tub, Sofa',
  ],
  ['a day that is not closed', 'blackout', { blackout: [] }, { blackout: [{ date: '2026-12-24', reason: 'Eve' }] }, 'Thu 24 Dec: open'],
  [
    'a window that is closed',
    'slots',
    { slots: STORED.slots.map((slot) => ({ ...slot, weekdays: [] })).slice(0, 1) },
    { slots: STORED.slots.slice(0, 1) },
    '08:00–10:00 (closed)',
  ],
  [
    'a text that is ours',
    'textTemplates',
    { textTemplates: [] },
    { textTemplates: [{ id: 'booked.en', text: 'Hi' }] },
    'booked.en: our own words',
  ],
  ['a phone number', 'phone', { phone: '(617) 555-0111' }, { phone: '(617) 555-0122' }, '(617) 555-0111'],
])('Of two settings what differs is said: %s', (_, field, one, other, words) => {
  expect(differenceWords(field, { ...STORED, ...one }, { ...STORED, ...other })).toBe(words);
});
