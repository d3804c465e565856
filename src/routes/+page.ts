// Owns that the home page needs no script.
export const csr = false;
