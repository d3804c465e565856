// Owns `npm run tenant -- erase`: a customer who asks is erased from all that a company has stored.
import type { Ports } from '#lambda/port';
import { erasePerson } from '#lambda/export/erase-person';
import { readPhone } from '#lambda/phone';

export async function eraseFromTenant(ports: Ports, slug: string, phone: string): Promise<readonly string[]> {
  const company = await ports.companies.read(slug);
  if (!company) throw new Error(`There is no company "${slug}". See: npm run tenant -- list`);
  const number = await readPhone(phone, company.country);
  if (!number.ok) throw new Error(`Cannot erase: --phone "${phone}": ${number.error}.`);
  const erased = await erasePerson(ports, company.slug, number.value.e164, { kind: 'system', name: 'the operator' });
  if (!erased.ok) throw new Error(`Cannot erase: ${erased.error.code}. ${erased.error.detail} Run it again: it goes on.`);
  const { jobs, archived, photos } = erased.value;
  if (jobs + archived === 0) return [`No job at ${slug} has a customer with this phone. Nothing was changed.`];
  return [
    `Erased the customer of ${jobs} jobs in the book and ${archived} in the archive; ${photos} photos are gone. What was done stays, without them.`,
    'Former versions of what is stored end after 7 days, backups after 35: docs/deploy.md, Backups.',
  ];
}
