// Owns the files of former releases: a page that was opened before an update still finds what it loads later, two updates long.
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The site's folder, and the folder beside the build that outlives each build. */
export interface ReleaseFolders {
  readonly site: string;
  readonly former: string;
}

const FORMER_RELEASES = 2;
/** Their names carry their hashes, so that releases lie side by side. */
const FILES = '_app/immutable/**/*.*';

type Release = readonly string[];

/** Before a build, which wipes the site: sets aside the release that is there, and forgets what is older than two. */
export function setReleaseAside({ site, former }: ReleaseFolders): void {
  const list = readReleases(former);
  const [current, ...older] = list;
  // A build that was cut leaves a site without its list: then there is nothing that anybody has opened.
  if (!current || !current.every((file) => existsSync(join(site, file)))) return;
  const kept = [current, ...older.filter((release) => release.join() !== current.join())].slice(0, FORMER_RELEASES);
  for (const file of current) copy(join(site, file), join(former, file));
  writeReleases(former, kept);
  const named = new Set(kept.flat());
  for (const file of globSync(FILES, { cwd: former })) if (!named.has(file)) rmSync(join(former, file));
}

/** After a build: notes what this release is made of, and puts the former ones' files beside it. Answers how many files were put there. */
export function bringFormerBack({ site, former }: ReleaseFolders): number {
  const own = globSync(FILES, { cwd: site }).toSorted();
  const older = readReleases(former);
  const missing = [...new Set(older.flat())].filter((file) => !own.includes(file) && existsSync(join(former, file)));
  for (const file of missing) copy(join(former, file), join(site, file));
  writeReleases(former, [own, ...older.filter((release) => release.join() !== own.join())]);
  return missing.length;
}

/** Newest first. A list that cannot be read is none: the build goes on, and pages of before load anew. */
function readReleases(former: string): readonly Release[] {
  try {
    const list: unknown = JSON.parse(readFileSync(join(former, 'releases.json'), 'utf8'));
    return Array.isArray(list) ? list.filter(isRelease) : [];
  } catch {
    return [];
  }
}

const isRelease = (value: unknown): value is Release => Array.isArray(value) && value.every((file) => typeof file === 'string');

/** In one step: a cut never leaves half a list. */
function writeReleases(former: string, releases: readonly Release[]): void {
  mkdirSync(former, { recursive: true });
  writeFileSync(join(former, 'releases.json.new'), JSON.stringify(releases));
  renameSync(join(former, 'releases.json.new'), join(former, 'releases.json'));
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to);
}
