// Owns which stays a company has in the table: each is noted before its first row and until its last, so that none is forgotten there.
import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { deleteItems } from './batch-write.ts';
import { logOf, rowsOf, type Item, type JobTable } from './job-table.ts';
import { query } from './read-shelf.ts';

const noteOf = ({ tenant, stay }: JobTable): Item => ({ pk: { S: `T#${tenant}` }, sk: { S: stay } });

export const noteStay = async (at: JobTable): Promise<void> =>
  void (await at.client.send(
    new PutItemCommand({ TableName: at.table, Item: { ...noteOf(at), began: { S: new Date(at.now()).toISOString() } } }),
  ));

/** With when each began, milliseconds since 1970. */
export async function staysOf(at: Omit<JobTable, 'stay'>): Promise<readonly { readonly stay: string; readonly beganMs: number }[]> {
  const items = await Array.fromAsync(query({ ...at, stay: '' }, { S: `T#${at.tenant}` }, '0', '~'));
  return items.map(({ sk, began }) => ({ stay: sk?.S ?? '', beganMs: Date.parse(began?.S ?? '') }));
}

/** All that a stay left. The note goes last: what was cut in between is found again. */
export async function clearStay(at: JobTable): Promise<void> {
  for (const pk of [logOf(at), rowsOf(at)]) {
    const items = await Array.fromAsync(query(at, pk, '!', '~'));
    await deleteItems(
      at,
      items.map(({ pk: of = pk, sk = { S: '' } }) => ({ pk: of, sk })),
    );
  }
  await at.client.send(new DeleteItemCommand({ TableName: at.table, Key: noteOf(at) }));
}
