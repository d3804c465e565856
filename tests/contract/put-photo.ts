// Owns a phone's upload by a signed address.
import type { PhotoUpload } from '#core/photo';

/** @param change headers that were not signed so */
export const putPhoto = (upload: PhotoUpload, body: Uint8Array<ArrayBuffer>, change: Record<string, string> = {}): Promise<Response> =>
  fetch(upload.url, { method: 'PUT', body, headers: { ...upload.headers, ...change } });
