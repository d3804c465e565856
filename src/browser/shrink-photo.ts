// Owns what becomes of a camera's picture before it is kept: smaller, drawn anew, so that place and time hidden in the file stay behind.
import { MAX_PHOTO_BYTES, type PhotoType } from '#core/photo';
import { ok, refuse, type Result } from '#core/result';
import { sha256Hex } from './sha256.ts';

export interface ShrunkPhoto {
  readonly bytes: ArrayBuffer;
  /** hex */
  readonly sha256: string;
  readonly type: PhotoType;
}

export type PhotoRefusal = 'not-a-photo' | 'too-large';

/** The longer side, in pixels: a licence plate stays readable, a bad line can carry it. */
const LONGEST_PX = 1_600;
const QUALITY = 0.8;

/** Refused when the file is above 10 MB, or when this browser cannot draw it. */
export async function shrinkPhoto(file: Blob): Promise<Result<ShrunkPhoto, PhotoRefusal>> {
  if (file.size > MAX_PHOTO_BYTES) return refuse('too-large');
  // Drawn as it was held: the turn stands in what is about to be left behind.
  const image = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => null);
  if (!image) return refuse('not-a-photo');
  const scale = Math.min(1, LONGEST_PX / Math.max(image.width, image.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  const blob = await new Promise<Blob | null>((drawn) => canvas.toBlob(drawn, 'image/jpeg', QUALITY));
  if (!blob) return refuse('not-a-photo');
  const bytes = await blob.arrayBuffer();
  return ok({ bytes, sha256: await sha256Hex(bytes), type: 'image/jpeg' });
}
