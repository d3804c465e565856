// Owns the settings of a stage: one file each, checked before anything is touched; what is wrong is named with its file and line.
import { existsSync, readFileSync } from 'node:fs';
import * as v from 'valibot';
import { lineOf, lineOfSyntaxError } from './json-lines.ts';

const whole = (least: number, most: number) =>
  v.pipe(
    v.number('must be a number'),
    v.integer('must be a whole number'),
    v.minValue(least, `must be at least ${least}`),
    v.maxValue(most, `must be at most ${most}`),
  );

const domainSchema = v.strictObject({
  name: v.pipe(v.string('must be a text'), v.regex(/^([a-z0-9-]+\.)+[a-z]{2,}$/, 'must be a domain name such as "dispatch.example.com"')),
  certificateArn: v.pipe(
    v.string('must be a text'),
    v.regex(
      /^arn:aws:acm:us-east-1:\d{12}:certificate\/[0-9a-f-]+$/,
      'must be the ARN of a certificate in us-east-1: CloudFront takes no other',
    ),
  ),
});
const firewallSchema = v.strictObject({ requestsPerFiveMinutes: whole(100, 2_000_000), bookingsPerFiveMinutes: whole(10, 2_000_000) });
const textsSchema = v.strictObject({
  numbers: v.pipe(
    v.record(
      v.pipe(
        v.string(),
        v.regex(/^(\*|[a-z0-9][a-z0-9-]{0,38}[a-z0-9])$/, 'must be named for a company, such as "acme", or "*" for the others'),
      ),
      v.pipe(v.string('must be a text'), v.regex(/^\+[1-9]\d{7,14}$/, 'must be a number such as "+16175550100"')),
      'must be numbers by company, such as { "*": "+16175550100" }',
    ),
    v.check((numbers) => Object.keys(numbers).length > 0, 'must name at least one number; without texts it is null'),
    // A function's environment holds 4 KB, names and all.
    v.check((numbers) => JSON.stringify(numbers).length <= 3_000, 'must be at most about 80 numbers'),
  ),
});
const settingsSchema = v.strictObject({
  stage: v.pipe(v.string('must be a text'), v.regex(/^[a-z][a-z0-9-]{1,14}$/, 'must be 2 to 15 small letters, digits and hyphens')),
  account: v.nullable(v.pipe(v.string('must be a text'), v.regex(/^\d{12}$/, 'must be the 12 digits of an account, or null'))),
  domain: v.nullable(domainSchema),
  alarmEmail: v.pipe(v.string('must be a text'), v.email('must be an e-mail address')),
  monthlyBudgetUsd: whole(1, 1_000_000),
  reservedConcurrency: whole(5, 1_000),
  logDays: v.picklist([7, 14, 30, 60, 90, 180, 365], 'must be 7, 14, 30, 60, 90, 180 or 365'),
  firewall: v.nullable(firewallSchema),
  texts: v.nullable(textsSchema),
});
export type StageSettings = v.InferOutput<typeof settingsSchema>;

export const settingsFile = (stage: string): string => `infra/stages/${stage}.json`;

/** @throws Error with a line for each missing or wrong setting: "infra/stages/prod.json:4: domain.name must be …" */
export function readSettings(stage: string): StageSettings {
  const file = settingsFile(stage);
  if (!existsSync(file)) throw new Error(`Cannot read ${file}: there is none. Copy infra/stages/example.json and set what is yours.`);
  const settings = parseSettings(readFileSync(file, 'utf8'), file);
  if (settings.stage !== stage) throw new Error(`${file}: stage is "${settings.stage}", but the file is named for "${stage}"`);
  return settings;
}

/** @throws Error as above */
export function parseSettings(text: string, file: string): StageSettings {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file}:${lineOfSyntaxError(text, error)}: this is not JSON`, { cause: error });
  }
  const parsed = v.safeParse(settingsSchema, raw);
  if (parsed.success) return parsed.output;
  throw new Error(parsed.issues.map((issue) => tell(issue, text, file)).join('\n'));
}

function tell(issue: v.BaseIssue<unknown>, text: string, file: string): string {
  const path = (issue.path ?? []).map(({ key }) => String(key));
  const what =
    issue.type === 'strict_object'
      ? issue.expected === 'never'
        ? 'is no setting: see infra/stages/example.json'
        : 'is missing'
      : issue.message;
  return `${file}:${lineOf(text, path)}: ${path.join('.') || 'the file'} ${what}`;
}
