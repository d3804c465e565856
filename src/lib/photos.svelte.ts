// Owns photos on screens: taking one, where each is, and an address to look at it, on this phone or at the office.
import type { JobId, MutationId } from '#core/id';
import type { Job, Photo } from '#core/job';
import type { Args } from '#core/mutation';
import type { Result } from '#core/result';
import type { PhotoState } from '#sync/photo-lane';
import type { KeptPhoto } from '#sync/port';
import type { StaffEngine } from '#sync/staff-engine';

/** `stored`: the office has it; `elsewhere`: still on the phone that took it */
export type PhotoPlace = PhotoState | 'stored' | 'elsewhere';
export type PickRefusal = 'not-a-photo' | 'too-large' | 'already-there' | 'not-kept';
export type Shrunk = Pick<Args<'attach_photo'>, 'sha256' | 'type'> & { readonly bytes: ArrayBuffer };

type Shrink = (file: Blob) => Promise<Result<Shrunk, 'not-a-photo' | 'too-large'>>;

export class StaffPhotos {
  #kept = $state.raw<readonly KeptPhoto[]>([]);
  #states = $state.raw<ReadonlyMap<MutationId, PhotoState>>(new Map());
  readonly #engine: () => StaffEngine | null;
  readonly #shrink: Shrink;

  constructor(engine: () => StaffEngine | null, shrink: Shrink) {
    this.#engine = engine;
    this.#shrink = shrink;
  }

  /** photos whose bytes are still on this device */
  readonly waiting: number = $derived(this.#kept.length);

  /** Reads again how it goes. */
  show(): void {
    const photos = this.#engine()?.photos;
    this.#kept = photos?.kept() ?? [];
    this.#states = photos?.states() ?? new Map();
  }

  /** Makes the picture small and keeps it with its tap; null once both are safe. */
  async attach(job: JobId, file: Blob, kind: Photo['kind']): Promise<PickRefusal | null> {
    const engine = this.#engine();
    if (!engine) return 'not-kept';
    const shrunk = await this.#shrink(file);
    if (!shrunk.ok) return shrunk.error;
    const { sha256, type, bytes } = shrunk.value;
    if (
      engine
        .shown()
        .get(job)
        ?.photos.some((photo) => photo.sha256 === sha256)
    )
      return 'already-there';
    const args: Args<'attach_photo'> = { sha256, type, kind, bytes: bytes.byteLength };
    const tapped = engine.act({ job, type: 'attach_photo', args, photo: bytes });
    if (!tapped.ok) return 'not-kept';
    return tapped.value.kept.then(
      () => null,
      () => 'not-kept',
    );
  }

  placeOf(job: Job, { sha256, state }: Photo): PhotoPlace {
    const here = this.#kept.find((each) => each.job === job.id && each.sha256 === sha256);
    return (here && this.#states.get(here.id)) ?? (state === 'stored' ? 'stored' : here ? 'waiting' : 'elsewhere');
  }

  /** An address for an image element; null while only another phone has it. One that begins with "blob:" is to be revoked. */
  async urlOf(job: Job, photo: Photo): Promise<string | null> {
    const bytes = await this.#engine()
      ?.photos.read(photo.sha256)
      .catch(() => null);
    if (bytes) return URL.createObjectURL(new Blob([bytes], { type: photo.type }));
    return photo.state === 'stored' ? `/api/jobs/${job.id}/photos/${photo.sha256}` : null;
  }
}
