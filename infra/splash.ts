// Owns the pictures that an iPhone or iPad shows while the installed app opens: the mark on the brand's ground, one for each screen there is.
// Run by hand (`node infra/splash.ts`) when the mark or the list of screens changes; the pictures are kept in static/splash.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';
import { chromium } from 'playwright';
import { DEBIAN_CHROMIUM } from './test/chromium.ts';

const SCREENS = JSON.parse(readFileSync('src/lib/splash-screens.json', 'utf8')) as readonly (readonly [number, number, number])[];
const MARK = readFileSync('static/favicon.svg', 'utf8');
const DIR = 'static/splash';
const GROUND = [0x14, 0x50, 0x4a] as const;
/** of the screen's shorter side */
const MARK_SHARE = 0.32;
/** Two colours and the steps between them: half a byte a pixel, and next to nothing once packed. */
const STEPS = 16;

rmSync(DIR, { recursive: true, force: true });
mkdirSync(DIR, { recursive: true });
const browser = await chromium.launch({ executablePath: DEBIAN_CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
const page = await browser.newPage();
for (const [width, height, ratio] of SCREENS) {
  const [across, down] = [width * ratio, height * ratio];
  const size = Math.round(Math.min(across, down) * MARK_SHARE);
  const bytes = png(across, down, size, await drawMark(size));
  writeFileSync(`${DIR}/${across}x${down}.png`, bytes);
  console.log(`${across}x${down}: ${bytes.length} bytes`);
}
await browser.close();

/** How white each pixel of the mark is, 0 to 15. */
async function drawMark(size: number): Promise<readonly number[]> {
  return page.evaluate(
    async ([svg, px, top]) => {
      const image = new Image();
      image.src = `data:image/svg+xml,${encodeURIComponent(svg.replace('<svg ', `<svg width="${px}" height="${px}" `))}`;
      await image.decode();
      const canvas = new OffscreenCanvas(px, px);
      const pen = canvas.getContext('2d');
      if (!pen) throw new Error('Cannot draw here');
      pen.fillStyle = '#14504a';
      pen.fillRect(0, 0, px, px);
      pen.drawImage(image, 0, 0, px, px);
      const { data } = pen.getImageData(0, 0, px, px);
      return Array.from({ length: px * px }, (_, at) => Math.round((((data[at * 4] ?? 0) - 0x14) / (255 - 0x14)) * top));
    },
    [MARK, size, STEPS - 1] as const,
  );
}

function png(width: number, height: number, size: number, mark: readonly number[]): Buffer {
  const stride = 1 + Math.ceil(width / 2);
  const rows = Buffer.alloc(stride * height);
  const [left, top] = [Math.floor((width - size) / 2), Math.floor((height - size) / 2)];
  mark.forEach((step, at) => {
    const x = left + (at % size);
    const place = (top + Math.floor(at / size)) * stride + 1 + (x >> 1);
    rows[place] = (rows[place] ?? 0) | (x % 2 === 0 ? step << 4 : step);
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Four bits a pixel, by a palette.
  header.set([4, 3], 8);
  const palette = Buffer.from(
    Array.from({ length: STEPS }, (_, step) => GROUND.map((part) => part + ((255 - part) * step) / (STEPS - 1))).flat(),
  );
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    part('IHDR', header),
    part('PLTE', palette),
    part('IDAT', deflateSync(rows, { level: 9 })),
    part('IEND', Buffer.alloc(0)),
  ]);
}

function part(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'ascii'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}
