// Owns the roster at the office's desk: what is known of it here, and saving to it. A composition root of its own, so that a driver's phone
// never loads it.
import { apiFetch, type ApiFailure } from '#browser/api-fetch';
import { isPageVisible, watchConnectivity } from '#browser/connectivity';
import { deviceClock, every } from '#browser/device-clock';
import { newMemberId } from '#browser/ids';
import { createRosterApi, readChangedMeanwhile } from '#browser/roster-api';
import type { OfficeMember } from '#core/crew';
import type { MemberId } from '#core/id';
import { withPassword, withProfile, type MemberChange, type NewPassword, type StoredProfile } from '#core/member-edit';
import { ok, refuse, type Result } from '#core/result';
import { withDays, type DayChange } from '#core/roster-calendar';
import { failureWords, saveRefusal, type SaveRefusal } from '#lib/roster/roster-refusal.ts';

const REFRESH_MS = 60_000;
const page = { window: globalThis.window, document: globalThis.document };
const api = createRosterApi(apiFetch);

class RosterDesk {
  /** everyone with their days in the range that is shown; null until the first answer */
  members = $state.raw<readonly OfficeMember[] | null>(null);
  /** the days that `members` know of, both included: of others nothing is said */
  loaded = $state.raw<readonly [from: string, to: string]>(['', '']);
  /** why what is shown may be old; null while it is not */
  trouble = $state<string | null>(null);
  /** when it was last answered, milliseconds since 1970 */
  answeredMs = $state<number | null>(null);
  /** grows with each save: what rests on days asks again */
  saves = $state(0);
  #whose = '';
  #range: readonly [from: string, to: string] | null = null;
  #asked = 0;

  /** Shows a range of days. @param whose the company and person at work: what another one saw is forgotten */
  async show(whose: string, from: string, to: string): Promise<void> {
    if (whose !== this.#whose) this.members = null;
    this.#whose = whose;
    this.#range = [from, to];
    await this.refresh();
  }

  async refresh(): Promise<void> {
    const range = this.#range;
    if (!range) return;
    const asked = ++this.#asked;
    const answer = await api.list(...range);
    // Somebody has gone on to another week, or saved: an older answer says nothing any more.
    if (asked !== this.#asked) return;
    this.trouble = answer.ok ? null : failureWords(answer.error);
    if (!answer.ok) return;
    this.members = answer.value;
    this.loaded = range;
    this.answeredMs = deviceClock.nowMs();
  }

  /** Keeps it fresh while the page is seen; the answer ends it. */
  watch(): () => void {
    const ends = [watchConnectivity(page, () => void this.refresh()), every(REFRESH_MS, () => isPageVisible(page) && void this.refresh())];
    return () => ends.forEach((end) => end());
  }

  /** Everyone with their days in any range, kept nowhere. */
  async between(from: string, to: string): Promise<Result<readonly OfficeMember[], string>> {
    const answer = await api.list(from, to);
    return answer.ok ? answer : refuse(failureWords(answer.error));
  }

  newId = (): MemberId => newMemberId(globalThis.crypto, deviceClock.nowMs());

  async save(id: MemberId, change: MemberChange): Promise<Result<StoredProfile, SaveRefusal>> {
    const answer = await api.save(id, change);
    const now = answer.ok ? answer.value : readChangedMeanwhile(answer.error);
    if (now) this.#replaceProfile(id, now);
    return answer.ok ? answer : refuse(saveRefusal(answer.error, now));
  }

  async setDays(id: MemberId, changes: readonly DayChange[]): Promise<Result<null, string>> {
    const answer = await api.setDays(id, changes);
    if (!answer.ok) return this.#told(answer);
    this.#replace((this.members ?? []).map((member) => (member.id === id ? withDays(member, changes) : member)));
    return ok(null);
  }

  /** The new password: nobody sees it again. */
  async resetPassword(id: MemberId): Promise<Result<NewPassword, string>> {
    const answer = await api.resetPassword(id);
    if (!answer.ok) return this.#told(answer);
    this.#replace((this.members ?? []).map((member) => (member.id === id ? withPassword(member, answer.value) : member)));
    void this.refresh();
    return answer;
  }

  async endSessions(id: MemberId): Promise<Result<null, string>> {
    const answer = await api.endSessions(id);
    if (!answer.ok) return this.#told(answer);
    void this.refresh();
    return answer;
  }

  #replaceProfile(id: MemberId, now: StoredProfile): void {
    const known = this.members?.find((member) => member.id === id);
    this.#replace([...(this.members ?? []).filter((member) => member.id !== id), withProfile(known, now)]);
  }

  /** What this page has just saved, or been told, is newer than any answer that is still on its way. */
  #replace(members: readonly OfficeMember[]): void {
    this.#asked += 1;
    this.members = members;
    this.saves += 1;
  }

  #told({ error }: { readonly error: ApiFailure }): Result<never, string> {
    return refuse(failureWords(error));
  }
}

export const rosterDesk = new RosterDesk();
