import { jobStore } from './tests/bench/job-store.ts';
const rows = await jobStore.measure({ origin: '', dataDir: '', onProgress: (line) => console.log('…', line) });
for (const row of rows) console.log(row.what, '|', row.ours, '|', row.budget, '|', row.held);
process.exit(0);
