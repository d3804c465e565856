// Owns turning counted requests into a month's bill: pure arithmetic on a dated table of prices.
export interface HourCounts {
  readonly edgeRequests: number;
  readonly pageRequests: number;
  readonly apiRequests: number;
  readonly apiMs: number;
  readonly bytesOut: number;
  readonly s3Reads: number;
  readonly s3Writes: number;
  readonly dynamoReads: number;
  readonly dynamoWrites: number;
  readonly logBytes: number;
}

export interface Prices {
  readonly perMillion: Readonly<Record<string, number>>;
  readonly perGigabyteSecond: { readonly lambda: number; readonly edge: number };
  readonly perGigabyte: { readonly cloudFrontOut: number; readonly logs: number; readonly s3Month: number; readonly backupMonth: number };
  /** how long a function waits for a store on AWS; here both are on one machine */
  readonly assumedStoreMs: { readonly s3: number; readonly dynamodb: number };
  readonly perMonth: {
    readonly secret: number;
    readonly alarm: number;
    readonly metric: number;
    readonly firewall: number;
    readonly firewallPerMillion: number;
  };
}

export interface Habits {
  readonly hoursPerMonth: number;
  readonly textsPerHour: number;
  readonly photosGigabytesPerMonth: number;
  readonly alarms: number;
  readonly metrics: number;
  readonly functionGigabytes: number;
}

export interface Line {
  readonly what: string;
  readonly usd: number;
}

const MINUTES_PER_MONTH = 43_800;
const GIGABYTE = 1e9;
/** The rewrite measured at the edge: 128 MB for a millisecond, which is the least that is billed. */
const EDGE_GIGABYTE_SECONDS = 0.125 * 0.001;

/** A month of this many companies that all work as the counted one did. */
export function monthlyBill(hour: HourCounts, companies: number, habits: Habits, prices: Prices): readonly Line[] {
  const hours = habits.hoursPerMonth * companies;
  const million = (name: string, count: number): number => ((prices.perMillion[name] ?? 0) * count) / 1e6;
  const edge = hour.edgeRequests * hours;
  const waitMs =
    (hour.s3Reads + hour.s3Writes) * prices.assumedStoreMs.s3 + (hour.dynamoReads + hour.dynamoWrites) * prices.assumedStoreMs.dynamodb;
  const lambdaSeconds = ((hour.apiMs + waitMs) / 1_000) * hours;
  return [
    { what: 'CloudFront requests', usd: million('cloudFrontRequests', edge) },
    { what: 'CloudFront bytes out', usd: ((hour.bytesOut * hours) / GIGABYTE) * prices.perGigabyte.cloudFrontOut },
    {
      what: 'Edge functions',
      usd:
        2 *
        (million('edgeFunctionCalls', hour.pageRequests * hours) +
          hour.pageRequests * hours * EDGE_GIGABYTE_SECONDS * prices.perGigabyteSecond.edge),
    },
    { what: 'Lambda calls', usd: million('lambdaCalls', hour.apiRequests * hours + MINUTES_PER_MONTH) },
    { what: 'Lambda time', usd: lambdaSeconds * habits.functionGigabytes * prices.perGigabyteSecond.lambda },
    { what: 'S3 reads', usd: million('s3Reads', hour.s3Reads * hours) },
    {
      what: 'S3 writes and their events',
      usd: million('s3Writes', hour.s3Writes * hours) + million('eventBridgeEvents', hour.s3Writes * hours),
    },
    { what: 'DynamoDB', usd: million('dynamoReads', hour.dynamoReads * hours) + million('dynamoWrites', hour.dynamoWrites * hours) },
    { what: 'Logs', usd: ((hour.logBytes * hours) / GIGABYTE) * prices.perGigabyte.logs },
    {
      what: 'Photos kept a year, and backups of them',
      usd: habits.photosGigabytesPerMonth * companies * 12 * (prices.perGigabyte.s3Month + prices.perGigabyte.backupMonth),
    },
    {
      what: 'Keys, alarms, metrics',
      usd: prices.perMonth.secret + habits.alarms * prices.perMonth.alarm + habits.metrics * prices.perMonth.metric,
    },
  ];
}

/** What is a choice, beside the bill. */
export const optionalLines = (hour: HourCounts, companies: number, habits: Habits, prices: Prices): readonly Line[] => [
  {
    what: 'Firewall (a setting)',
    usd: prices.perMonth.firewall + (hour.edgeRequests * habits.hoursPerMonth * companies * prices.perMonth.firewallPerMillion) / 1e6,
  },
  { what: 'Texts, three a job', usd: (habits.textsPerHour * habits.hoursPerMonth * companies * (prices.perMillion['texts'] ?? 0)) / 1e6 },
];

export const total = (lines: readonly Line[]): number => lines.reduce((sum, { usd }) => sum + usd, 0);
