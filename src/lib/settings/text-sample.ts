// Owns what a template would say: with this company's own name and phone, and everything else made up.
import type { TextKind } from '#core/text-kind';
import type { Language } from '#core/language';
import { sampleLink } from '#lib/ui/sample-link.ts';
import { fillTemplate, OFFICE_TEXT, REASON_TEXT, windowText } from '#core/text-template';

interface Facts {
  readonly name: string;
  readonly phone: string;
  readonly slug: string;
  readonly today: string;
  readonly origin: string;
}

export function sampleText(template: string, language: Language, { name, phone, slug, today, origin }: Facts): string {
  return fillTemplate(template, {
    company: name,
    phone: phone || OFFICE_TEXT[language],
    number: '#1042',
    window: windowText({ date: today, slot: '10-12', start: '10:00', end: '12:00' }, language),
    driver: 'Sam',
    link: sampleLink(origin, slug),
    reason: REASON_TEXT.no_access[language],
  });
}

/** When each leaves, for those who decide whether it should. */
export const LEAVES: Readonly<Record<TextKind, string>> = {
  booked: 'at once, when a pickup is booked',
  confirmed: 'when a job becomes ready, or is on again',
  on_the_way: 'when the driver taps Start; never later than half an hour after the tap',
  arriving: 'when the crew shares its position and comes within half a mile of a job that has a place on the map',
  attempted: 'when the crew could not complete it',
  completed: 'when it is done',
  rescheduled: 'when its day or window changes',
  cancelled: 'when it is cancelled',
};
