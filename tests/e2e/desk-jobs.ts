// Owns a job of its own for a desk's test: made over the API by who is signed in on a page, so that tests do not meet on the demo's jobs.
import { expect, type Page } from 'playwright/test';
import { base } from './people.ts';

export interface BookedJob {
  readonly id: string;
  readonly number: number;
}

/** A booking `days` from today, on a street that no other test has. */
export async function bookJob(
  street: string,
  days: number,
  slot: string,
  phone = '(617) 555-0166',
  name = 'Ines Falk',
): Promise<BookedJob> {
  const body = JSON.stringify({
    tenant: 'quickdump',
    customer: { name, phone },
    address: street,
    service: 'bags',
    window: { date: dayAhead(days), slot },
  });
  const hash = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(body))).toString('hex');
  const reply = await fetch(`${base()}/api/bookings`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID(), 'x-amz-content-sha256': hash },
  });
  expect(reply.status).toBe(201);
  return ((await reply.json()) as { job: BookedJob }).job;
}

/** The company's own date, `days` from now. */
export const dayAhead = (days: number): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York' }).format(Date.now() + days * 86_400_000);

export async function openDrawer(page: Page, { id, number }: BookedJob) {
  await page.goto(`/app/dispatch?job=${id}`);
  const drawer = page.getByRole('complementary', { name: `Job #${number}` });
  await expect(drawer.getByText('What the customer sees now')).toBeVisible();
  return drawer;
}
