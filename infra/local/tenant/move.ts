// Owns `npm run tenant -- move`: a live company's jobs to DynamoDB, or back into `jobs.json`; says which of the two serves, and finishes what was cut.
import { openMover } from '#lambda/aws/open-mover';
import { moveToDynamoDb, moveToS3, type Moved } from '#lambda/aws/move-jobs';
import type { Config } from '#lambda/config';
import type { Ports } from '#lambda/port';

const NAMES = { s3: 'S3 (jobs.json)', dynamodb: 'DynamoDB' } as const;

/** @param tell hears each step when it is done; @throws Error with one line when it could not: the jobs are then where they were */
export async function moveTenant(
  { companies }: Pick<Ports, 'companies'>,
  config: Config,
  slug: string,
  to: string | undefined,
  tell: (line: string) => void,
): Promise<readonly string[]> {
  if (to !== 's3' && to !== 'dynamodb') throw new Error(`Cannot move ${slug}: say where to, --to dynamodb or --to s3.`);
  const company = await companies.read(slug);
  if (!company) throw new Error(`There is no company "${slug}". See: npm run tenant -- list`);
  const mover = openMover(config, company.slug, tell);
  try {
    return linesOf(slug, await (to === 's3' ? moveToS3(mover) : moveToDynamoDb(mover)));
  } finally {
    mover.close();
  }
}

const linesOf = (slug: string, { on, moved, jobs, epoch, version }: Moved): readonly string[] => [
  moved
    ? `The jobs of ${slug} are on ${NAMES[on]} now: ${jobs} jobs, version ${epoch}.${version}. Phones and boards notice nothing.`
    : `The jobs of ${slug} are on ${NAMES[on]} already: ${jobs} jobs, version ${epoch}.${version}.`,
];
