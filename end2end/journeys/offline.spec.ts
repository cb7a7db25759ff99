import { expect, heading, LOST, test, visit, type Page } from '../fixtures';
import { book, MASSAGE } from '../steps';

test.use({ serviceWorkers: 'allow' });

/** The worker has taken everything in that a phone keeps. */
async function isKept(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready);
  await expect
    .poll(() => page.evaluate(async () => Boolean(await caches.match('/offline.json'))), { timeout: 20_000 })
    .toBe(true);
  await expect
    .poll(() => page.evaluate(async () => (await (await caches.open('heard')).keys()).length), { timeout: 20_000 })
    .toBeGreaterThan(8);
}

test('with no signal the whole guide reads, also after a reload', async ({ page, context, watch }) => {
  watch.expect(LOST);
  await visit(page, '/');
  await isKept(page);
  await context.setOffline(true);
  await page.goto('/guide/potty-training');
  await expect(heading(page, /potty/i)).toBeVisible();
  await page.reload();
  await expect(heading(page, /potty/i)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'When to get help' })).toBeVisible();
  await page.goto('/guide');
  await page.getByRole('link', { name: /^Teenager/ }).click();
  await expect(heading(page, 'Teenager')).toBeVisible();
  await page.goto('/urgent-help');
  await expect(heading(page, 'Urgent help')).toBeVisible();
});

test('with no signal the hubs say what was last known, and when', async ({ page, context, watch }) => {
  watch.expect(LOST);
  await visit(page, '/');
  await isKept(page);
  await context.setOffline(true);
  await page.goto('/places/oak-lane');
  await expect(heading(page, 'Oak Lane Family Centre')).toBeVisible();
  await expect(page.getByText(/^No signal just now. This is what we knew on /)).toBeVisible();
  await page.getByRole('link', { name: 'Urgent help' }).first().click();
  await expect(heading(page, 'Urgent help')).toBeVisible();
  await expect(page.getByText(/^No signal just now. This is what we knew on /)).toHaveCount(0);
});

test('a map that was opened once is there with no signal', async ({ page, context, watch }) => {
  watch.expect(LOST);
  await visit(page, '/');
  await isKept(page);
  const kept = () => page.evaluate(async () => Boolean(await caches.match('/area.json')));
  expect(await kept()).toBe(false);
  await visit(page, '/services?q=play&view=map');
  await expect(page.locator('.map__pin').first()).toBeVisible();
  await expect.poll(kept).toBe(true);
  await context.setOffline(true);
  await page.reload();
  await expect(page.locator('.map__pin').first()).toBeVisible();
});

test.describe('a booking', () => {
  test.use({ ownHub: true });

  test('opens with no signal after a reload, and goes with every other trace', async ({ page, context, watch }) => {
    watch.expect(LOST);
    await book(page, MASSAGE);
    const reference = await page.getByRole('strong').innerText();
    await isKept(page);
    await context.setOffline(true);
    await page.goto('/my-bookings');
    await expect(page.getByRole('region', { name: 'Coming up' })).toContainText(reference);
    await context.setOffline(false);
    await page.getByRole('button', { name: 'Leave no trace on this phone' }).click();
    await expect(heading(page, 'Nothing of ours is left on this phone')).toBeVisible();
    await expect
      .poll(() => page.evaluate(async () => (await caches.keys()).length + (await navigator.serviceWorker.getRegistrations()).length))
      .toBe(0);
  });
});

test('a signal that is back brings what is new', async ({ page, context, watch }) => {
  watch.expect(LOST);
  await visit(page, '/');
  await isKept(page);
  await context.setOffline(true);
  await page.goto('/places/oak-lane');
  await expect(page.getByText(/^No signal just now. This is what we knew on /)).toBeVisible();
  await context.setOffline(false);
  await page.reload();
  await expect(heading(page, 'Oak Lane Family Centre')).toBeVisible();
  await expect(page.getByText(/^No signal just now. This is what we knew on /)).toHaveCount(0);
});
