// Owns loading what draws a photo smaller: when one is picked, not before.
import type { shrinkPhoto as Shrink } from './shrink-photo.ts';

export const shrinkPhoto: typeof Shrink = (file) => import('./shrink-photo.ts').then((part) => part.shrinkPhoto(file));
