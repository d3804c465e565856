// Owns what a person sets on this very device: language, installing, storage that stays, and sharing where they are. A composition root
// beside the app's: none of this touches the engine.
import { apiFetch } from '#browser/api-fetch';
import { deviceClock } from '#browser/device-clock';
import { installsByHand, watchInstall } from '#browser/install-prompt';
import { setRight, watchPosition, type Fix } from '#browser/position-watch';
import { createRememberedChoice } from '#browser/remembered-choice';
import { createStaffApi } from '#browser/staff-api';
import type { JobId, MemberId } from '#core/id';
import { isLanguage, lang, type Language } from '#lib/words/language.svelte.ts';
import { createPositionLane } from '#sync/position-lane';

const api = createStaffApi(apiFetch);
const storage = (): Storage => globalThis.localStorage;
const languages = createRememberedChoice(storage, 'language');
const sharing = createRememberedChoice(storage, 'position');
const hearing = createRememberedChoice(storage, 'heard');
const restores = createRememberedChoice(storage, 'restore');
/** the office is heard often; a minute more or less changes nothing on a cold start */
const HEARD_STEP_MS = 60_000;

class ThisDevice {
  /** asks the browser to install the app; null while it does not offer that */
  install = $state.raw<(() => Promise<void>) | null>(null);
  readonly installsByHand = installsByHand(globalThis.navigator);
  /** whether the browser has promised not to clear what is kept; 'unknown' until asked */
  persisted = $state<boolean | 'unknown'>('unknown');
  sharesPosition = $state(false);
  positionRefused = $state(false);
  /** when this person's device last heard the office, today or on an earlier day: how old what it shows may be */
  heardAt = $state<string | null>(null);
  /** the restore of the office that this person has put away, by when it was */
  restoreRead = $state<string | null>(null);
  #member: MemberId | null = null;
  #company: Language = 'en';

  /** Begins once for the page. */
  start(): void {
    watchInstall(globalThis.window, { offered: (ask) => (this.install = ask), installed: () => void this.keepStorage() });
    void navigator.storage?.persisted?.().then(
      (persisted) => (this.persisted = persisted),
      () => undefined,
    );
    void this.#speak(null);
  }

  /** This person's choices hold from now on. An installed app asks for storage that stays. */
  meet(member: MemberId, company: Language): void {
    if (member === this.#member) return;
    this.#member = member;
    this.#company = company;
    this.sharesPosition = sharing.read(member) === 'yes';
    this.heardAt = hearing.read(member);
    this.restoreRead = restores.read(member);
    void this.#speak(member);
    if (globalThis.matchMedia('(display-mode: standalone)').matches) void this.keepStorage();
  }

  readRestore(at: string): void {
    this.restoreRead = at;
    if (this.#member) restores.keep(this.#member, at);
  }

  /** Keeps that the office has answered, for the next start without a signal. */
  heard(at: string): void {
    if (!this.#member || (this.heardAt && Date.parse(at) - Date.parse(this.heardAt) < HEARD_STEP_MS)) return;
    this.heardAt = at;
    hearing.keep(this.#member, at);
  }

  async choose(language: Language): Promise<void> {
    if (this.#member) languages.keep(this.#member, language);
    languages.keep('last', language);
    await lang.use(language);
  }

  async keepStorage(): Promise<void> {
    this.persisted = (await navigator.storage?.persist?.().catch(() => false)) ?? false;
  }

  choosePosition(share: boolean): void {
    this.sharesPosition = share;
    this.positionRefused = false;
    if (this.#member) sharing.keep(this.#member, share ? 'yes' : 'no');
  }

  /**
   * Tells where this device is, as long as nobody ends it.
   * @param officeMs the office's clock, milliseconds since 1970: by a wrong one of ours a fix would be old, or of tomorrow
   */
  sharePosition(job: JobId, officeMs: () => number): () => void {
    const send = (fix: Fix) => api.reportPosition(job, setRight(fix, deviceClock.nowMs() - officeMs()));
    const lane = createPositionLane<Fix>({ send, clock: deviceClock });
    const end = watchPosition(globalThis.navigator.geolocation, lane.offer, () => {
      this.choosePosition(false);
      this.positionRefused = true;
    });
    return () => {
      end();
      lane.stop();
    };
  }

  /** What they chose; else what was last chosen here; else what the phone speaks; else what the company does. */
  async #speak(member: MemberId | null): Promise<void> {
    const chosen = (member && languages.read(member)) ?? languages.read('last') ?? globalThis.navigator.language.slice(0, 2);
    await lang.use(isLanguage(chosen) ? chosen : this.#company);
  }
}

export const thisDevice = new ThisDevice();
