// Owns DynamoDB in memory, as far as jobs as items ask for it: transactions with their conditions, and every fault that it is known for.
import {
  GetItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  BatchWriteItemCommand,
  type AttributeValue,
  type DynamoDBClient,
  type TransactWriteItem,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { StoreUnreachable } from '#lambda/store-errors';
import type { Mutant } from './mutants.ts';
import type { Schedule } from './schedule.ts';

export type Item = Record<string, AttributeValue>;
export interface Table {
  readonly client: Pick<DynamoDBClient, 'send'>;
  readonly items: Map<string, Item>;
  calm(): void;
}

export const nameOf = ({ pk, sk }: Item): string => `${pk?.S}\0${sk?.S}`;

/** @param wrote hears of each transaction as soon as it is done */
export function createTable(schedule: Schedule, mutant: Mutant | null, wrote: () => void): Table {
  const items = new Map<string, Item>();
  let faulty = true;
  const chance = (probability: number): boolean => faulty && schedule.chance(probability);
  /** The sandbox is frozen or killed here: whoever waits for it, waits in vain. */
  const mayDie = (): Promise<void> => (chance(0.002) ? new Promise<never>(() => undefined) : Promise.resolve());

  async function send(command: unknown): Promise<unknown> {
    await schedule.sleep(2 + schedule.random() * 12);
    await mayDie();
    if (chance(0.02)) throw new StoreUnreachable('dynamodb', schedule.pick([0, 429, 503]), null);
    if (command instanceof GetItemCommand) return { Item: items.get(nameOf(command.input.Key ?? {})) };
    if (command instanceof QueryCommand) return { Items: between(command.input.ExpressionAttributeValues ?? {}) };
    if (command instanceof TransactWriteItemsCommand) return transact(command.input.TransactItems ?? []);
    if (command instanceof BatchWriteItemCommand) return batch(Object.values(command.input.RequestItems ?? {}).flat());
    if (command instanceof UpdateItemCommand) return {};
    throw new TypeError('not known here');
  }
  function between({ ':pk': pk, ':from': from, ':to': to }: Item): Item[] {
    const found = [...items.values()].filter(
      ({ pk: of, sk }) => of?.S === pk?.S && (sk?.S ?? '') >= (from?.S ?? '') && (sk?.S ?? '') <= (to?.S ?? ''),
    );
    return found.toSorted((a, b) => ((a['sk']?.S ?? '') < (b['sk']?.S ?? '') ? -1 : 1));
  }
  function batch(requests: readonly WriteRequest[]): unknown {
    for (const { PutRequest } of requests) if (PutRequest?.Item) items.set(nameOf(PutRequest.Item), PutRequest.Item);
    return {};
  }
  async function transact(writes: readonly TransactWriteItem[]): Promise<unknown> {
    if (chance(0.05)) cancel('TransactionConflict');
    if (!writes.every(holds) && mutant !== 'blind PUT') cancel('ConditionalCheckFailed');
    for (const { Put, Delete, Update } of writes) {
      if (Put?.Item) items.set(nameOf(Put.Item), Put.Item);
      if (Delete?.Key) items.delete(nameOf(Delete.Key));
      if (Update?.Key) removePending(Update.Key);
    }
    wrote();
    await schedule.sleep(schedule.random() * 10);
    await mayDie();
    // It is done, and nobody is told.
    if (chance(0.05)) throw new StoreUnreachable('dynamodb', 0, null);
    return {};
  }
  /** The three conditions that there are: of a commit, of laying what is pending, and of none. */
  function holds({ Put, Update, ConditionCheck }: TransactWriteItem): boolean {
    const asked = Put ?? Update ?? ConditionCheck;
    const head = items.get(nameOf((Put?.Item ?? Update?.Key ?? ConditionCheck?.Key ?? {}) as Item));
    const { ':stamp': stamp, ':token': token } = asked?.ExpressionAttributeValues ?? {};
    if (!asked?.ConditionExpression) return true;
    if (token) return head?.['pending']?.S === token.S;
    return head?.['stamp']?.S === stamp?.S && !head?.['pending'] && !head?.['movedTo'];
  }
  function removePending(key: Item): void {
    const { pending: _, ...head } = items.get(nameOf(key)) ?? {};
    items.set(nameOf(key), head);
  }

  return { client: { send } as Table['client'], items, calm: () => void (faulty = false) };
}

function cancel(Code: string): never {
  throw new TransactionCanceledException({ message: Code, $metadata: {}, CancellationReasons: [{ Code }] });
}
