// Owns an appointment as a calendar file (RFC 5545): what a customer's phone keeps of their arrival window.
import { instantOf } from '#core/clock-time';
import type { ArrivalWindow } from '#core/job';

export interface Appointment {
  /** the same for the same booking: a calendar that has it changes it instead of adding another */
  readonly uid: string;
  readonly window: ArrivalWindow;
  /** IANA zone of the window */
  readonly timeZone: string;
  readonly title: string;
  readonly place: string;
  readonly description: string;
  readonly url: string;
}

const LINE_BYTES = 75;

/** The whole file, in UTC, so that no zone table goes along. `stampMs`: when it was made, milliseconds since 1970. */
export function calendarFile({ uid, window, timeZone, title, place, description, url }: Appointment, stampMs: number): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Haul dispatch//Booking//EN',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:${escape(uid)}`,
    `DTSTAMP:${utc(stampMs)}`,
    `DTSTART:${utc(instantOf(window.date, window.start, timeZone))}`,
    `DTEND:${utc(instantOf(window.date, window.end, timeZone))}`,
    `SUMMARY:${escape(title)}`,
    ...(place ? [`LOCATION:${escape(place)}`] : []),
    `DESCRIPTION:${escape(description)}`,
    // A URI is no text: it is not escaped.
    `URL:${url}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return `${lines.map(fold).join('\r\n')}\r\n`;
}

/** "20261124T150000Z" */
const utc = (atMs: number): string => new Date(atMs).toISOString().replace(/[-:]|\.\d+/g, '');

/** A text value: backslash, comma and semicolon are the format's own, a line's end is said in two signs. */
const escape = (text: string): string => text.replace(/[\\;,]/g, '\\$&').replace(/\r\n|\n|\r/g, '\\n');

/** Lines of at most 75 octets; what follows begins with a space that counts. No character is cut. */
function fold(line: string): string {
  let folded = '';
  let bytes = 0;
  for (const sign of line) {
    const size = new TextEncoder().encode(sign).length;
    if (bytes + size > LINE_BYTES) {
      folded += '\r\n ';
      bytes = 1;
    }
    folded += sign;
    bytes += size;
  }
  return folded;
}
