// Promises to a crew that reads Spanish: chosen once, kept without a signal, and everything on the day is in it.
import { expect, test } from 'playwright/test';
import { base, expectAccessible, openPage, PHONE, signIn } from './people.ts';

test('A driver chooses Spanish, and has the day in it from a cold start without a signal', async ({ browser }) => {
  const { page, errors } = await openPage(browser, PHONE);
  const phone = page.context();
  await signIn(page, 'kit', 'bayhaul');
  await page.getByRole('button', { name: 'Me', exact: true }).click();
  await page.getByRole('button', { name: 'Español' }).click();
  await expect(page.getByRole('dialog').getByRole('heading', { name: 'Sin señal' })).toBeVisible();
  await expectAccessible(page);
  await page.screenshot({ path: 'test-results/look/me-es.png' });
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await page.reload();
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  await phone.setOffline(true);
  await page.close();

  const cold = await phone.newPage();
  await cold.goto(`${base()}/app/crew`);
  await expect(cold.getByRole('heading', { name: 'Hoy', level: 1 })).toBeVisible();
  await expect(cold.locator('html')).toHaveAttribute('lang', 'es');
  await cold.getByRole('article').filter({ hasText: 'Wayne' }).getByRole('button').first().click();
  const sheet = cold.getByRole('dialog');
  await sheet.getByLabel('Nueva nota').fill('Portón trasero, código 4471');
  await sheet.getByRole('button', { name: 'Añadir nota' }).click();
  await cold.screenshot({ path: 'test-results/look/job-es.png' });
  await sheet.getByRole('button', { name: 'Cerrar' }).click();
  await expect(cold.getByText('1 cambio sin enviar')).toBeVisible();
  await expect(cold.getByText('a salvo en este teléfono')).toBeVisible();
  await cold.screenshot({ path: 'test-results/look/day-es.png' });
  await expectAccessible(cold);
  const english = /\b(?:the|not|with|sent|office|phone|today|next|done|note|call)\b/i;
  // What people typed stays as they typed it.
  const body = await cold.locator('body').evaluate((page) => {
    for (const note of page.querySelectorAll('.note')) note.textContent = '';
    return (page as HTMLElement).innerText;
  });
  const shown = body.split('\n').filter((line) => english.test(line));
  expect(shown).toEqual([]);
  await phone.setOffline(false);
  await cold.getByRole('button', { name: 'Enviar ahora' }).click();
  await expect(cold.getByText('Todo está en la oficina')).toBeVisible();
  expect(errors).toEqual([]);
});

test('Where a driver is, is shared only while they say so and a job is under way', async ({ browser }) => {
  const context = await browser.newContext({
    viewport: PHONE,
    baseURL: base(),
    permissions: ['geolocation'],
    geolocation: { latitude: 37.8, longitude: -122.2, accuracy: 20 },
  });
  const page = await context.newPage();
  const told: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/position')) told.push(request.method());
  });
  await signIn(page, 'kit', 'bayhaul');
  await expect(page.getByRole('button', { name: 'Complete', exact: true }).first()).toBeVisible();
  expect(told).toEqual([]);
  await page.getByRole('button', { name: 'Me', exact: true }).click();
  const answer = page.waitForResponse((response) => response.url().endsWith('/position'));
  await page.getByRole('switch').check();
  expect((await answer).status()).toBe(204);
  expect(told).toEqual(['PUT']);
  await page.getByRole('switch').uncheck();
  await context.setGeolocation({ latitude: 37.9, longitude: -122.3, accuracy: 20 });
  await page.waitForTimeout(500);
  expect(told).toEqual(['PUT']);
  await context.close();
});
