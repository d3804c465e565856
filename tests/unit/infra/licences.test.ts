// Promises of the list of licences: it is the lockfile's, and nothing goes to users that may not.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FREE, licencesPage, readLicences } from '#infra/licences';

const all = readLicences(readFileSync('package-lock.json', 'utf8'));

test('The list is up to date: npm run licences', () => {
  expect(readFileSync('docs/licences.md', 'utf8')).toBe(licencesPage(all));
});

test('Everything that goes to users is under a licence that lets it', () => {
  expect(all.filter(({ shipped, licence }) => shipped && !FREE.includes(licence))).toEqual([]);
});

test('Everything says under which licence it is', () => {
  expect(all.filter(({ licence }) => licence === 'not said').map(({ name }) => name)).toEqual([]);
});
