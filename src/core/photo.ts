// Owns what a photo's bytes must be, and how a job learns that they have arrived. A photo is a fact of its own: the tap that announced it is
// in the history, its bytes may follow hours later.
import type { JobId } from '#core/id';
import { withJob, type JobBook } from '#core/job-book';
import type { Photo } from '#core/job';

export const PHOTO_TYPES = ['image/jpeg', 'image/png', 'image/webp'] as const;
export type PhotoType = (typeof PHOTO_TYPES)[number];
export const MAX_PHOTO_BYTES = 10 * 1024 * 1024;
/** What a customer may add to their job: a page shrinks photos to well below this. */
export const CUSTOMER_PHOTOS = { most: 4, maxBytes: 3 * 1024 * 1024 } as const;

/** The kind of picture that these bytes begin as; null when they are none that a browser shows everywhere. */
export function photoTypeOf(bytes: Uint8Array): PhotoType | null {
  const starts = (at: number, ...expected: readonly number[]): boolean => expected.every((byte, index) => bytes[at + index] === byte);
  if (starts(0, 0xff, 0xd8, 0xff)) return 'image/jpeg';
  if (starts(0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png';
  if (starts(0, 0x52, 0x49, 0x46, 0x46) && starts(8, 0x57, 0x45, 0x42, 0x50)) return 'image/webp';
  return null;
}

export type PhotoFacts = Pick<Photo, 'sha256' | 'bytes' | 'type'>;

/** Where a phone puts a photo's bytes. */
export interface PhotoUpload {
  readonly url: string;
  /** to be sent as they are: type, length and checksum are part of the signature */
  readonly headers: Readonly<Record<string, string>>;
}

/** Whether what was stored is what the tap announced. */
export const isSamePhoto = (announced: PhotoFacts, found: PhotoFacts): boolean =>
  announced.sha256 === found.sha256 && announced.bytes === found.bytes && announced.type === found.type;

/** The book in which these bytes are known to be there; the same one when there is nothing new in that. `rev` grows, so that replicas hear. */
export function confirmPhoto(book: JobBook, id: JobId, sha256: string, at: string): JobBook {
  const stored = book.jobs.get(id);
  if (!stored?.job.photos.some((photo) => photo.sha256 === sha256 && photo.state !== 'stored')) return book;
  const photos = stored.job.photos.map((photo) => (photo.sha256 === sha256 ? { ...photo, state: 'stored' as const } : photo));
  return withJob(book, { ...stored.job, photos, rev: stored.job.rev + 1, updatedAt: at });
}
