// Owns `npm run tenant`: companies on this machine or a deployed stage, made, listed, closed, opened again, moved, and a password given anew.
import { parseArgs } from 'node:util';
import { withStore, type OpenedStore } from './open-store.ts';
import { eraseFromTenant } from './tenant/erase.ts';
import { createTenant, listTenants, resetPassword, setDisabled } from './tenant/commands.ts';
import { moveTenant } from './tenant/move.ts';

const USAGE = `Use: npm run tenant -- create SLUG [--name "Acme Hauling"] [--phone "(617) 555-0100"] [--time-zone America/New_York] [--login owner]
     npm run tenant -- list
     npm run tenant -- disable SLUG | enable SLUG
     npm run tenant -- reset SLUG LOGIN
     npm run tenant -- erase SLUG --phone "(617) 555-0100"
     npm run tenant -- move SLUG --to dynamodb|s3
     Each of them with --stage STAGE works on a deployed stage, with the AWS credentials of the environment.`;
const OPTIONS = {
  name: { type: 'string' },
  phone: { type: 'string' },
  'time-zone': { type: 'string' },
  login: { type: 'string' },
  to: { type: 'string' },
  stage: { type: 'string' },
  help: { type: 'boolean' },
} as const;

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const { values, positionals } = readWords();
  if (values.help) return console.log(USAGE);
  const [command = '', slug = '', login = ''] = positionals;
  const wanted = { create: 2, list: 1, disable: 2, enable: 2, reset: 3, erase: 2, move: 2 }[command];
  if (wanted === undefined || positionals.length !== wanted) throw new Error(USAGE);
  for (const line of await withStore(values.stage, run)) console.log(line);

  function run({ ports, config }: OpenedStore): Promise<readonly string[]> {
    switch (command) {
      case 'create':
        return createTenant(ports, slug, {
          name: values.name,
          phone: values.phone ?? '',
          timeZone: values['time-zone'] ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
          login: values.login ?? 'owner',
        });
      case 'list':
        return listTenants(ports);
      case 'erase':
        return eraseFromTenant(ports, slug, values.phone ?? '');
      case 'move':
        return moveTenant(ports, config, slug, values.to, (line) => console.log(line));
      case 'reset':
        return resetPassword(ports, config, slug, login);
      default:
        return setDisabled(ports, slug, command === 'disable');
    }
  }
}

function readWords() {
  try {
    return parseArgs({ args: process.argv.slice(2), options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message.split('.')[0] : 'Cannot read this'}.\n${USAGE}`, { cause: error });
  }
}
