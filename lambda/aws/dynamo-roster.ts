// Owns the table `crew_roster`: profiles, and availability laid out so that a date range in a role is one range query.
import {
  BatchWriteItemCommand,
  QueryCommand,
  PutItemCommand,
  type AttributeValue,
  type DynamoDBClient,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { localDate } from '#core/clock-time';
import { memberSchema, role, ROLES, type DayAvailability, type Role } from '#core/crew';
import { idSchema, type MemberId } from '#core/id';
import type { MemberRecord, RosterStore } from '../port.ts';
import { RosterBroken } from '../store-errors.ts';

/** pk `T#slug`; sk `M#member` for a profile, `A#role#date#member` for a day on which a member is free in a role. */
export interface DynamoRosterOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly tenant: string;
}

const profileRow = v.object({
  sk: v.object({ S: v.string() }),
  profile: v.object({ S: v.pipe(v.string(), v.parseJson(), memberSchema) }),
  passwordHash: v.exactOptional(v.object({ S: v.string() })),
});
const freeRow = v.pipe(
  v.object({ sk: v.object({ S: v.string() }) }),
  v.transform(({ sk }) => sk.S.split('#')),
  v.tuple([v.literal('A'), role, localDate, idSchema.member]),
);

export function createDynamoRoster({ client, table, tenant }: DynamoRosterOptions): RosterStore {
  const pk = { S: `T#${tenant}` };

  return {
    async members() {
      const rows = await query('begins_with(sk, :m)', { ':m': { S: 'M#' } });
      return rows.map((row): MemberRecord => {
        const { profile, passwordHash } = parseRow(profileRow, row);
        return { member: profile.S, passwordHash: passwordHash?.S ?? null };
      });
    },
    async saveMember({ member, passwordHash }) {
      await client.send(
        new PutItemCommand({
          TableName: table,
          Item: {
            pk,
            sk: { S: `M#${member.id}` },
            profile: { S: JSON.stringify(member) },
            ...(passwordHash && { passwordHash: { S: passwordHash } }),
          },
        }),
      );
    },
    async availability(from, to, wanted) {
      const roles: readonly Role[] = wanted ? [wanted] : ROLES;
      const rows = await Promise.all(
        roles.map((each) => query('sk BETWEEN :from AND :to', { ':from': { S: `A#${each}#${from}#` }, ':to': { S: `A#${each}#${to}#~` } })),
      );
      return groupByMember(rows.flat().map((row) => parseRow(freeRow, row)));
    },
    async setAvailability(member, days) {
      const writes = days.flatMap((day) => ROLES.map((each) => writeOf(day, each, member)));
      for (let i = 0; i < writes.length; i += 25) await writeBatch(writes.slice(i, i + 25));
    },
  };

  function writeOf(day: DayAvailability, each: Role, member: MemberId): WriteRequest {
    const key = { pk, sk: { S: `A#${each}#${day.date}#${member}` } };
    return day.roles.includes(each) ? { PutRequest: { Item: key } } : { DeleteRequest: { Key: key } };
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
