// Promise: whatever the routes promise of companies whose jobs are in `jobs.json`, they promise of those in DynamoDB: the same suites, asked again.
process.env['JOBS_ON'] = 'dynamodb';

const SUITES = [
  './api.test.ts',
  './archive-jobs.test.ts',
  './archive-routes.test.ts',
  './archived-jobs.test.ts',
  './customer-change.test.ts',
  './export.test.ts',
  './reports.test.ts',
  './texts.test.ts',
  '../core/erase.test.ts',
  '../core/former-stores.test.ts',
];
for (const suite of SUITES) await import(suite);

export {};
