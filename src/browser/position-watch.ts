// Owns hearing where this device is, while somebody wants to know.

export interface Fix {
  readonly lat: number;
  readonly lng: number;
  /** metres */
  readonly accuracyM: number;
  /** ISO UTC */
  readonly at: string;
}

/** @param refused the person, the browser or the device does not give a position; the answer ends the watch */
export function watchPosition(geolocation: Geolocation | undefined, found: (fix: Fix) => void, refused: () => void): () => void {
  if (!geolocation) {
    refused();
    return () => undefined;
  }
  const watch = geolocation.watchPosition(
    ({ coords, timestamp }) =>
      found({
        lat: coords.latitude,
        lng: coords.longitude,
        accuracyM: Math.min(100_000, Math.round(coords.accuracy)),
        at: new Date(timestamp).toISOString(),
      }),
    // A fix that cannot be had just now may come later; a refusal stays one.
    (error) => error.code === error.PERMISSION_DENIED && refused(),
    { enableHighAccuracy: false, maximumAge: 30_000, timeout: 60_000 },
  );
  return () => geolocation.clearWatch(watch);
}

/** A fix by the office's clock. @param aheadMs milliseconds that this device's is ahead of it */
export const setRight = (fix: Fix, aheadMs: number): Fix => ({ ...fix, at: new Date(Date.parse(fix.at) - aheadMs).toISOString() });
