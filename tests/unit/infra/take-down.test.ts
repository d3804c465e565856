// Promises of the words at the end of taking a stage down: what is gone is never denied, and what is there is never called gone.
import { expect, test } from 'vitest';
import { run } from '#infra/deploy/cloud-steps';
import { destroyFailed, takeDown } from '#infra/deploy/take-down';

const STAGE = { stage: 'prod', SiteBucket: 'the-site', DATABUCKET: 'the-data' };
const endsWith = (code: number) => () => run(process.execPath, ['-e', `process.exit(${code})`]);

test('A stack that is left half way is not called untouched, and the way on is told', async () => {
  const said: string[] = [];
  const words = await takeDown(STAGE, endsWith(1), (line) => said.push(line)).then(() => '', destroyFailed);
  expect(words).toMatch(/^Stack haul-prod-app is not wholly gone: .*functions at the edge.*Run the same command again/);
  expect(said).toEqual([]);
});

test('A stack that is gone is called so, with what stays', async () => {
  const said: string[] = [];
  await takeDown(STAGE, endsWith(0), (line) => said.push(line));
  expect(said.join('\n')).toMatch(/^Stack haul-prod-app is gone; .*the-site stays.*\nStack haul-prod-data stays: .*the-data/);
});

test('What stops before anything is taken down says that nothing was', () => {
  expect(destroyFailed(new Error('there is no stack haul-prod-app in this account'))).toBe(
    'Nothing was destroyed: there is no stack haul-prod-app in this account',
  );
});
