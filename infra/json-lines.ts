// Owns finding where a value stands in a JSON text, so that whoever has to correct it need not search.

/** The line of the value at a path, or of what encloses it when it is missing. The text must be JSON. */
export function lineOf(text: string, path: readonly string[]): number {
  const lines = valueLines(text);
  for (let length = path.length; length > 0; length--) {
    const line = lines.get(path.slice(0, length).join('\0'));
    if (line !== undefined) return line;
  }
  return 1;
}

/** The parser says the position in words only; a text that ends too early has none. */
export function lineOfSyntaxError(text: string, error: unknown): number {
  const at = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  return lineAt(text, at === undefined ? text.length : Number(at));
}

const lineAt = (text: string, position: number): number => text.slice(0, position).split('\n').length;
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

interface Level {
  readonly isList: boolean;
  key: string;
  index: number;
}

/** The line on which each member begins, by its path. */
function valueLines(text: string): Map<string, number> {
  const lines = new Map<string, number>();
  const levels: Level[] = [];
  let beforeColon: { readonly key: string; readonly at: number } | null = null;
  const note = (at: number): void =>
    void lines.set(levels.map(({ isList, key, index }) => (isList ? String(index) : key)).join('\0'), lineAt(text, at));
  for (const { 0: token, index: at } of text.matchAll(TOKEN)) {
    const level = levels.at(-1);
    if (level?.isList && !['}', ']', ',', ':'].includes(token)) note(at);
    if (token === '{' || token === '[') levels.push({ isList: token === '[', key: '', index: 0 });
    else if (token === '}' || token === ']') levels.pop();
    else if (token === ',' && level?.isList) level.index += 1;
    else if (token === ':' && level && beforeColon) {
      level.key = beforeColon.key;
      note(beforeColon.at);
    } else if (token.startsWith('"')) beforeColon = { key: JSON.parse(token) as string, at };
  }
  return lines;
}
