// Promises of an import that dies: whatever was written by then, the same page finishes it.
import { expect, test } from 'vitest';
import { bytesOf, renamed, whole } from '../../support/export-bytes.ts';
import { emptyCompany, exportAll, fullCompany, importAll } from '../../support/full-company.ts';

test('Killed at any write of the last page, it is finished by the same page', async () => {
  const from = await fullCompany(2);
  const pages = await exportAll(from.dana.client);
  const ids = whole(pages).members.map(({ member }) => member.id);
  for (let fatal = 1; ; fatal++) {
    const to = await emptyCompany();
    await importAll(to.dana.client, pages.slice(0, -1), 'killed');
    const survived = await dyingAt(to.ports, fatal, () => importAll(to.dana.client, pages.slice(-1), 'killed'));
    const answer = await importAll(to.dana.client, pages.slice(-1), 'killed');
    expect([fatal, answer.body]).toEqual([fatal, expect.objectContaining({ done: true }) as unknown]);
    expect(renamed(bytesOf(whole(await exportAll(to.dana.client)), ids))).toBe(bytesOf(whole(pages), ids));
    if (survived) return expect(fatal).toBeGreaterThan(10);
  }
});

/** Runs until a number of writes, where the machine stops. Answers whether it never came to that. */
async function dyingAt(
  ports: Awaited<ReturnType<typeof emptyCompany>>['ports'],
  fatal: number,
  run: () => Promise<unknown>,
): Promise<boolean> {
  let writes = 0;
  let isDead = false;
  const step = <Value>(work: () => Promise<Value>): Promise<Value> => {
    isDead ||= ++writes > fatal;
    return isDead ? Promise.reject(new Error('the machine stopped')) : work();
  };
  const { openJobStore, openArchive, openRoster, companies, shortLived } = ports;
  const companyChange = companies.change;
  const put = shortLived.put;
  ports.openJobStore = (tenant) => {
    const store = openJobStore(tenant);
    return { read: () => store.read(), change: (decide) => step(() => store.change(decide)) };
  };
  ports.openArchive = (tenant) => {
    const opened = openArchive(tenant);
    return { ...opened, lay: (...all) => step(() => opened.lay(...all)) };
  };
  ports.openRoster = (tenant) => {
    const roster = openRoster(tenant);
    return {
      ...roster,
      saveMember: (...all) => step(() => roster.saveMember(...all)),
      setAvailability: (...all) => step(() => roster.setAvailability(...all)),
    };
  };
  companies.change = (...all) => step(() => companyChange(...all));
  shortLived.put = (...all) => step(() => put(...all));
  await run();
  Object.assign(ports, { openJobStore, openArchive, openRoster });
  Object.assign(companies, { change: companyChange });
  Object.assign(shortLived, { put });
  return !isDead;
}
