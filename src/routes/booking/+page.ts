// Owns that the booking page carries no framework router: its own script takes over what was rendered ahead of time.
export const csr = false;
