// Owns the lint rules: strict types, small files, and the import table where dependency-cruiser cannot see it (type imports in .svelte).
import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const forbid = (regex, message) => ({ regex, message });
const restricted = (patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });

export default ts.config(
  { ignores: ['node_modules/', 'build/', 'dist/', 'cdk.out/', '.svelte-kit/', '.data/', 'test-results/'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  prettier,
  ...svelte.configs.prettier,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'no-undef': 'off',
      'max-lines': ['error', 300],
      'no-eval': 'error',
      eqeqeq: 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      // Characters that nobody may type are named by their codes.
      'no-control-regex': 'off',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig } },
    rules: { 'svelte/no-at-html-tags': 'error', 'svelte/no-navigation-without-resolve': 'off', 'svelte/prefer-svelte-reactivity': 'off' },
  },
  {
    files: ['src/**/*.svelte'],
    rules: restricted([
      forbid('^#(browser)/(?!api-fetch)', 'Only src/lib/app.svelte.ts touches browser adapters: pass what you need as a prop.'),
      forbid('^#(lambda|infra|edge|tests)/', 'The browser does not import server code: put shared rules into #core.'),
    ]),
  },
  {
    files: ['src/routes/{booking,tracking}/**/*.svelte', 'src/routes/*.svelte', 'src/lib/{booking,tracking}/**/*.svelte'],
    rules: restricted([
      forbid(
        '^#(sync|browser/(?!api-fetch))|^#lib/(app|desk|company-|board|crew|roster|review|report|session|settings)',
        'Public pages stay light: they use #core, #lib/{booking,tracking,ui} and the fetch remote only.',
      ),
      forbid('^#(lambda|infra|edge|tests)/', 'The browser does not import server code: put shared rules into #core.'),
    ]),
  },
);
