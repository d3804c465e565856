// Owns `npm run smoke`: the promises of a deployment, asked of its address.
import { parseArgs } from 'node:util';
import { runSmoke } from './smoke/run.ts';

const USAGE = `Use: npm run smoke -- https://dispatch.example [--site-bucket https://BUCKET.s3.us-east-1.amazonaws.com] [--tenant SLUG --login NAME]
     The password of that login is read from SMOKE_PASSWORD; without one the public promises are checked only.`;

const { values, positionals } = parseArgs({
  options: {
    'site-bucket': { type: 'string' },
    tenant: { type: 'string', default: 'smoke-check' },
    login: { type: 'string', default: 'owner' },
  },
  allowPositionals: true,
});
const [origin] = positionals;
if (!origin || !URL.canParse(origin)) {
  console.error(USAGE);
  process.exit(2);
}
const password = process.env['SMOKE_PASSWORD'];
const company = password ? { tenant: values.tenant, login: values.login, password } : null;
const { passed, failed } = await runSmoke({ origin: new URL(origin).origin, siteBucket: values['site-bucket'] ?? null }, company, (line) =>
  console.log(line),
);
console.log(`${passed} passed, ${failed.length} failed`);
process.exitCode = failed.length > 0 ? 1 : 0;
