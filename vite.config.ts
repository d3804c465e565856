// Owns the site's bundler and the test runner's view of the tree.
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';
import { chunkName } from './infra/staff-chunks.ts';

export default defineConfig({
  plugins: [sveltekit()],
  build: { target: 'es2022', rolldownOptions: { output: { codeSplitting: { groups: [{ name: chunkName, debugName: 'staff' }] } } } },
  // The tracking page's script is built as a worker's is, and loads its second part when somebody needs it.
  worker: { format: 'es' },
  test: {
    include: ['tests/{unit,contract,property,rules}/**/*.test.ts'],
    environment: 'node',
    testTimeout: 30_000,
    hookTimeout: 30_000,
    pool: 'forks',
  },
});
