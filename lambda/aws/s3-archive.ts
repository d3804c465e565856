// Owns one company's archive on S3: an object for each day, written only by compare-and-swap as the book is.
import { emptyArchive, readArchive, writeArchive } from '#core/archive-object';
import { laidOver } from '#core/let-go';
import { ok } from '#core/result';
import type { JobArchive } from '../port.ts';
import { createS3Document, type S3Place } from './s3-document.ts';

export function createS3Archive(place: S3Place): JobArchive {
  const objectOf = (day: string) =>
    createS3Document({
      ...place,
      key: `tenants/${place.tenant}/archive/${day}.json`,
      cache: null,
      empty: emptyArchive,
      read: readArchive,
      write: writeArchive,
    });
  const archive: JobArchive = {
    async read(day) {
      const held = await objectOf(day).load();
      return held.ok ? ok(held.value.document.jobs) : held;
    },
    lay: (day, jobs) => archive.change(day, (held) => laidOver(held, jobs)),
    change: (day, decide) =>
      objectOf(day).change(({ document }) => {
        const jobs = decide(document.jobs);
        return ok({ document: jobs === null || jobs === document.jobs ? null : { ...document, jobs }, answer: null });
      }),
  };
  return archive;
}
