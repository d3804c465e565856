// Owns where signing in leads: to the page one wanted, else to the board for the office and to the day for the crew.
import { isOffice, type Access } from '#core/crew';

/** @param wanted the `next` of the address, from anywhere: only a page of the staff app is followed */
export function wayOn(access: Access, wanted: string | null): string {
  const home = isOffice(access) ? '/app/dispatch' : '/app/crew';
  return wanted !== null && /^\/app\/[^/\\]/.test(wanted) && !wanted.includes('\\') ? wanted : home;
}

/** The sign-in page, told where to go on afterwards. */
export const signInPath = (path: string): string => (/^\/app\/?$/.test(path) ? '/app/' : `/app/?next=${encodeURIComponent(path)}`);
