// Owns the site's bundler and the test runner's view of the tree.
import { sveltekit } from '@sveltejs/kit/vite';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { chunkName } from './infra/staff-chunks.ts';
import { LongestFirst } from './infra/test/longest-first.ts';

/** A public page's styles are in what is rendered ahead of time: its script brings none, and is the same in both of Kit's builds. */
const pageHasStyles: Plugin = {
  name: 'page-has-styles',
  enforce: 'pre',
  resolveId: (id) => (/\.svelte\?.*type=style/.test(id) ? '\0page-has-styles' : null),
  load: (id) => (id === '\0page-has-styles' ? '' : null),
};

export default defineConfig({
  plugins: [sveltekit()],
  build: { target: 'es2022', rolldownOptions: { output: { codeSplitting: { groups: [{ name: chunkName, debugName: 'staff' }] } } } },
  // The public pages' scripts are bundles of their own (`?worker&url`): nothing of what the staff app needs comes with them. They may load parts.
  worker: { format: 'es', plugins: () => [pageHasStyles, svelte()] },
  test: {
    include: ['tests/{unit,contract,property,rules}/**/*.test.ts'],
    environment: 'node',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
  },
});
