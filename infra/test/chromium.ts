// Owns having a Chromium to test in: Debian's where it is or can be installed, else Playwright's own.
import { existsSync } from 'node:fs';

export const DEBIAN_CHROMIUM = '/usr/bin/chromium';

/** The command that makes sure of a Chromium, and says in one line what to install when it can't. */
export function chromiumStep(): readonly string[] {
  if (existsSync(DEBIAN_CHROMIUM)) return ['true'];
  const root = process.getuid?.() === 0;
  const install = root
    ? 'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium'
    : 'node_modules/.bin/playwright install chromium';
  return [
    'bash',
    '-c',
    `{ ${install}; } || node_modules/.bin/playwright install chromium || { echo "Cannot find a Chromium: install the package chromium, or run: npx playwright install chromium"; exit 1; }`,
  ];
}
