// Owns the peer of the board: the same number of cards in five columns that svelte-dnd-action makes draggable, as its own documentation has it, on
// an empty page of the same browser. It draws them all, there are no windows in it. *Render* is from nothing to the frame that shows the cards with
// the action on each column, *pick up* from the press of the mouse until the action says that a card hangs over the board, *drop* from the release until it says where it is.
// A size that is not done within its time stands in the table with just that.
import type { Page } from 'playwright';
import { bundled } from './device-page.ts';
import type { BenchRow } from './bench.ts';
import { withBrowser } from './browser.ts';

const WITHIN_MS = 30_000;
interface Peer {
  render(cards: number): Promise<number>;
  /** from now until the action speaks: the time when it did */
  next(word: 'consider' | 'finalize'): Promise<number>;
}
declare global {
  var peer: Peer;
}

const SCRIPT = `
  import { dndzone } from 'svelte-dnd-action';
  const heard = { consider: [], finalize: [] };
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const cards = new Map();
  const cardOf = (item) => {
    // Its placeholder of the card that hangs over the board is another item with the same id for a while.
    const key = item.isDndShadowItem ? 'shadow ' + item.id : item.id;
    if (!cards.has(key)) {
      const card = document.createElement('article');
      card.innerHTML = '<h3>' + item.name + '</h3><p>' + item.address + '</p><p>10–12</p><button>Drawer</button>';
      cards.set(key, card);
    }
    return cards.get(key);
  };
  function column(items) {
    const node = document.createElement('section');
    document.body.append(node);
    const draw = (now) => node.replaceChildren(...now.map(cardOf));
    draw(items);
    const action = dndzone(node, { items, flipDurationMs: 0 });
    for (const word of ['consider', 'finalize'])
      node.addEventListener(word, ({ detail }) => {
        draw(detail.items);
        action.update({ items: detail.items, flipDurationMs: 0 });
        for (const tell of heard[word].splice(0)) tell(performance.timeOrigin + performance.now());
      });
  }
  globalThis.peer = {
    async render(count) {
      const items = Array.from({ length: count }, (_, i) => ({ id: 'card ' + i, name: 'Customer ' + i, address: i + ' Oak St, Hyde Park' }));
      const begun = performance.now();
      for (let at = 0; at < 5; at++) column(items.filter((_, i) => i % 5 === at));
      await frame();
      return performance.now() - begun;
    },
    next: (word) => new Promise((tell) => heard[word].push(tell)),
  };`;
const STYLE = `body { display: grid; grid-auto-flow: column; grid-auto-columns: 1fr; gap: 12px; height: 860px; margin: 0; }
  section { overflow-y: auto; } article { height: 150px; margin: 0 0 8px; border: 1px solid #999; }`;

export async function peerRows(origin: string, sizes: readonly number[], onProgress: (line: string) => void): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const size of sizes) {
    onProgress(`board: svelte-dnd-action with ${size} cards`);
    const what = `board, ${size.toLocaleString('en-US')} cards: svelte-dnd-action`;
    rows.push({
      what,
      ours: '–',
      peer: await withBrowser(origin, async (browser) => figureOf(await browser.newPage(), size)),
      budget: '–',
      held: null,
    });
  }
  return rows;
}

async function figureOf(page: Page, size: number): Promise<string> {
  const said: string[] = [];
  const measure = async (): Promise<string> => {
    await page.setViewportSize({ width: 1_440, height: 900 });
    await page.setContent(`<!doctype html><title>peer</title><style>${STYLE}</style>`);
    await page.addScriptTag({ content: await bundled(SCRIPT) });
    said.push(`render ${(await page.evaluate((cards) => globalThis.peer.render(cards), size)).toFixed(0)} ms`);
    const spoken = page.evaluate(() => globalThis.peer.next('consider'));
    await page.mouse.move(100, 240);
    const pressedMs = Date.now();
    await page.mouse.down();
    await page.mouse.move(130, 260, { steps: 4 });
    said.push(`pick up ${((await spoken) - pressedMs).toFixed(0)} ms`);
    const settled = page.evaluate(() => globalThis.peer.next('finalize'));
    await page.mouse.move(500, 300, { steps: 8 });
    const releasedMs = Date.now();
    await page.mouse.up();
    said.push(`drop ${((await settled) - releasedMs).toFixed(0)} ms`);
    return said.join(', ');
  };
  const late = new Promise<string>((tell) =>
    setTimeout(() => tell([...said, `then nothing within ${WITHIN_MS / 1_000} s`].join(', ')), WITHIN_MS).unref(),
  );
  return Promise.race([measure().catch((error: unknown) => [...said, String(error).split('\n')[0]].join(', ')), late]);
}
