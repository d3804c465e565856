// Owns what becomes of a picked logo before it is sent: drawn anew, small, so that nothing but the picture is left of the file.
import { isSvg, MAX_LOGO_BYTES, type LogoRefusal } from '#core/logo';
import { ok, refuse, type Result } from '#core/result';

/** A picture to be shown and sent; nothing has left this page yet. */
export interface DrawnLogo {
  /** what an <img> shows */
  readonly url: string;
  /** base64 */
  readonly data: string;
  readonly width: number;
  readonly height: number;
}

/** The longer side: twice what the largest place shows. */
const LONGEST_PX = 256;
const MOST_FILE_BYTES = 10 * 1024 * 1024;

export async function drawLogo(file: Blob): Promise<Result<DrawnLogo, LogoRefusal>> {
  if (file.size > MOST_FILE_BYTES) return refuse('too-large');
  if (isSvg(new Uint8Array(await file.slice(0, 2_000).arrayBuffer()))) return refuse('svg');
  const image = await createImageBitmap(file).catch(() => null);
  if (!image) return refuse('not-an-image');
  const scale = Math.min(1, LONGEST_PX / Math.max(image.width, image.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  const context = canvas.getContext('2d');
  if (context) context.imageSmoothingQuality = 'high';
  context?.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  // PNG keeps what is see-through; a photograph is smaller as WebP.
  for (const type of ['image/png', 'image/webp']) {
    const url = canvas.toDataURL(type, 0.9);
    const data = url.slice(url.indexOf(',') + 1);
    if (data.length * 0.75 <= MAX_LOGO_BYTES) return ok({ url, data, width: canvas.width, height: canvas.height });
  }
  return refuse('too-large');
}
