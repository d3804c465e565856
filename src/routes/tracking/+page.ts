// Owns that the tracking page carries no framework: its words are there before any script.
export const csr = false;
