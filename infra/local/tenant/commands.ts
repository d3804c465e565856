// Owns what the tenant command does: each answers the lines to print, and throws one line when it could not.
import * as v from 'valibot';
import type { Company } from '#core/company';
import { memberSchema } from '#core/crew';
import { uuidv7 } from '#core/id';
import { newCompany, readNewSlug } from '#core/new-company';
import { ok } from '#core/result';
import { oneTimePassword } from '#lambda/auth/one-time-password';
import { hashPassword } from '#lambda/auth/password';
import { createSessions } from '#lambda/auth/sessions';
import type { Config } from '#lambda/config';
import type { Ports } from '#lambda/port';

export interface TenantFacts {
  readonly name: string | undefined;
  readonly phone: string;
  readonly timeZone: string;
  readonly login: string;
}

/**
 * Makes a company with its owner. The name is claimed first, while the company is closed, and opened last: who comes second is refused,
 * and what was cut in between is finished by the same command.
 */
export async function createTenant(ports: Ports, text: string, { name, phone, timeZone, login }: TenantFacts): Promise<readonly string[]> {
  const slug = readNewSlug(text);
  if (!slug.ok) throw new Error(`Cannot create "${text}": ${slug.error}.`);
  const company = newCompany(slug.value, { name: name ?? titleOf(text), phone, timeZone });
  if (!company.ok) throw new Error(`Cannot create ${text}: ${company.error}.`);
  const owner = v.safeParse(memberSchema, {
    id: uuidv7(ports.now(), ports.randomBytes(16)),
    login,
    name: 'Owner',
    access: 'owner',
    roles: [],
  });
  if (!owner.success) throw new Error(`Cannot create ${text}: "${login}" cannot be a sign-in name: ${owner.issues[0].message}.`);
  await claim(ports, company.value);
  const password = oneTimePassword();
  await ports.openRoster(slug.value).saveMember({ member: owner.output, passwordHash: await hashPassword(password) });
  await ports.companies.write(company.value);
  return [
    `Created ${company.value.name} (company ${slug.value}, ${timeZone}).`,
    `Its booking page: /book/${slug.value}`,
    ...passwordLines(slug.value, login, password),
  ];
}

async function claim(ports: Ports, company: Company): Promise<void> {
  if (await ports.companies.create({ ...company, disabled: true })) return;
  const there = await ports.companies.read(company.slug);
  const begun = there?.disabled === true && (await ports.openRoster(company.slug).members()).length === 0;
  if (!begun) throw new Error(`Cannot create ${company.slug}: there is a company of this name. Nothing was changed.`);
}

export async function listTenants(ports: Ports): Promise<readonly string[]> {
  const slugs = await ports.companies.list();
  const rows = await Promise.all(
    slugs.map(async (slug) => {
      const company = await ports.companies.read(slug);
      if (!company) return null;
      const [members, book] = await Promise.all([ports.openRoster(company.slug).members(), ports.openJobStore(company.slug).read()]);
      const jobs = book.ok ? `${book.value.jobs.size} jobs` : 'jobs cannot be read';
      return [slug, company.name, company.disabled ? 'closed' : 'open', `${members.length} members`, jobs, company.timeZone];
    }),
  );
  const found = rows.filter((row) => row !== null);
  if (found.length === 0) return ['No companies yet. Make one: npm run tenant -- create SLUG'];
  const widths = found[0]?.map((_, column) => Math.max(...found.map((row) => row[column]?.length ?? 0))) ?? [];
  return found.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** Closed: no booking, no tracking, no sign-in, running sessions end; all that is stored stays. */
export async function setDisabled(ports: Ports, slug: string, disabled: boolean): Promise<readonly string[]> {
  const company = await existing(ports, slug);
  if ((company.disabled ?? false) === disabled) return [`${slug} is ${disabled ? 'closed' : 'open'} already.`];
  // By compare-and-swap: somebody may be saving its settings.
  const changed = await ports.companies.change(slug, ({ company: { disabled: _, ...open }, changed }) =>
    ok({ company: disabled ? { ...open, disabled } : open, changed }),
  );
  if (!changed.ok) throw new Error(`Cannot change ${slug}: ${changed.error.detail}`);
  return [
    disabled
      ? `Closed ${slug}: within half a minute nobody can book, track or sign in. Its data stays; open it again with enable.`
      : `Opened ${slug} again.`,
  ];
}

/** Gives a new password and ends the person's sessions. */
export async function resetPassword(ports: Ports, { SECRETS }: Config, slug: string, login: string): Promise<readonly string[]> {
  const company = await existing(ports, slug);
  const roster = ports.openRoster(company.slug);
  const record = (await roster.members()).find(({ member }) => member.login === login);
  if (!record) throw new Error(`Cannot reset: nobody at ${slug} signs in as "${login}".`);
  if (record.member.disabled) throw new Error(`Cannot reset: ${login} is disabled at ${slug}.`);
  const password = oneTimePassword();
  const saved = await roster.saveMember({ ...record, passwordHash: await hashPassword(password) }, record.rev);
  if (!saved) throw new Error(`Cannot reset: somebody changed ${login} at the same time. Run it again.`);
  await createSessions(SECRETS.session, ports).endAll(company.slug, record.member.id);
  return [`${record.member.name} is signed out everywhere.`, ...passwordLines(slug, login, password)];
}

async function existing(ports: Ports, slug: string): Promise<Company> {
  const company = await ports.companies.read(slug);
  if (!company) throw new Error(`There is no company "${slug}". See: npm run tenant -- list`);
  return company;
}

const passwordLines = (slug: string, login: string, password: string): readonly string[] => [
  `Sign in with company ${slug}, name ${login}, password ${password}`,
  `The password is shown this once. A new one: npm run tenant -- reset ${slug} ${login}`,
];

const titleOf = (slug: string): string =>
  slug
    .split('-')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join(' ');
