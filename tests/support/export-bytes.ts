// Owns what two exports are compared by: the whole of each, as bytes in one order.
import { joinExport, readPage, type WholeCompany } from '#core/export-whole';
import { sha256 } from '#lambda/export/serve';
import { QUICKDUMP } from './full-company.ts';

export const whole = (pages: readonly unknown[]): WholeCompany => {
  const joined = joinExport(
    pages.map((page) => {
      const read = readPage(page, QUICKDUMP, sha256);
      if (!read.ok) throw new Error(read.error.detail);
      return read.value;
    }),
  );
  if (!joined.ok) throw new Error(joined.error.detail);
  return joined.value;
};
/** As bytes, after putting in order what has no order of its own. */
export const bytesOf = ({ book, archived, days, members }: WholeCompany, ids: readonly string[]) =>
  JSON.stringify({
    book: {
      ...book,
      jobs: [...book.jobs.values()].toSorted((a, b) => (a.job.id < b.job.id ? -1 : 1)),
      lastSeq: [...book.lastSeq].toSorted(),
    },
    archived: [...archived].toSorted().map(([day, jobs]) => [day, jobs.toSorted((a, b) => (a.id < b.id ? -1 : 1))]),
    days,
    members: members.filter(({ member }) => ids.includes(member.id)),
  });
/** Whoever is here keeps their sign-in name. */
export const renamed = (text: string): string => text.replace(/"login":"(\w+)-2"/g, '"login":"$1"');
