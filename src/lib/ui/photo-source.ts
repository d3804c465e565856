// Owns a photo on the screen: what it is called, and its address fetched when it is drawn and given back when it is gone.
import type { Photo } from '#core/job';
import type { Words } from '#lib/words/en.ts';
import { sheetsOf } from '#lib/words/later.ts';
import { firstName } from '#core/crew';
import { clockWords } from './words.ts';

/** "Before, by Sam, 10:42". */
export const photoLabel = (photo: Photo, words: Words, timeZone?: string): string => {
  const { by, ...names } = sheetsOf(words).photo;
  return `${by(names[photo.kind], firstName(photo.by.name))}${timeZone ? `, ${clockWords(photo.at, timeZone)}` : ''}`;
};

/** Shows the photo as soon as there is something to show; `_place` makes it look again when that changes. */
export const showPhoto =
  (photo: Photo, _place: string, urlOf: (photo: Photo) => Promise<string | null>) =>
  (image: HTMLImageElement): (() => void) => {
    let url: string | null = null;
    let gone = false;
    void urlOf(photo).then((found) => {
      if (found && !gone) image.src = url = found;
      else if (found?.startsWith('blob:')) URL.revokeObjectURL(found);
    });
    return () => {
      gone = true;
      if (url?.startsWith('blob:')) URL.revokeObjectURL(url);
    };
  };
