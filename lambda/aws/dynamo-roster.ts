// Owns the table `crew_roster`: profiles, and days laid out so that a date range in a role is one range query, and one of time off another.
import {
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  QueryCommand,
  UpdateItemCommand,
  type AttributeValue,
  type DynamoDBClient,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { localDate } from '#core/clock-time';
import { role, ROLES, storedMemberSchema, timeOffReason, type DayAvailability, type Role } from '#core/crew';
import { idSchema, type MemberId } from '#core/id';
import type { DayChange } from '#core/roster-calendar';
import type { MemberRecord, RosterStore, StoredMember } from '../port.ts';
import { RosterBroken } from '../store-errors.ts';

/** pk `T#slug`; sk `M#member` for a profile, `A#role#date#member` for a day planned in a role, `O#date#member` for a day off. */
export interface DynamoRosterOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly tenant: string;
}

const profileRow = v.object({
  sk: v.object({ S: v.string() }),
  profile: v.object({ S: v.pipe(v.string(), v.parseJson(), storedMemberSchema) }),
  passwordHash: v.exactOptional(v.object({ S: v.string() })),
  rev: v.exactOptional(v.object({ N: v.pipe(v.string(), v.transform(Number)) })),
  changed: v.exactOptional(v.object({ S: v.pipe(v.string(), v.parseJson(), v.object({ by: v.string(), at: v.string() })) })),
});
const freeRow = v.pipe(
  v.object({ sk: v.object({ S: v.string() }) }),
  v.transform(({ sk }) => sk.S.split('#')),
  v.tuple([v.literal('A'), role, localDate, idSchema.member]),
);
const offRow = v.object({
  sk: v.object({
    S: v.pipe(
      v.string(),
      v.transform((key) => key.split('#')),
      v.tuple([v.literal('O'), localDate, idSchema.member]),
    ),
  }),
  reason: v.exactOptional(v.object({ S: timeOffReason })),
});

export function createDynamoRoster({ client, table, tenant }: DynamoRosterOptions): RosterStore {
  const pk = { S: `T#${tenant}` };

  return {
    async members() {
      const rows = await query('begins_with(sk, :m)', { ':m': { S: 'M#' } });
      return rows.map((row): StoredMember => {
        const { profile, passwordHash, rev, changed } = parseRow(profileRow, row);
        return { member: profile.S, passwordHash: passwordHash?.S ?? null, rev: rev?.N ?? 0, ...(changed && { changed: changed.S }) };
      });
    },
    async saveMember(record, ifRev) {
      try {
        await client.send(updateOf(record, ifRev));
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
    async availability(from, to, wanted) {
      const roles: readonly Role[] = wanted ? [wanted] : ROLES;
      const rows = await Promise.all(
        roles.map((each) => query('sk BETWEEN :from AND :to', { ':from': { S: `A#${each}#${from}#` }, ':to': { S: `A#${each}#${to}#~` } })),
      );
      return groupByMember(rows.flat().map((row) => parseRow(freeRow, row)));
    },
    async timeOff(from, to) {
      const rows = await query('sk BETWEEN :from AND :to', { ':from': { S: `O#${from}#` }, ':to': { S: `O#${to}#~` } });
      const parsed = rows.map((row) => parseRow(offRow, row));
      const members = Map.groupBy(parsed, ({ sk }) => sk.S[2]);
      return new Map(
        [...members].map(([id, own]) => [id, own.map(({ sk, reason }) => ({ date: sk.S[1], ...(reason && { reason: reason.S }) }))]),
      );
    },
    async setAvailability(member, days) {
      const writes = days.flatMap((day) => [...plannedWrites(day, member), ...offWrites(day, member)]);
      for (let i = 0; i < writes.length; i += 25) await writeBatch(writes.slice(i, i + 25));
    },
  };

  /** An update, not a put: what a newer release wrote beside our fields stays. */
  function updateOf({ member, passwordHash, changed }: MemberRecord, ifRev: number | undefined): UpdateItemCommand {
    const known = ifRev ? 'rev = :known' : 'attribute_not_exists(rev)';
    return new UpdateItemCommand({
      TableName: table,
      Key: { pk, sk: { S: `M#${member.id}` } },
      UpdateExpression:
        'SET profile = :profile, rev = if_not_exists(rev, :zero) + :one' +
        (changed ? ', changed = :changed' : '') +
        (passwordHash === null ? ' REMOVE passwordHash' : ', passwordHash = :hash'),
      ...(ifRev !== undefined && { ConditionExpression: known }),
      ExpressionAttributeValues: {
        ':profile': { S: JSON.stringify(member) },
        ':zero': { N: '0' },
        ':one': { N: '1' },
        ...(changed && { ':changed': { S: JSON.stringify(changed) } }),
        ...(passwordHash !== null && { ':hash': { S: passwordHash } }),
        ...(ifRev && { ':known': { N: String(ifRev) } }),
      },
    });
  }

  function plannedWrites({ date, roles }: DayChange, member: MemberId): WriteRequest[] {
    if (!roles) return [];
    return ROLES.map((each) => {
      const key = { pk, sk: { S: `A#${each}#${date}#${member}` } };
      return roles.includes(each) ? { PutRequest: { Item: key } } : { DeleteRequest: { Key: key } };
    });
  }

  function offWrites({ date, off }: DayChange, member: MemberId): WriteRequest[] {
    if (off === undefined) return [];
    const key = { pk, sk: { S: `O#${date}#${member}` } };
    if (off === null) return [{ DeleteRequest: { Key: key } }];
    return [{ PutRequest: { Item: { ...key, ...(off.reason !== undefined && { reason: { S: off.reason } }) } } }];
  }

  async function writeBatch(writes: WriteRequest[]): Promise<void> {
    let left = writes;
    while (left.length > 0) {
      const { UnprocessedItems } = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: left } }));
      left = UnprocessedItems?.[table] ?? [];
    }
  }

  async function query(condition: string, values: Record<string, AttributeValue>): Promise<Row[]> {
    const rows: Row[] = [];
    let start: Row | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: `pk = :pk AND ${condition}`,
          ExpressionAttributeValues: { ':pk': pk, ...values },
          ConsistentRead: true,
          ...(start && { ExclusiveStartKey: start }),
        }),
      );
      rows.push(...(page.Items ?? []));
      start = page.LastEvaluatedKey;
    } while (start);
    return rows;
  }
}

type Row = Record<string, AttributeValue>;

function parseRow<Output>(schema: v.GenericSchema<unknown, Output>, row: Row): Output {
  const parsed = v.safeParse(schema, row);
  if (!parsed.success) throw new RosterBroken(`${row['pk']?.S ?? '?'} ${row['sk']?.S ?? '?'}`);
  return parsed.output;
}

function groupByMember(rows: readonly (readonly ['A', Role, string, MemberId])[]): Map<MemberId, DayAvailability[]> {
  const members = new Map<MemberId, DayAvailability[]>();
  for (const [member, own] of Map.groupBy(rows, ([, , , id]) => id)) {
    const byDate = Map.groupBy(own, ([, , date]) => date);
    members.set(
      member,
      [...byDate].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([date, each]) => ({ date, roles: each.map(([, free]) => free) })),
    );
  }
  return members;
}
