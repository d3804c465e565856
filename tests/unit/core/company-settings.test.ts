// Promises of the company's settings: bad ones are named by field, old objects read, what others wrote stays, two editors lose nothing.
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { companySchema } from '#core/company';
import { changeRecord } from '#core/change-record';
import { readRecord, writeRecord, type CompanyRecord } from '#core/company-record';
import { settingsOf, settingsSchema, storedForm, withSettings, type SettingsChange } from '#core/company-settings';
import { logoFacts } from '#core/logo';
import { mergeSettings } from '#core/merge-settings';
import { COMPANY } from '../../support/core-scene.ts';
import { LOGO_BYTES } from '../../support/logo.ts';

const CHANGE = { by: { id: 'm1', name: 'Olive' }, at: '2026-11-24T15:00:00.000Z' };
const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];
const RECORD: CompanyRecord = { company: COMPANY, changed: {} };
const changed = (set: SettingsChange, record = RECORD): CompanyRecord => {
  const answer = changeRecord(record, set, CHANGE);
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return answer.value;
};

describe('what is stored', () => {
  test('An object of the first release reads: no notice, no blackout days, English', () => {
    const old = {
      ...COMPANY,
      noticeMinutes: undefined,
      jobsPerDriver: undefined,
      blackout: undefined,
      languages: undefined,
      language: undefined,
      version: undefined,
    };
    expect(readRecord(JSON.parse(JSON.stringify(old)))?.company).toEqual(COMPANY);
    expect(COMPANY).toMatchObject({ noticeMinutes: 0, jobsPerDriver: 2, blackout: [], languages: ['en'], language: 'en', version: 0 });
  });
  test('What another release wrote into it stays, at every level, and goes with what is removed', () => {
    const stored = {
      ...COMPANY,
      disabled: true,
      sms: { from: '+1' },
      brand: { ...COMPANY.brand, font: 'serif' },
      slots: COMPANY.slots.map((slot) => ({ ...slot, price: 5 })),
    };
    const { disabled: _, ...company } = COMPANY;
    const written = writeRecord(stored, { company: { ...company, name: 'New' }, changed: {} });
    expect(written).toMatchObject({ name: 'New', sms: { from: '+1' }, brand: { font: 'serif' } });
    expect((written['slots'] as object[])[0]).toMatchObject({ price: 5, slot: '08-10' });
    expect(written).not.toHaveProperty('disabled');
  });
  test('Who set a field last is kept beside it; a field that was not changed keeps its author', () => {
    const first = changed({ phone: '(617) 555-0111', name: COMPANY.name });
    expect(first.changed).toEqual({ phone: CHANGE });
    expect(first.company.version).toBe(1);
    expect(changed({ phone: '(617) 555-0111' }, first)).toBe(first);
  });
});

describe('bad settings', () => {
  const errorsOf = (set: Record<string, unknown>): string[] => {
    const parsed = v.safeParse(settingsSchema, set);
    const errors = parsed.success
      ? changeRecord(RECORD, parsed.output, CHANGE)
      : { ok: false as const, error: parsed.issues.map((issue) => ({ path: v.getDotPath(issue) ?? '', message: issue.message })) };
    return errors.ok ? [] : errors.error.map(({ path, message }) => `${path}: ${message}`);
  };
  const slot = { start: '08:00', end: '10:00', places: 2, weekdays: EVERY_DAY };
  test.each<[string, Record<string, unknown>, string]>([
    ['a colour without contrast', { color: '#ffcc00' }, 'color: 1.5 : 1 on white, needs 4.5 : 1. The nearest that passes is #896d00.'],
    ['a dark colour on dark', { colorDark: '#14504a' }, 'colorDark: 1.7 : 1 on the dark page, needs 4.5 : 1.'],
    ['a colour that is none', { color: 'red' }, 'color: Use a colour such as #14504a'],
    ['a window that ends before it starts', { slots: [{ ...slot, end: '07:00' }] }, 'slots.0.end: This window ends before it starts'],
    ['a window that ends when it starts', { slots: [{ ...slot, end: '08:00' }] }, 'slots.0.end: This window ends when it starts'],
    ['the same window twice', { slots: [slot, slot] }, 'slots.1.start: There is a window with these times already'],
    ['half a place', { slots: [{ ...slot, places: 0.5 }] }, 'slots.0.places: Use a whole number'],
    ['a week of six days', { slots: [{ ...slot, placesOn: [1, 2, 3, 4, 5, 6] }] }, 'slots.0.placesOn: Give seven numbers'],
    ['a time zone that is none', { timeZone: 'Boston' }, 'timeZone: Choose a time zone'],
    ['an offset, which knows no summer', { timeZone: '+05:00' }, 'timeZone: Choose a time zone'],
    ['words for a phone', { phone: 'call us' }, 'phone: Use a phone number'],
    ['no name', { name: '  ' }, 'name: Fill this in'],
    ['no service', { services: [] }, 'services: Offer at least one service'],
    [
      'two services of one name',
      {
        services: [
          { id: 'a', name: 'Sofa' },
          { id: 'b', name: 'sofa' },
        ],
      },
      'services.1.name: Another service has this name',
    ],
    [
      'a blackout day twice',
      { blackout: [{ date: '2026-12-24' }, { date: '2026-12-24' }] },
      'blackout.1.date: This day is in the list already',
    ],
    ['a day that does not exist', { blackout: [{ date: '2026-02-30' }] }, 'blackout.0.date: This date does not exist'],
    ['eight days of notice', { noticeMinutes: 8 * 24 * 60 }, 'noticeMinutes: Use at most 7 days'],
    ['no language', { languages: [] }, 'languages: Choose at least one language'],
    ['a default that is not served', { languages: ['en'], language: 'es' }, 'language: Choose one of the languages'],
    ['a field that is not known', { price: 1 }, 'price:'],
  ])('%s', (_, set, error) => {
    expect(errorsOf(set)).toContainEqual(expect.stringContaining(error));
  });
  test('Nothing is wrong with what is stored already', () => {
    expect(errorsOf(settingsOf(COMPANY))).toEqual([]);
  });
});

describe('a change', () => {
  test('The dark colour follows the chosen one, unless it is chosen too', () => {
    expect(withSettings(COMPANY, { color: '#7a1f3d' }).company.brand.colorDark).not.toBe(COMPANY.brand.colorDark);
    expect(withSettings(COMPANY, { color: '#7a1f3d', colorDark: '#ffb3c7' }).company.brand.colorDark).toBe('#ffb3c7');
    expect(withSettings(COMPANY, { mark: 'QD' }).company.brand).toEqual({ ...COMPANY.brand, mark: 'QD' });
  });
  test('A service that is left out is not offered any more and keeps its name', () => {
    const { company } = changed({ services: [{ id: 'bags', name: 'Bags' }] });
    expect(company.services).toEqual([
      { id: 'bags', name: 'Bags' },
      { id: 'sofa', name: 'Sofa', retired: true },
    ]);
  });
});

describe('two editors', () => {
  const base = settingsOf(COMPANY);
  const merge = (mine: SettingsChange, theirs: SettingsChange) =>
    mergeSettings(base, storedForm(COMPANY, mine), settingsOf(withSettings(COMPANY, theirs).company));
  test('Different fields go together', () => {
    expect(merge({ phone: '(617) 555-0111' }, { name: 'Quick' })).toEqual({ set: { phone: '(617) 555-0111' }, clashes: [], giveUp: {} });
  });
  test('The same field, set otherwise, is theirs or mine: a person chooses', () => {
    expect(merge({ phone: '(617) 555-0111' }, { phone: '(617) 555-0122' })).toEqual({
      set: { phone: '(617) 555-0111' },
      clashes: ['phone'],
      giveUp: {},
    });
  });
  test('The same field, set to the same, is done; so a lost answer is not a clash', () => {
    expect(merge({ phone: '(617) 555-0111', mark: 'Z' }, { phone: '(617) 555-0111', mark: 'Z' })).toEqual({
      set: {},
      clashes: [],
      giveUp: {},
    });
  });
  test('Two blackout days of two people are both closed', () => {
    const { set, clashes } = merge({ blackout: [{ date: '2026-12-24' }] }, { blackout: [{ date: '2026-12-31' }] });
    expect([set.blackout?.map(({ date }) => date).toSorted(), clashes]).toEqual([['2026-12-24', '2026-12-31'], []]);
  });
  test('The same day for two reasons is a clash', () => {
    expect(merge({ blackout: [{ date: '2026-12-24', reason: 'Eve' }] }, { blackout: [{ date: '2026-12-24' }] }).clashes).toEqual([
      'blackout',
    ]);
  });
  test('Where both have changed the same service, whatever either has changed elsewhere in the list stays, whosever is chosen', () => {
    const sofa = (description: string) => ({ id: 'sofa', name: 'Sofa', description });
    const [bags, piano, tub] = ['bags', 'piano', 'tub'].map((id) => ({ id, name: id }));
    if (!bags || !piano || !tub) throw new Error('no services');
    const two = v.parse(companySchema, { ...COMPANY, services: [sofa('Any'), bags] });
    const theirs = settingsOf(withSettings(two, { services: [sofa('Theirs'), bags, piano] }).company);
    const mine = storedForm(two, { services: [sofa('Mine'), { ...bags, name: 'Sacks' }, tub] });
    const { set, clashes, giveUp } = mergeSettings(settingsOf(two), mine, theirs);
    const others = [{ ...bags, name: 'Sacks' }, piano, tub];
    expect([clashes, set.services, giveUp.services]).toEqual([['services'], [sofa('Mine'), ...others], [sofa('Theirs'), ...others]]);
    // Nothing else of mine: with theirs there is nothing left to save.
    const only = mergeSettings(settingsOf(two), storedForm(two, { services: [sofa('Mine'), bags] }), theirs);
    expect([only.set.services, only.giveUp]).toEqual([[sofa('Mine'), bags, piano], {}]);
  });
  test('An order that both have changed is chosen; what either has added is in both', () => {
    const named = (ids: string) => [...ids].map((id) => ({ id, name: id }));
    const company = v.parse(companySchema, { ...COMPANY, services: named('abc') });
    const theirs = settingsOf(withSettings(company, { services: named('cabx') }).company);
    const { set, clashes, giveUp } = mergeSettings(settingsOf(company), storedForm(company, { services: named('bacy') }), theirs);
    const idsOf = (change: SettingsChange): string | undefined => change.services?.map(({ id }) => id).join('');
    expect([clashes, idsOf(set), idsOf(giveUp)]).toEqual([['services'], 'bacyx', 'cabxy']);
  });
  test('One moves the services, the other adds one', () => {
    const two = v.parse(companySchema, { ...COMPANY, services: ['a', 'b'].map((id) => ({ id, name: id })) });
    const [a, b] = two.services;
    if (!a || !b) throw new Error('no services');
    const theirs = settingsOf(withSettings(two, { services: [a, b, { id: 'c', name: 'c' }] }).company);
    const { set, clashes } = mergeSettings(settingsOf(two), storedForm(two, { services: [b, a] }), theirs);
    expect([set.services?.map(({ id }) => id), clashes]).toEqual([['b', 'a', 'c'], []]);
  });
});

describe('a logo', () => {
  const png = (width: number, height: number): Uint8Array => {
    const bytes = Uint8Array.from(LOGO_BYTES);
    new DataView(bytes.buffer).setUint32(16, width);
    new DataView(bytes.buffer).setUint32(20, height);
    return bytes;
  };
  const jpeg = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc2, 0, 11, 8, 0, 90, 0, 200, 1, 0, 0, 0];
  const webp = [...Buffer.from('RIFF....WEBPVP8X'), 10, 0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 63, 0, 0];
  test.each<[string, Uint8Array, unknown]>([
    ['a PNG', png(200, 90), { type: 'image/png', width: 200, height: 90 }],
    ['a progressive JPEG', Uint8Array.from(jpeg), { type: 'image/jpeg', width: 200, height: 90 }],
    ['a WebP', Uint8Array.from(webp), { type: 'image/webp', width: 256, height: 64 }],
  ])('%s tells its size', (_, bytes, facts) => {
    expect(logoFacts(bytes)).toEqual({ ok: true, value: facts });
  });
  test.each<[string, Uint8Array, string]>([
    ['an SVG, which can carry scripts', Buffer.from('<?xml version="1.0"?><svg xmlns="x"><script/></svg>'), 'svg'],
    ['a page', Buffer.from('<script>alert(1)</script>'), 'not-an-image'],
    ['nothing', new Uint8Array(), 'not-an-image'],
    ['a PNG that is cut', LOGO_BYTES.subarray(0, 14), 'not-an-image'],
    ['a JPEG without a frame', Uint8Array.from(jpeg.slice(0, 8)), 'not-an-image'],
    ['a PNG of no width', png(0, 5), 'not-an-image'],
    ['too many pixels', png(4_000, 10), 'too-many-pixels'],
    ['too many bytes', new Uint8Array(200 * 1024), 'too-large'],
  ])('%s is none', (_, bytes, why) => {
    expect(logoFacts(bytes)).toEqual({ ok: false, error: why });
  });
});
