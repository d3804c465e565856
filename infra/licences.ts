// Owns `npm run licences`: every package that this project installs, under which licence, and whether it goes to users; `docs/licences.md` is made of it.
import { readFileSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';

const FILE = 'docs/licences.md';
const packageSchema = v.object({
  version: v.optional(v.string(), ''),
  license: v.optional(v.string(), 'not said'),
  dev: v.optional(v.boolean(), false),
  devOptional: v.optional(v.boolean(), false),
});
const lockSchema = v.object({ packages: v.record(v.string(), packageSchema) });

export interface Licensed {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** part of what users or AWS get; else only of how it is made */
  readonly shipped: boolean;
}

/** May be shipped to anybody with their notices; others are looked at one by one. */
export const FREE = [
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  '(MIT OR Apache-2.0)',
  'MIT-0',
  'CC0-1.0',
  'Unlicense',
];

/** @param lock text of a package-lock.json */
export function readLicences(lock: string): readonly Licensed[] {
  const { packages } = v.parse(v.pipe(v.string(), v.parseJson(), lockSchema), lock);
  const all = Object.entries(packages).filter(([path]) => path !== '');
  const rows = all.map(([path, { version, license, dev, devOptional }]) => ({
    name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
    version,
    licence: license,
    shipped: !dev && !devOptional,
  }));
  const unique = new Map(rows.map((row) => [`${row.name}@${row.version}`, row]));
  return [...unique.values()].toSorted((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
}

export function licencesPage(all: readonly Licensed[]): string {
  const table = (rows: readonly Licensed[]): string[] => [
    '| package | version | licence |',
    '| --- | --- | --- |',
    ...rows.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`),
  ];
  const [shipped, made] = [all.filter((each) => each.shipped), all.filter((each) => !each.shipped)];
  return [
    '# Licences',
    '',
    'Made by `npm run licences` from the lockfile; a test fails when it is out of date. The project itself is under MIT (LICENSE).',
    '',
    `## What users or AWS get (${shipped.length})`,
    '',
    ...table(shipped),
    '',
    `## What it is made and tested with (${made.length})`,
    '',
    ...table(made),
    '',
  ].join('\n');
}

if (import.meta.main) writeFileSync(FILE, licencesPage(readLicences(readFileSync('package-lock.json', 'utf8'))));
