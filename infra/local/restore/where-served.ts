// Owns telling which rows of a company served, when `jobs.json` does not lead to any: those that got lost, and not the copy of a move that was cut.
import type { JobBook } from '#core/job-book';
import type { LeftRows } from '#lambda/aws/dynamo-jobs/former-rows';

/** What an operator says when the stores cannot tell: a stay's name, or `s3`. */
export type Was = string | null;

/**
 * Null: the company was on S3. `current` is the book that lies there, if one does.
 * @throws Error with one line when nobody can know, and the operator has to say
 */
export function servedIn(left: readonly LeftRows[], current: JobBook | null, was: Was): LeftRows | null {
  if (was === 's3') return null;
  if (was !== null) {
    const said = left.find((each) => each.stay === was && isOpen(each));
    if (!said) throw new Error(`Cannot restore: there are no rows of a stay ${was} that could have served. Nothing was changed.`);
    return said;
  }
  const open = left.filter(isOpen);
  const known = open.filter(({ led }) => led === 'yes');
  const live = known.filter(({ head }) => head !== null);
  const [only, ...more] = live.length > 0 ? live : known;
  if (only && more.length === 0) return only;
  // A copy is never ahead of the book that it was made of.
  const possible = only ? [only, ...more] : open.filter(({ led, numbers }) => led === 'maybe' && (!current || isAhead(numbers, current)));
  if (possible.length === 0) return null;
  throw new Error(
    `Cannot restore: jobs.json does not say where the jobs were, and they may have been in DynamoDB as ${possible.map(nameOf).join(' or ')}, or on S3. ` +
      `Nothing was changed. Say which, with: ${[...possible.map(({ stay }) => `--was ${stay}`), '--was s3'].join(', ')}`,
  );
}

/** Somebody may commit there, or could until a restore that was cut short. */
export const isOpen = ({ head, formerHead, isClosed }: LeftRows): boolean => (head ?? formerHead) !== null && !isClosed;

const isAhead = ({ epoch, version }: LeftRows['numbers'], current: JobBook): boolean =>
  epoch === null || epoch > current.epoch || (epoch === current.epoch && version > current.version);
const nameOf = ({ stay, book }: LeftRows): string =>
  book ? `the stay ${stay} (${book.jobs.size} jobs, epoch ${book.epoch}, version ${book.version})` : `the stay ${stay} (rows that broke)`;
