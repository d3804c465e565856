// Owns the settings page's way to the office: a composition root of its own, so that the crew's shell does not carry it. It saves on what the
// editor saw, puts two people's changes together, and says where somebody must choose.
import { apiFetch, type ApiFailure } from '#browser/api-fetch';
import { createCompanyApi, readSeen, type SeenSettings } from '#browser/company-api';
import { createExportApi } from '#browser/export-api';
import { drawLogo } from '#browser/draw-logo';
import { settingsOf, storedForm, type Field, type SettingsChange } from '#core/company-settings';
import type { Company, Logo } from '#core/company';
import { mergeSettings } from '#core/merge-settings';
import type { FieldError } from '#core/problem';
import { ok, refuse, type Result } from '#core/result';

/** Each round somebody else has saved in between. */
const MOST_ROUNDS = 4;
const api = createCompanyApi(apiFetch);
const data = createExportApi(apiFetch, globalThis.fetch?.bind(globalThis));

/** Somebody else has set the same fields otherwise: a person chooses, on top of what is stored now. */
export interface Clash {
  readonly kind: 'clash';
  readonly theirs: SeenSettings;
  readonly set: SettingsChange;
  /** what is set of a field when theirs is chosen */
  readonly giveUp: SettingsChange;
  readonly fields: readonly Field[];
}
export type SaveRefusal =
  Clash | { readonly kind: 'fields'; readonly errors: readonly FieldError[] } | { readonly kind: 'not-saved'; readonly message: string };

class CompanyDesk {
  seen = $state.raw<SeenSettings | null>(null);
  /** the settings could not be read */
  trouble = $state<string | null>(null);

  async load(): Promise<void> {
    const answer = await api.read();
    if (answer.ok) this.seen = answer.value;
    this.trouble = answer.ok ? null : wordsFor(answer.error, 'The settings could not be loaded.');
  }

  /** The settings as they are after it, somebody else's changes of other fields included. */
  async save(seen: SeenSettings, set: SettingsChange): Promise<Result<SeenSettings, SaveRefusal>> {
    let [base, rest] = [seen, set];
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const answer = await api.save(base.revision, rest);
      if (answer.ok) return ok((this.seen = answer.value));
      const theirs = theirsIn(answer.error);
      if (!theirs) return refuse(refusalOf(answer.error));
      this.seen = theirs;
      const merged = mergeSettings(settingsOf(base.company), storedForm(base.company, rest), settingsOf(theirs.company));
      if (merged.clashes.length > 0) return refuse({ kind: 'clash', theirs, ...merged, fields: merged.clashes });
      if (Object.keys(merged.set).length === 0) return ok(theirs);
      [base, rest] = [theirs, merged.set];
    }
    return refuse({ kind: 'not-saved', message: 'Others are saving at the same time. Nothing you typed is lost: save again.' });
  }

  readonly drawLogo = drawLogo;

  async storeLogo(data: string): Promise<Result<Logo, SaveRefusal>> {
    const answer = await api.storeLogo(data);
    if (answer.ok) return answer;
    const refusal = refusalOf(answer.error);
    if (refusal.kind !== 'fields') return refuse(refusal);
    return refuse({ kind: 'fields', errors: refusal.errors.map(({ message }) => ({ path: 'logo', message })) });
  }

  /** The whole company as the text of a file, or why there is none. */
  async whole(told: (pages: number) => void): Promise<Result<string, string>> {
    const file = await data.whole(told);
    return file.ok ? file : refuse(wordsFor(file.error, 'Nothing was saved.'));
  }

  async jobsCsv(): Promise<Result<string, string>> {
    const file = await data.jobsCsv();
    return file.ok ? file : refuse(wordsFor(file.error, 'Nothing was saved.'));
  }

  get company(): Company | null {
    return this.seen?.company ?? null;
  }
}

const theirsIn = (failure: ApiFailure): SeenSettings | null =>
  failure.kind === 'problem' && failure.code === 'company-changed' ? readSeen(failure.body['current']) : null;

function refusalOf(failure: ApiFailure): Exclude<SaveRefusal, Clash> {
  if (failure.kind === 'problem' && failure.code === 'invalid-fields')
    return { kind: 'fields', errors: failure.errors.map(({ path, message }) => ({ path: path.replace(/^set\./, ''), message })) };
  return { kind: 'not-saved', message: wordsFor(failure, 'This was not saved.') };
}

function wordsFor(failure: ApiFailure, what: string): string {
  if (failure.kind !== 'problem')
    return `${what} The office cannot be reached: check the network, then try again. Nothing you typed is lost.`;
  return failure.status === 401 ? `${what} Your sign-in has ended: sign in in another tab, then try again.` : `${what} ${failure.detail}`;
}

export const companyDesk = new CompanyDesk();
