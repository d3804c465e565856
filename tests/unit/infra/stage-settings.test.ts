// Promises of a stage's settings: what is missing or wrong is named with its line, before anything is touched.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseSettings, readSettings } from '#infra/stage-settings';

const EXAMPLE = readFileSync('infra/stages/example.json', 'utf8');
const wrong = (change: (text: string) => string): string[] => {
  try {
    parseSettings(change(EXAMPLE), 'prod.json');
  } catch (error) {
    return (error as Error).message.split('\n');
  }
  return [];
};

test('The example is a whole stage', () => {
  expect(readSettings('example')).toMatchObject({ stage: 'example', domain: null, reservedConcurrency: 50 });
});

test('A missing setting is named, on the line of what it is missing from', () => {
  expect(wrong((text) => text.replace('"alarmEmail": "operations@example.com",', ''))).toEqual(['prod.json:1: alarmEmail is missing']);
  expect(wrong((text) => text.replace(/"firewall": .*/, '"firewall": { "requestsPerFiveMinutes": 3000 },'))).toEqual([
    'prod.json:9: firewall.bookingsPerFiveMinutes is missing',
  ]);
});

test('A wrong setting is named on its own line, and all of them at once', () => {
  expect(
    wrong((text) =>
      text
        .replace('operations@example.com', 'nobody')
        .replace('"monthlyBudgetUsd": 50', '"monthlyBudgetUsd": "fifty"')
        .replace('"*": "+16175550100"', '"*": "617 555 0100"')
        .replace(
          '"domain": null',
          '"domain": { "name": "x.example.com", "certificateArn": "arn:aws:acm:eu-west-1:123456789012:certificate/0a-1b" }',
        ),
    ).toSorted(),
  ).toEqual([
    'prod.json:10: texts.numbers.* must be a number such as "+16175550100"',
    'prod.json:4: domain.certificateArn must be the ARN of a certificate in us-east-1: CloudFront takes no other',
    'prod.json:5: alarmEmail must be an e-mail address',
    'prod.json:6: monthlyBudgetUsd must be a number',
  ]);
});

test('Numbers are named for companies; texts with no number at all are none', () => {
  const numbers = (text: string) => wrong((example) => example.replace('{ "*": "+16175550100" }', text));
  expect(numbers('{ "*": "+16175550100", "acme": "+16175550101" }')).toEqual([]);
  expect(numbers('{ "Acme Hauling": "+16175550101" }')).toEqual([
    'prod.json:10: texts.numbers.Acme Hauling must be named for a company, such as "acme", or "*" for the others',
  ]);
  expect(numbers('{}')).toEqual(['prod.json:10: texts.numbers must name at least one number; without texts it is null']);
});

test('A setting that does not exist is named: it may be a slip of the pen', () => {
  expect(wrong((text) => text.replace('"logDays"', '"logDay"'))).toEqual([
    'prod.json:1: logDays is missing',
    'prod.json:8: logDay is no setting: see infra/stages/example.json',
  ]);
});

test('What is not JSON is named with the line where it stops being it', () => {
  expect(wrong((text) => text.replace('"logDays": 30,', '"logDays": 30'))).toEqual(['prod.json:9: this is not JSON']);
  expect(wrong((text) => text.slice(0, 60))).toEqual(['prod.json:4: this is not JSON']);
});

test('A stage without a file says what to copy; a file under another name is not taken', () => {
  expect(() => readSettings('nowhere')).toThrow('infra/stages/nowhere.json: there is none. Copy infra/stages/example.json');
});
