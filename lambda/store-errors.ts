// Owns what a store throws when it cannot answer: errors that name a row or a service, never what is in it.

/** A roster row that cannot be read, named by its key. */
export class RosterBroken extends Error {
  override readonly name = 'RosterBroken';
  readonly row: string;

  constructor(row: string) {
    super(`Cannot read the roster: row ${row} is broken`);
    this.row = row;
  }
}

/** A company's settings that cannot be read: guessing a time zone would show wrong times. */
export class CompanyBroken extends Error {
  override readonly name = 'CompanyBroken';
  readonly tenant: string;

  constructor(tenant: string) {
    super(`Cannot read the settings of ${tenant}`);
    this.tenant = tenant;
  }
}

/** A service that did not answer, or answered that it could not. Whether it did what was asked is not known. */
export class StoreUnreachable extends Error {
  override readonly name = 'StoreUnreachable';
  readonly service: string;
  /** of the answer; 0 when there was none */
  readonly status: number;

  constructor(service: string, status: number, cause: unknown) {
    super(`${service} does not answer`, { cause });
    this.service = service;
    this.status = status;
  }
}
