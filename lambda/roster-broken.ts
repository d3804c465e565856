// Owns the error of a roster row that cannot be read: it names the row's key, never what is in it.
export class RosterBroken extends Error {
  readonly row: string;

  constructor(row: string) {
    super(`Cannot read the roster: row ${row} is broken`);
    this.name = 'RosterBroken';
    this.row = row;
  }
}
