// Promises of reading phone numbers: typed anyhow, they become one that can be dialled, or a sentence that helps.
import { expect, test } from 'vitest';
import { readPhone } from '#lambda/phone';

test.each([
  ['(617) 555-0148', 'US', '+16175550148', 'US'],
  ['617.555.0148', 'US', '+16175550148', 'US'],
  ['+1 617 555 0148', 'MX', '+16175550148', 'US'],
  ['55 5555 0148', 'MX', '+525555550148', 'MX'],
])('%s in %s is %s', async (text, country, e164, of) => {
  expect(await readPhone(text, country)).toEqual({ ok: true, value: { e164, country: of } });
});

test.each([
  ['617555', 'US', /too short/],
  ['617 555 0148 99 12 34 56', 'US', /too many/],
  ['117 555 0148', 'US', /no phone number that exists/],
  ['+999 12345678', 'US', /country code/],
  ['call me', 'US', /such as/],
])('%s in %s says what is wrong', async (text, country, why) => {
  const read = await readPhone(text, country);
  expect(read.ok ? 'read' : read.error).toMatch(why);
});
