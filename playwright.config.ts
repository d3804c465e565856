// Owns how the end-to-end tests run: the real local cloud, a real browser, two at a time.
import { existsSync } from 'node:fs';
import { defineConfig } from 'playwright/test';

const chromium = '/usr/bin/chromium';
const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results/e2e',
  globalSetup: './tests/e2e/start-cloud.ts',
  workers: 2,
  timeout: 240_000,
  expect: { timeout: 20_000 },
  reporter: [['line'], ['json', { outputFile: 'test-results/e2e.json' }]],
  use: {
    launchOptions: { args, ...(existsSync(chromium) && { executablePath: chromium }) },
    locale: 'en-US',
    timezoneId: 'America/New_York',
    serviceWorkers: 'allow',
  },
});
