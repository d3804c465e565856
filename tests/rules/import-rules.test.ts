// The import table holds: each rule is shown to catch a planted violation, in a small copy of the tree.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = resolve('.');
const PLANTED: readonly [rule: string, file: string, text: string][] = [
  ['core-is-pure', 'src/core/planted.ts', "import { readFileSync } from 'node:fs';\nexport const planted = readFileSync;\n"],
  ['sync-needs-core-only', 'src/sync/planted.ts', "import type { Browser } from '#browser/adapter';\nexport type Planted = Browser;\n"],
  ['browser-adapts', 'src/browser/planted.ts', "import { screen } from '#lib/board/screen.ts';\nexport const planted = screen;\n"],
  ['lib-shows', 'src/lib/board/planted.ts', "import { adapter } from '#browser/adapter';\nexport const planted = adapter;\n"],
  ['domains-do-not-meet', 'src/lib/crew/planted.ts', "import { screen } from '#lib/board/screen.ts';\nexport const planted = screen;\n"],
  ['ui-knows-no-domain', 'src/lib/ui/planted.ts', "import { screen } from '#lib/board/screen.ts';\nexport const planted = screen;\n"],
  ['public-pages-stay-light', 'src/routes/tracking/planted.ts', "import { engine } from '#sync/engine';\nexport const planted = engine;\n"],
  ['site-knows-no-server', 'src/lib/board/planted-server.ts', "import { api } from '#lambda/api';\nexport const planted = api;\n"],
  ['lambda-needs-core', 'lambda/planted.ts', "import { engine } from '#sync/engine';\nexport const planted = engine;\n"],
  ['aws-only-in-handler', 'lambda/planted-aws.ts', "import { store } from './aws/store.ts';\nexport const planted = store;\n"],
  ['edge-alone', 'edge/planted.ts', "import { rules } from '#core/rules';\nexport const planted = rules;\n"],
  ['infra-names-bundles-by-path', 'infra/planted.ts', "import { rules } from '#core/rules';\nexport const planted = rules;\n"],
  ['nothing-imports-tests', 'lambda/planted-test.ts', "import { builder } from '#tests/builder';\nexport const planted = builder;\n"],
  ['no-cycles', 'src/core/planted-a.ts', "import type { B } from '#core/planted-b';\nexport type A = B | 1;\n"],
  ['no-barrels', 'src/core/planted-c.ts', "export { rules } from './index.ts';\n"],
];
const CLEAN: readonly [file: string, text: string][] = [
  ['src/core/rules.ts', 'export const rules = 1;\n'],
  ['src/core/index.ts', 'export const rules = 1;\n'],
  ['src/core/planted-b.ts', "import type { A } from '#core/planted-a';\nexport type B = A | 2;\n"],
  ['src/sync/engine.ts', 'export const engine = 1;\n'],
  ['src/browser/adapter.ts', 'export const adapter = 1;\nexport type Browser = 1;\n'],
  ['src/lib/board/screen.ts', 'export const screen = 1;\n'],
  ['lambda/api.ts', 'export const api = 1;\n'],
  ['lambda/aws/store.ts', 'export const store = 1;\n'],
  ['tests/builder.ts', 'export const builder = 1;\n'],
];

let copy: string;
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'haul-rules-'));
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.node.json', 'package.json', 'eslint.config.js', 'svelte.config.js'])
    cpSync(join(ROOT, file), join(copy, file));
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  for (const [file, text] of [...CLEAN, ...PLANTED.map(([, planted, words]) => [planted, words] as const)]) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    writeFileSync(join(copy, file), text);
  }
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

describe('import rules', () => {
  let violations: { rule: string; from: string }[] = [];
  beforeAll(() => {
    const cruise = spawnSync(
      'node_modules/.bin/depcruise',
      ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src', 'lambda', 'edge', 'infra', 'tests'],
      { cwd: copy, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
    );
    const report = JSON.parse(cruise.stdout) as { summary: { violations: { rule: { name: string }; from: string }[] } };
    violations = report.summary.violations.map(({ rule, from }) => ({ rule: rule.name, from }));
  });
  test.each(PLANTED)('%s catches %s', (rule, file) => {
    expect(violations).toContainEqual({ rule, from: file });
  });
});

test('A type import inside a .svelte file, which dependency-cruiser cannot see, is caught by the linter', () => {
  const file = join(copy, 'src/routes/tracking/Planted.svelte');
  writeFileSync(
    file,
    '<script lang="ts">\n  import type { Engine } from \'#sync/engine\';\n  let { engine }: { engine: Engine } = $props();\n</script>\n\n{engine}\n',
  );
  const lint = spawnSync('node_modules/.bin/eslint', [file], { cwd: copy, encoding: 'utf8' });
  expect(lint.stdout).toContain('Public pages stay light');
});
