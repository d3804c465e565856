// Owns the API's own ports on real stores of this machine, behind proxies that can take them away, with every stored byte in sight.
import { DeleteItemCommand, PutItemCommand, ScanCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { openAwsPorts } from '#lambda/aws/open-ports';
import type { Config } from '#lambda/config';
import type { LogEntry, Ports } from '#lambda/port';
import { startFaultProxy, type Meet } from './fault-proxy.ts';
import { BUCKET, CREDENTIALS, localDynamoDb, localS3 } from './local-stores.ts';

type Key = Record<'pk' | 'sk', AttributeValue>;

export interface RealPorts {
  /** as a Lambda sandbox has them: what is kept between requests goes when they are opened again */
  open(): Ports;
  readonly logged: LogEntry[];
  /** every byte that must not change by itself: all objects of the bucket and all rows of the roster, by name */
  stored(): Promise<ReadonlyMap<string, string>>;
  bytes(key: string): Promise<Uint8Array>;
  plant(key: string, bytes: Uint8Array | string): Promise<void>;
  remove(key: string): Promise<void>;
  plantRow(key: Key, profile: string): Promise<void>;
  removeRow(key: Key): Promise<void>;
  /** what requests to the stores meet from now on */
  meet(s3: Meet, dynamodb?: Meet): void;
  close(): Promise<void>;
}

/** Their clients read the environment, as on AWS. @param pause between tries of a commit; as on AWS when none is given */
export async function realPorts(config: Config, pause?: (delayMs: number) => Promise<void>): Promise<RealPorts> {
  const [s3, dynamo] = await Promise.all([localS3(), localDynamoDb()]);
  const [s3Proxy, dynamoProxy] = await Promise.all([startFaultProxy(s3.server.endpoint), startFaultProxy(dynamo.endpoint)]);
  process.env['AWS_ENDPOINT_URL_S3'] = s3Proxy.endpoint;
  process.env['AWS_ENDPOINT_URL_DYNAMODB'] = dynamoProxy.endpoint;
  process.env['AWS_ACCESS_KEY_ID'] = CREDENTIALS.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = CREDENTIALS.secretAccessKey;
  const table = { TableName: config.ROSTER_TABLE };
  const logged: LogEntry[] = [];
  return {
    open: () => ({ ...openAwsPorts(config, (entry) => void logged.push(entry), pause) }),
    logged,
    async stored() {
      const [objects, rows] = await Promise.all([
        s3.client.send(new ListObjectsV2Command({ Bucket: BUCKET })),
        dynamo.client.send(new ScanCommand(table)),
      ]);
      const ofS3 = (objects.Contents ?? []).map(({ Key, ETag }) => [`s3 ${Key}`, `${ETag}`] as const);
      const ofRoster = (rows.Items ?? []).map(
        (row) => [`roster ${row['pk']?.S} ${row['sk']?.S}`, JSON.stringify(Object.entries(row).toSorted())] as const,
      );
      return new Map([...ofS3, ...ofRoster]);
    },
    async bytes(Key) {
      const found = await s3.client.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
      return (await found.Body?.transformToByteArray()) ?? new Uint8Array();
    },
    plant: async (Key, Body) => void (await s3.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }))),
    remove: async (Key) => void (await s3.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }))),
    plantRow: async (key, profile) =>
      void (await dynamo.client.send(new PutItemCommand({ ...table, Item: { ...key, profile: { S: profile } } }))),
    removeRow: async (Key) => void (await dynamo.client.send(new DeleteItemCommand({ ...table, Key }))),
    meet(ofS3, ofDynamoDb = () => null) {
      s3Proxy.meet(ofS3);
      dynamoProxy.meet(ofDynamoDb);
    },
    close: async () => void (await Promise.all([s3Proxy.close(), dynamoProxy.close(), s3.close(), dynamo.close()])),
  };
}
