// Owns what only the office's screens ask for: notices without a job, and who is free on a day. A composition root beside the app's; none of
// it is loaded by a crew.
import { apiFetch } from '#browser/api-fetch';
import { deviceClock, every } from '#browser/device-clock';
import { createExportApi } from '#browser/export-api';
import { createOlderApi, type OlderJobs } from '#browser/older-api';
import { createReviewApi } from '#browser/review-api';
import { createRosterApi } from '#browser/roster-api';
import { createStaffApi, type CrewMember } from '#browser/staff-api';
import { createTextApi, type JobTexts, type TextAsk, type TextReach } from '#browser/text-api';
import { createIds } from '#browser/ids';
import type { JobId } from '#core/id';
import { LIMITS } from '#core/limits';
import { ok, refuse, type Result } from '#core/result';
import type { ReviewNotices } from '#core/review-notice';
import { rangesOf } from '#core/roster-calendar';
import { staffApp } from '#lib/app.svelte.ts';

/** More than a year of days in question is nobody's selection. */
const MOST_RANGES = 4;

const staff = createStaffApi(apiFetch);
const roster = createRosterApi(apiFetch);
const review = createReviewApi(apiFetch);
const texts = createTextApi(apiFetch);
const data = createExportApi(apiFetch, globalThis.fetch?.bind(globalThis));
const older = createOlderApi(apiFetch);

/** Who works here and is free on one day, as last heard. */
export interface CrewOfDay {
  readonly members: readonly CrewMember[];
  /** ISO UTC */
  readonly at: string;
}

type WithoutId<Ask> = Ask extends unknown ? Omit<Ask, 'id'> : never;

class Desk {
  /** null until the office has answered once */
  notices = $state.raw<ReviewNotices | null>(null);
  /** the last question went unanswered: what is shown may be old */
  unheard = $state(false);
  #who = '';
  /** names of the disabled by their ids: for reading, never a choice; null until the office has answered */
  #former = $state.raw<ReadonlyMap<string, string> | null>(null);
  readonly #names = $derived(
    new Map<string, string>([...(this.#former ?? []), ...staffApp.crew.map(({ id, name }) => [id, name] as const)]),
  );
  readonly #heard = $derived(new Map<string, string | null>(staffApp.crew.map(({ id, lastHeardAt }) => [id, lastHeardAt ?? null])));
  #crewOf = $state.raw<ReadonlyMap<string, CrewOfDay>>(new Map());

  /** @param date the company's local date; undefined until it has been heard of */
  crewOn(date: string): CrewOfDay | undefined {
    return this.#crewOf.get(date);
  }

  readonly nameOf = (member: string): string => this.#names.get(member) ?? 'Somebody';
  /** whether a member is known to be disabled: what they hold is nobody's */
  readonly isFormer = (member: string): boolean => this.#former?.has(member) ?? false;

  /** When a member's phone was last heard of, ISO UTC; undefined while the roster is not known. */
  readonly lastHeardOf = (member: string): string | null | undefined => this.#heard.get(member);

  /** Who was here and is disabled. It changes only with who is here. */
  async loadFormer(): Promise<void> {
    const answer = await roster.list(staffApp.today, staffApp.today);
    if (!answer.ok) return;
    this.#former = new Map(answer.value.filter(({ account }) => account?.disabled).map(({ id, name }) => [id, name]));
  }

  loadCrew(date: string): Promise<void> {
    return this.loadCrewOf([date]);
  }

  /** Asks for each of these days, in as few questions as the office answers. Days too far apart stay unknown: see `crewOn`. */
  async loadCrewOf(dates: readonly string[]): Promise<void> {
    const ranges = rangesOf(dates, LIMITS.crewRangeDays).slice(0, MOST_RANGES);
    for (const range of ranges) {
      const answer = await staff.crew(range[0] ?? '', range.at(-1) ?? '');
      if (!answer.ok) return;
      const heard = { members: answer.value, at: new Date(deviceClock.nowMs()).toISOString() };
      this.#crewOf = new Map([...this.#crewOf, ...range.map((date) => [date, heard] as const)]);
    }
  }

  /** Answers how many jobs were changed, or why none was. */
  async erase(phone: string): Promise<Result<number, string>> {
    const erased = await data.erase(phone);
    if (erased.ok) return ok(erased.value.jobs + erased.value.archived);
    const why = erased.error.kind === 'problem' ? erased.error.detail : 'The office cannot be reached.';
    return refuse(`${why} Try again: what is not erased yet goes on.`);
  }

  async loadNotices(): Promise<void> {
    const answer = await review.list();
    this.unheard = !answer.ok;
    if (answer.ok) this.notices = answer.value;
  }

  /** Goes through the archive, newest first; `next` as it was answered. Null when the office did not answer. */
  async olderJobs(q: string, next: string | null): Promise<OlderJobs | null> {
    const answer = await older.search(q, next);
    return answer.ok ? answer.value : null;
  }

  /** Puts a notice away, or brings it back. Answers whether the office took it. */
  async settle(id: string, settled: boolean): Promise<boolean> {
    const answer = await review.settle(id, settled);
    if (answer.ok) await this.loadNotices();
    return answer.ok;
  }

  async texts(job: JobId): Promise<JobTexts | null> {
    const answer = await texts.list(job);
    return answer.ok ? answer.value : null;
  }

  /** Whose customers can be texted, and what became of the last message to each. Null when the office did not answer. */
  async textReach(jobs: readonly JobId[]): Promise<TextReach | null> {
    const answer = await texts.reach(jobs);
    return answer.ok ? answer.value : null;
  }

  /** Tried once more under the same id when the answer got lost: it is taken once. Null when the office did not take it. */
  async sendText(job: JobId, ask: WithoutId<TextAsk>): Promise<JobTexts | null> {
    const named = { ...ask, id: createIds(crypto).mutation(deviceClock.nowMs()) } as TextAsk;
    const first = await texts.send(job, named);
    const answer = first.ok || first.error.kind === 'problem' ? first : await texts.send(job, named);
    return answer.ok ? answer.value : null;
  }

  /** Asks now and again and again until it is ended. What the person before heard is gone. */
  watch(who: string, everyMs: number): () => void {
    if (who !== this.#who) [this.#who, this.notices, this.#former, this.#crewOf] = [who, null, null, new Map()];
    void this.loadNotices();
    return every(everyMs, () => {
      void this.loadNotices();
      if (this.#former === null) void this.loadFormer();
    });
  }
}

export const desk = new Desk();
