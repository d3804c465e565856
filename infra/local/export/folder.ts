// Owns an export as a folder: what lies where, and the manifest that is written last and makes it whole.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { idSchema } from '#core/id';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const manifestSchema = v.object({
  format: v.literal(1),
  company: idSchema.tenant,
  exportedAt: v.string(),
  pages: count,
  jobs: count,
  archived: count,
  photos: v.array(v.object({ sha256, type: v.string(), bytes: count })),
  /** photos that were called stored and could not be had */
  missing: v.array(v.string()),
  logo: v.nullable(v.object({ sha256, type: v.string() })),
  /** SHA-256 of the files, by name */
  files: v.record(v.string(), sha256),
});
export type Manifest = v.InferOutput<typeof manifestSchema>;

export const MANIFEST = 'manifest.json';
export const ACCOUNTS = 'accounts.json';
export const CSV = 'jobs.csv';
export const pageFile = (part: number): string => join('pages', `${String(part).padStart(5, '0')}.json`);
export const photoFile = (hash: string): string => join('photos', hash);
export const logoFile = (hash: string): string => join('logos', hash);

export const hashOf = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** Whole or not at all. */
export async function putFile(folder: string, name: string, bytes: Uint8Array | string): Promise<void> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  // Names, phones and what signs people in: for whoever made it alone.
  await writeFile(`${path}.part`, bytes, { mode: 0o600 });
  await rename(`${path}.part`, path);
}

export async function hasFile(folder: string, name: string, hash: string): Promise<boolean> {
  const path = join(folder, name);
  return existsSync(path) && hashOf(await readFile(path)) === hash;
}

/** @throws Error with one line that says what is wrong with the folder */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, MANIFEST);
  if (!existsSync(path))
    throw new Error(`${folder} is no whole export: it has no ${MANIFEST}. Run the export again; it goes on where it was.`);
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), manifestSchema), await readFile(path, 'utf8'));
  if (!parsed.success) throw new Error(`${path} cannot be read: it was changed, or a newer release wrote it.`);
  return parsed.output;
}

/** @throws Error that names the first file that is missing or not as it was exported */
export async function checkFiles(folder: string, { files, photos, logo, missing }: Manifest): Promise<void> {
  const media = photos.filter((photo) => !missing.includes(photo.sha256)).map((photo) => [photoFile(photo.sha256), photo.sha256] as const);
  const logos = logo ? [[logoFile(logo.sha256), logo.sha256] as const] : [];
  for (const [name, hash] of [...Object.entries(files), ...media, ...logos])
    if (!(await hasFile(folder, name, hash))) throw new Error(`${name} is missing or was changed since the export.`);
}
