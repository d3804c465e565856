// Owns the staff app in this browser: the composition root that opens an engine for who is signed in, and what screens read and do.
import { apiFetch, type ApiFailure } from '#browser/api-fetch';
import { guardLeaving, isPageVisible, watchConnectivity } from '#browser/connectivity';
import { deviceClock, every } from '#browser/device-clock';
import { createFetchRemote } from '#browser/fetch-remote';
import { createIds } from '#browser/ids';
import type { OpenedLocalStore } from '#browser/open-in-page';
import { openLocalStore } from '#browser/open-local-store';
import { createPhotoRemote } from '#browser/photo-remote';
import { createPageLock } from '#browser/page-lock';
import { shrinkPhoto } from '#browser/photo-shrinker';
import { createRememberedSession } from '#browser/remembered-session';
import { createRememberedSignIn } from '#browser/remembered-sign-in';
import { createStaffApi, type Credentials, type CrewMember } from '#browser/staff-api';
import { localDateAt } from '#core/clock-time';
import type { JobId, MemberId, MutationId } from '#core/id';
import type { Job } from '#core/job';
import type { Args, MutationType } from '#core/mutation';
import { ok, refuse, type Result } from '#core/result';
import type { SessionView } from '#core/session';
import { authorOf, createEngines, pollMsOf } from '#lib/engines.ts';
import { StaffPhotos } from '#lib/photos.svelte.ts';
import { noticeOf, syncLabel, type OutcomeNotice } from '#lib/outcome-words.ts';
import { syncSummary, unreachable, unsentRefusal, type SignOutRefusal, type SyncSummary } from '#lib/sync-summary.ts';
import { createSessionSearch } from '#lib/session/session-search.ts';
import { signInRefusal, type SignInRefusal } from '#lib/session/sign-in-refusal.ts';
import { lang } from '#lib/words/language.svelte.ts';
import type { Foreseen, TapRefusal } from '#sync/local-replica';
import type { OutboxRow, RestoredHere } from '#sync/port';
import { rowsByJob } from '#sync/outbox';
import { jobSyncOf, type JobSync } from '#sync/rebase';
import type { QueueFile } from '#sync/queue-file';
import { openStaffEngine, type StaffEngine } from '#sync/staff-engine';

const [TICK_MS, SKEW_STEP_MS] = [30_000, 10_000];

const NONE: ReadonlySet<MutationId> = new Set();
const NO_JOBS: ReadonlyMap<JobId, Job> = new Map();
const page = { window: globalThis.window, document: globalThis.document, worker: globalThis.navigator?.serviceWorker };
const ids = createIds(globalThis.crypto);
const api = createStaffApi(apiFetch);
const remembered = createRememberedSignIn(() => globalThis.localStorage);
const kept = createRememberedSession(() => globalThis.localStorage);

class StaffApp {
  /** 'unknown' until the server has said who is signed in */
  session = $state.raw<SessionView | null | 'unknown'>('unknown');
  /** true while the first question, who is signed in, finds no answer */
  unreachable = $state(false);
  /** something that a person must know now, e.g. that a change could not be kept */
  notice = $state<string | null>(null);
  /** why this browser keeps nothing on its disk; null while it does */
  storage = $state<OpenedLocalStore['trouble']>(null);
  crew = $state.raw<readonly CrewMember[]>([]);
  restored = $state.raw<RestoredHere | null>(null);
  /** changes that this device could not keep: they are nowhere */
  lost = $state.raw(NONE);
  /** true after a sign-out by hand, until somebody signs in */
  left = $state(false);

  readonly #engines = createEngines((session, key, store) => this.#open(session, key, store));
  readonly photos = new StaffPhotos(() => this.#engine, shrinkPhoto);
  #shown = $state.raw(NO_JOBS);
  #rows = $state.raw<readonly OutboxRow[]>([]);
  #status = $state.raw<ReturnType<StaffEngine['status']> | null>(null);
  #keptSkewMs = $state(0);
  #durable = $state(false);
  #deviceMs = $state(deviceClock.nowMs());
  #stop: (() => void) | null = null;
  /** the server has said who is signed in, since this page opened */
  #confirmed = false;
  readonly #search = createSessionSearch({
    ...{ ask: api.session, clock: deviceClock, random: ids.random, isVisible: () => isPageVisible(page) },
    isOver: () => this.#confirmed,
    found: (session) => this.#enter(session),
    // Whoever has a day here keeps it: only sending waits for a sign-in, and the engine says so.
    unfound: (unsigned) => {
      this.unreachable = !unsigned && this.session === 'unknown';
      if (unsigned && this.session === 'unknown') this.session = null;
    },
  });

  readonly jobs: readonly Job[] = $derived([...this.#shown.values()]);
  readonly jobById: ReadonlyMap<JobId, Job> = $derived(this.#shown);
  readonly lastAnswerAt: string | null = $derived(this.#status?.lastAnswerAt ?? null);
  /** there is something to show: an answer has come, now or on an earlier day */
  readonly ready: boolean = $derived(this.lastAnswerAt !== null || this.#shown.size > 0);
  /** as the office was last heard here, be it on another day: a phone whose clock is wrong opens on the right one */
  readonly #lastSkewMs: number = $derived(this.#status?.lastAnswerAt ? this.#status.skewMs : this.#keptSkewMs);
  /** coarse, so that a poll that finds the clocks a little apart redraws nothing */
  readonly #skewMs: number = $derived(Math.round(this.#lastSkewMs / SKEW_STEP_MS) * SKEW_STEP_MS);
  /** the server's time as well as this device knows it, milliseconds since 1970; ticks twice a minute */
  readonly nowMs: number = $derived(this.#deviceMs - this.#skewMs);
  readonly #timeZone: string = $derived(this.session !== null && this.session !== 'unknown' ? this.session.company.timeZone : 'UTC');
  readonly today: string = $derived(localDateAt(this.nowMs, this.#timeZone));
  readonly #here = $derived({ durable: this.#durable, photos: this.photos.waiting, unread: this.storage === 'unread' });
  readonly sync: SyncSummary = $derived(syncSummary(this.#rows, this.#status, this.#here));
  /** results of this person's changes that did not simply apply, newest first */
  readonly outcomes: readonly OutcomeNotice[] = $derived(this.#rows.flatMap((row) => this.#noticeOf(row) ?? []).toReversed());
  readonly #rowsByJob = $derived(rowsByJob(this.#rows));

  /** Begins once for the page; the answer ends it. */
  start(): () => void {
    if (this.#stop) return this.#stop;
    const ends = [
      watchConnectivity(page, (why) => this.#hint(why)),
      guardLeaving(page, () => this.#engines.wouldLose()),
      every(TICK_MS, () => (this.#deviceMs = deviceClock.nowMs())),
    ];
    this.#stop = () => {
      for (const end of ends) end();
      this.#stop = null;
    };
    void this.#begin();
    return this.#stop;
  }

  async signIn(credentials: Credentials): Promise<Result<SessionView, SignInRefusal>> {
    const answer = await api.signIn(credentials);
    if (!answer.ok) return refuse(signInRefusal(answer.error, lang.words));
    remembered.keep({ tenant: answer.value.tenant, login: credentials.login });
    await this.#enter(answer.value);
    return answer;
  }

  /** Who signed in here last, so that they type their password only. */
  readonly lastSignIn = (): { readonly tenant: string; readonly login: string } => remembered.read();

  /** Refused while something is unsent here or may be, or while the office cannot be told. */
  async signOut(): Promise<Result<null, SignOutRefusal>> {
    const { pending, photos } = this.sync;
    if (pending + photos > 0 || this.storage === 'unread') return refuse(unsentRefusal(pending, photos, lang.words));
    const answer = await api.signOut();
    if (!answer.ok) return refuse(unreachable(lang.words));
    kept.forget();
    const parting = this.#engines.leave();
    await parting?.forget().catch(() => undefined);
    this.#show();
    [this.crew, this.left, this.session] = [[], true, null];
    return ok(null);
  }

  syncOf(job: JobId): JobSync | null {
    const rows = this.#rowsByJob.get(job);
    return rows ? jobSyncOf(rows, this.#status?.sending ?? NONE, this.#status?.stuck ?? NONE, this.#shown.get(job)) : null;
  }

  /** Whether `syncOf` has anything to say of a job. */
  readonly isChangedHere = (job: JobId): boolean => this.#rowsByJob.has(job);
  /** What this device still holds of this person's changes to a job, answered or not. */
  readonly rowsOf = (job: JobId): readonly OutboxRow[] => this.#rowsByJob.get(job) ?? [];
  /** As `nowMs`, read now and not rounded: for what is decided by seconds. */
  readonly clockMs = (): number => deviceClock.nowMs() - this.#lastSkewMs;

  /** The words for a sync state, as true as what this device can keep. */
  syncLabel(state: JobSync): string {
    return syncLabel(state, this.#durable, lang.words);
  }

  readonly outcomesFor = (job: JobId): readonly OutcomeNotice[] => this.outcomes.filter((outcome) => outcome.job === job);

  /** Takes a tap; what it became is in `jobs` and `syncOf`. Refused when it could never be right, e.g. the second of a double tap. */
  act<Type extends MutationType>(job: JobId, type: Type, args: Args<Type>): Result<MutationId, TapRefusal> {
    if (!this.#engine) throw new TypeError('act() needs somebody who is signed in');
    const tapped = this.#engine.act({ job, type, args });
    if (!tapped.ok) return tapped;
    tapped.value.kept.catch(() => ((this.notice = lang.words.frame.notKept), (this.lost = new Set(this.lost).add(tapped.value.id))));
    return ok(tapped.value.id);
  }

  /** What would become of a tap, as far as this device knows; null while nobody is signed in. */
  readonly foresee = (job: JobId, type: MutationType, args: unknown): Foreseen | null => this.#engine?.foresee({ job, type, args }) ?? null;

  /** @param args as parsed by `ARGS.create_job` */
  newJob(args: Args<'create_job'>): JobId {
    const id = ids.job(deviceClock.nowMs());
    const made = this.act(id, 'create_job', args);
    if (!made.ok) throw new TypeError('newJob() needs arguments that ARGS.create_job has parsed');
    return id;
  }

  /** The job with its whole history, this person's pending changes laid over it. */
  async loadFullJob(id: JobId): Promise<Result<Job, ApiFailure>> {
    const answer = await api.job(id);
    return answer.ok && this.#engine ? ok(this.#engine.over(answer.value)) : answer;
  }

  /** Fills `crew` with who is free in these days (both included). */
  async loadCrew(from: string, to: string): Promise<Result<readonly CrewMember[], ApiFailure>> {
    const answer = await api.crew(from, to);
    if (answer.ok) {
      this.crew = answer.value;
      this.remember();
    }
    return answer;
  }

  /** What waits here as a file, for a day when sending fails; null while nobody is signed in. */
  readonly queueFile = (): QueueFile | null => this.#engine?.queueFile() ?? null;

  /** Sends a queue that somebody exported; answers whose it was and what became of it. */
  carry(text: string): ReturnType<StaffEngine['carry']> {
    return this.#engine?.carry(text) ?? Promise.resolve(refuse('not-sent'));
  }

  readonly sendNow = (): void => this.#engine?.trigger('send-now');

  readonly dismiss = (mutation: MutationId): void => {
    this.#engine?.dismiss(mutation).catch(() => (this.notice = 'This device could not put the notice away.'));
  };

  /** Who was at work here goes on at once, with or without a signal; the server is asked beside it. */
  async #begin(): Promise<void> {
    const known = kept.read(deviceClock.nowMs());
    if (known && this.session === 'unknown') {
      this.#keptSkewMs = known.skewMs;
      await this.#enter(known.session, 'start');
      if (known.stale) await this.#engine?.forget().catch(() => undefined);
      this.crew = known.crew;
    }
    await this.#findSession();
  }

  /** Where nobody is at work there is nobody to ask for: a first visit costs no request, and no error in the console. */
  async #findSession(): Promise<void> {
    if (!kept.isEmpty()) await this.#search.run();
    else if (this.session === 'unknown') this.session = null;
  }

  async #enter(session: SessionView, why: 'signed-in' | 'start' = 'signed-in'): Promise<void> {
    this.#confirmed = why === 'signed-in';
    await this.#engines.switchTo(session);
    this.#show();
    [this.unreachable, this.left, this.notice] = [false, false, null];
    this.session = session;
    if (this.#confirmed) this.remember();
    this.#engine?.trigger(why);
  }

  /** Keeps who is at work here for a day without a signal. */
  remember(): void {
    if (this.session === null || this.session === 'unknown') return;
    this.#keptSkewMs = this.#skewMs;
    kept.keep(this.session, this.crew, { heardMs: deviceClock.nowMs(), skewMs: this.#skewMs });
  }

  async #open(session: SessionView, key: string, parked: StaffEngine['store'] | null): Promise<StaffEngine> {
    const store = parked ?? (await this.#openStore(key));
    const { member } = session;
    this.crew = [];
    this.#durable = store.durable;
    return openStaffEngine({
      key,
      store,
      author: authorOf(session, () => this.session),
      member: member.id,
      remote: createFetchRemote(apiFetch),
      lock: createPageLock(navigator.locks, `haul-drain ${key}`),
      photoRemote: createPhotoRemote(apiFetch),
      photoLock: createPageLock(navigator.locks, `haul-photos ${key}`),
      clock: deviceClock,
      ids,
      pollMs: pollMsOf(member.access),
      isVisible: () => isPageVisible(page),
      changed: (engine) => engine === this.#engine && this.#show(),
    });
  }

  async #openStore(key: string): Promise<StaffEngine['store']> {
    const opened = await openLocalStore(key, ids.device, () => void this.#engine?.load().catch(() => undefined));
    this.storage = opened.trouble;
    return opened.store;
  }

  get #engine(): StaffEngine | null {
    return this.#engines.current();
  }

  #show(): void {
    this.#shown = this.#engine?.shown() ?? NO_JOBS;
    this.#rows = this.#engine?.rows() ?? [];
    this.#status = this.#engine?.status() ?? null;
    this.restored = this.#engine?.restored() ?? null;
    this.photos.show();
    if (this.#confirmed && this.#skewMs !== this.#keptSkewMs) this.remember();
  }

  #noticeOf(row: OutboxRow): OutcomeNotice | null {
    const nameOf = (id: MemberId): string | null => this.crew.find((member) => member.id === id)?.name ?? null;
    return noticeOf(row, { job: this.#shown.get(row.draft.job), timeZone: this.#timeZone, nameOf, words: lang.words });
  }

  #hint(why: 'online' | 'visible'): void {
    this.#deviceMs = deviceClock.nowMs();
    void this.#findSession();
    this.#engine?.trigger(why);
  }
}

export const staffApp = new StaffApp();
