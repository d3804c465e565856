// Owns the plot of how everything grows with the number of jobs: four small charts with logarithmic axes, as an SVG that is readable on light and dark.

export interface Grown {
  readonly jobs: number;
  readonly pollMs: number;
  readonly tapMs: number;
  readonly syncMs: number;
  readonly syncKb: number;
  readonly renderMs: number;
  readonly moveMs: number;
  readonly storedKb: number;
  readonly browserKb: number;
}

interface Chart {
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly { readonly name: string; readonly of: (grown: Grown) => number }[];
}
const CHARTS: readonly Chart[] = [
  {
    title: 'API, through the edge',
    unit: 'ms',
    lines: [
      { name: 'one tap saved', of: ({ tapMs }) => tapMs },
      { name: 'poll, nothing new', of: ({ pollMs }) => pollMs },
    ],
  },
  {
    title: 'First sync',
    unit: 'ms, KB',
    lines: [
      { name: 'answer, ms', of: ({ syncMs }) => syncMs },
      { name: 'compressed, KB', of: ({ syncKb }) => syncKb },
    ],
  },
  {
    title: 'Board',
    unit: 'ms',
    lines: [
      { name: 'render', of: ({ renderMs }) => renderMs },
      { name: 'move', of: ({ moveMs }) => moveMs },
    ],
  },
  {
    title: 'Storage',
    unit: 'KB',
    lines: [
      { name: 'in the store, gzipped', of: ({ storedKb }) => storedKb },
      { name: 'in the browser', of: ({ browserKb }) => browserKb },
    ],
  },
];

const SIZE = { width: 400, height: 250, left: 52, right: 16, top: 40, bottom: 66, gap: 20 };
/** Told apart by dashes too, not by colour alone. */
const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #1d2b28 } .title { font-size: 14px; font-weight: 600 } .quiet { fill: #5a6965 }
  .grid { stroke: #d5dcda } .line { fill: none; stroke-width: 2.5 } .a { stroke: #14504a; fill: #14504a } .b { stroke: #b4540a; fill: #b4540a; stroke-dasharray: 6 4 }
  path.a, path.b { fill: none } circle { stroke: none } .paper { fill: #ffffff }
  @media (prefers-color-scheme: dark) {
    text { fill: #e8efed } .quiet { fill: #9fb0ab } .grid { stroke: #34423f } .paper { fill: #121a18 }
    .a { stroke: #5cc2b3; fill: #5cc2b3 } .b { stroke: #f0a35e; fill: #f0a35e } path.a, path.b { fill: none } circle { stroke: none }
  }`;

export function growthPlot(grown: readonly Grown[]): string {
  const [width, height] = [2 * SIZE.width + SIZE.gap, 2 * SIZE.height + SIZE.gap];
  const charts = CHARTS.map((chart, index) => {
    const [x, y] = [(index % 2) * (SIZE.width + SIZE.gap), Math.floor(index / 2) * (SIZE.height + SIZE.gap)];
    return `<g transform="translate(${x} ${y})">${chartOf(chart, grown)}</g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="How API, first sync, board and storage grow from ${grown[0]?.jobs} to ${grown.at(-1)?.jobs} jobs">`,
    `<style>${STYLE}</style><rect class="paper" width="${width}" height="${height}"/>`,
    ...charts,
    '</svg>\n',
  ].join('\n');
}

function chartOf({ title, unit, lines }: Chart, grown: readonly Grown[]): string {
  const values = grown.flatMap((each) => lines.map(({ of }) => of(each)));
  const [low, high] = [Math.floor(Math.log10(Math.max(0.1, Math.min(...values)))), Math.ceil(Math.log10(Math.max(...values)))];
  const [first, last] = [Math.log10(grown[0]?.jobs ?? 1), Math.log10(grown.at(-1)?.jobs ?? 10)];
  const [right, bottom] = [SIZE.width - SIZE.right, SIZE.height - SIZE.bottom];
  const xOf = (jobs: number): number => SIZE.left + ((Math.log10(jobs) - first) / (last - first)) * (right - SIZE.left);
  const yOf = (value: number): number => bottom - ((Math.log10(Math.max(0.1, value)) - low) / (high - low)) * (bottom - SIZE.top);
  const powers = Array.from({ length: high - low + 1 }, (_, step) => 10 ** (low + step));
  return [
    `<text class="title" x="${SIZE.left}" y="20">${title}</text><text class="quiet" x="${right}" y="20" text-anchor="end">${unit}</text>`,
    ...powers.map(
      (power) =>
        `<line class="grid" x1="${SIZE.left}" x2="${right}" y1="${fixed(yOf(power))}" y2="${fixed(yOf(power))}"/><text class="quiet" x="${SIZE.left - 6}" y="${fixed(yOf(power) + 4)}" text-anchor="end">${short(power)}</text>`,
    ),
    ...grown.map(({ jobs }) => `<text class="quiet" x="${fixed(xOf(jobs))}" y="${bottom + 18}" text-anchor="middle">${short(jobs)}</text>`),
    ...lines.map(({ name, of }, index) => {
      const kind = index === 0 ? 'a' : 'b';
      const points = grown.map((each) => [fixed(xOf(each.jobs)), fixed(yOf(of(each)))] as const);
      const path = points.map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${x} ${y}`).join(' ');
      const keyX = SIZE.left + index * 170;
      const ends = `${short(of(grown[0] as Grown))} → ${short(of(grown.at(-1) as Grown))}`;
      return `<path class="line ${kind}" d="${path}"/>${points.map(([x, y]) => `<circle class="${kind}" cx="${x}" cy="${y}" r="3.5"/>`).join('')}<path class="line ${kind}" d="M${keyX} ${bottom + 38}h24"/><text x="${keyX + 30}" y="${bottom + 42}">${name}</text><text class="quiet" x="${keyX + 30}" y="${bottom + 57}">${ends}</text>`;
    }),
  ].join('');
}

const fixed = (value: number): string => value.toFixed(1);
const short = (value: number): string =>
  value >= 1_000 ? `${Number((value / 1_000).toPrecision(2))}k` : String(Number(value.toPrecision(value < 10 ? 2 : 3)));
