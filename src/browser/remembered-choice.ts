// Owns small choices that a person made on this device, such as their language. Without storage they last as long as the page.

export interface RememberedChoice {
  read(member: string): string | null;
  keep(member: string, value: string): void;
}

/** @param name what is chosen, e.g. "language" */
export const createRememberedChoice = (storage: () => Storage, name: string): RememberedChoice => ({
  read(member) {
    try {
      return storage().getItem(`haul ${name} ${member}`);
    } catch {
      return null;
    }
  },
  keep(member, value) {
    try {
      storage().setItem(`haul ${name} ${member}`, value);
    } catch {
      // A private window: the choice holds until the page closes.
    }
  },
});
