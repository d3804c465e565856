// Owns a small real picture for tests: a PNG of one pixel.
import { createHash } from 'node:crypto';

export const LOGO_BYTES = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
export const LOGO_SHA256 = createHash('sha256').update(LOGO_BYTES).digest('hex');
