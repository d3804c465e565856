// Owns what a CSV file is made of before it has rows: its encoding and the sign between its cells, found out from its bytes.
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';

export type Encoding = 'utf-8' | 'utf-16le' | 'windows-1252';
const DELIMITERS = [',', ';', '\t'] as const;
const HEAD_BYTES = 64 * 1024;

/**
 * UTF-8 when every byte of the file says so, UTF-16 by its mark; else what Excel writes on Western machines. windows-1252 is Latin-1
 * with letters where Latin-1 has control characters. Reads the whole file once, in pieces.
 */
export async function encodingOf(path: string): Promise<Encoding> {
  const head = await headOf(path);
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of createReadStream(path)) decoder.decode(chunk as Buffer, { stream: true });
    decoder.decode();
    return 'utf-8';
  } catch (error) {
    if (error instanceof TypeError) return 'windows-1252';
    throw error;
  }
}

/** The sign that stands most often in the first line, outside quotes; a comma when none does. */
export async function delimiterOf(path: string, encoding: Encoding): Promise<string> {
  const text = new TextDecoder(encoding).decode(await headOf(path));
  const bare = text.replace(/"(?:[^"]|"")*"/g, '').trimStart();
  const [line = ''] = bare.split(/\r\n|\n|\r/);
  const count = (sign: string): number => line.split(sign).length - 1;
  return DELIMITERS.reduce((best: string, sign) => (count(sign) > count(best) ? sign : best), ',');
}

/** The file's text, piece by piece, without a byte-order mark. */
export async function* textOf(path: string, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of createReadStream(path)) {
    const text = decoder.decode(chunk as Buffer, { stream: true });
    if (text) yield text;
  }
  const rest = decoder.decode();
  if (rest) yield rest;
}

async function headOf(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(HEAD_BYTES), position: 0 });
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
