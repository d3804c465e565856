// Promises of taking a stage down: data are never lost by one word.
import { expect, test } from 'vitest';
import { mayDestroy } from '#infra/deploy/data-check';

const FULL = { companies: 2, members: 9 };

test('A stage with data is refused unless it is told twice, the second time by its name', () => {
  expect(mayDestroy('prod', FULL, { 'with-data': false })).toContain('2 companies and 9 rows of the roster are in prod. Export them first');
  expect(mayDestroy('prod', FULL, { 'with-data': false, confirm: 'prod' })).toContain('Export them first');
  expect(mayDestroy('prod', FULL, { 'with-data': true })).toContain('add --confirm prod');
  expect(mayDestroy('prod', FULL, { 'with-data': true, confirm: 'test' })).toContain('add --confirm prod');
  expect(mayDestroy('prod', FULL, { 'with-data': true, confirm: 'prod' })).toBeNull();
});

test('An empty stage goes at once', () => {
  expect(mayDestroy('prod', { companies: 0, members: 0 }, { 'with-data': false })).toBeNull();
});
