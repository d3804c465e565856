// Owns what a logo's bytes must be: a small picture that no browser runs. Its first bytes say what it is and how large.
import { MAX_LOGO_PX, type Logo } from '#core/company';
import { photoTypeOf } from '#core/photo';
import { ok, refuse, type Result } from '#core/result';

/** As base64 in JSON it stays below what a request may have. */
export const MAX_LOGO_BYTES = 190 * 1024;
export type LogoFacts = Pick<Logo, 'type' | 'width' | 'height'>;
export type LogoRefusal = 'svg' | 'not-an-image' | 'too-large' | 'too-many-pixels';

export const LOGO_WORDS: Readonly<Record<LogoRefusal, string>> = {
  svg: 'An SVG can carry scripts, so it is not shown. Save it as a PNG and choose that.',
  'not-an-image': 'This is not a picture. Use a PNG, JPEG or WebP.',
  'too-large': `This picture is too large: use at most ${MAX_LOGO_BYTES / 1024} KB.`,
  'too-many-pixels': `This picture is too large: use at most ${MAX_LOGO_PX} pixels a side.`,
};

export function logoFacts(bytes: Uint8Array): Result<LogoFacts, LogoRefusal> {
  if (bytes.length > MAX_LOGO_BYTES) return refuse('too-large');
  const type = photoTypeOf(bytes);
  if (!type) return refuse(isSvg(bytes) ? 'svg' : 'not-an-image');
  const size = sizeOf(bytes, type);
  if (!size || size.width < 1 || size.height < 1) return refuse('not-an-image');
  return Math.max(size.width, size.height) > MAX_LOGO_PX ? refuse('too-many-pixels') : ok({ type, ...size });
}

export const isSvg = (bytes: Uint8Array): boolean =>
  /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^]*?-->\s*)?(?:<!DOCTYPE[^>]*>\s*)?<svg[\s>]/i.test(
    new TextDecoder().decode(bytes.subarray(0, 2_000)).replace(/^\ufeff/, ''),
  );

interface Size {
  readonly width: number;
  readonly height: number;
}

function sizeOf(bytes: Uint8Array, type: LogoFacts['type']): Size | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    if (type === 'image/png') return pngSize(view);
    return type === 'image/jpeg' ? jpegSize(view) : webpSize(view);
  } catch {
    // Cut off before its size stands there.
    return null;
  }
}

const pngSize = (view: DataView): Size | null =>
  view.getUint32(12) === 0x49484452 ? { width: view.getUint32(16), height: view.getUint32(20) } : null;

/** Segments follow one another; the one that begins a frame (SOF) has the size. */
function jpegSize(view: DataView): Size | null {
  for (let at = 2; view.getUint8(at) === 0xff; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
  }
  return null;
}

function webpSize(view: DataView): Size | null {
  const kind = view.getUint32(12);
  if (kind === 0x56503858) return { width: 1 + uint24(view, 24), height: 1 + uint24(view, 27) };
  if (kind === 0x56503820) return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  if (kind !== 0x5650384c) return null;
  const bits = view.getUint32(21, true);
  return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >> 14) & 0x3fff) };
}

const uint24 = (view: DataView, at: number): number => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
