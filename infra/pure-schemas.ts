// Owns leaving out what of AWS' clients nobody uses: their schemas look as if making them did something, so that a bundler keeps all of them.
/** `export var GetObject$ = [ … ];` with computed keys in it, which might call anything; here they are names of constants. */
const SCHEMA = /^((?:export )?var \w+\$? = )(\[[\s\S]*?\]);$/gm;

/** Marks the making of each schema as pure. What is used stays as it is, letter by letter. */
export const markPure = (source: string): string => source.replace(SCHEMA, '$1/* @__PURE__ */ (() => $2)();');
