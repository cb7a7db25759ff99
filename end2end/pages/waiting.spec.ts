import { expect, heading, LOST, status, test, visit, type Page } from '../fixtures';
import { hold } from '../hold';
import { search } from '../steps';

test('the old results stay until the new ones are there', async ({ page }) => {
  await visit(page, '/services?q=money');
  const shown = page.getByText(/services? for “money”/).first();
  await expect(shown).toBeVisible();
  const letGo = await hold(page, 'q=sleep');
  await search(page, 'sleep');
  await expect(page).toHaveURL(/q=sleep/);
  await expect(shown).toBeVisible();
  await letGo();
  await expect(page.getByText(/services? for “sleep”/).first()).toBeVisible();
  await expect(shown).toBeHidden();
});

test('the first half-second of waiting is quiet', async ({ page }) => {
  await visit(page, '/');
  const times = await watchWaiting(page);
  const letGo = await hold(page, 'q=sleep');
  await search(page, 'sleep');
  await expect(page.getByText('One moment…')).toBeAttached();
  const { asked, waiting } = await times();
  expect(waiting - asked).toBeGreaterThanOrEqual(490);
  await letGo();
  await expect(page.getByText(/services? for “sleep”/).first()).toBeVisible();
  await expect(page.getByText('One moment…')).toBeHidden();
});

/** Notes when a form is sent and when the page first says that it waits, in milliseconds. */
async function watchWaiting(page: Page): Promise<() => Promise<{ asked: number; waiting: number }>> {
  await page.evaluate(() => {
    const times = { asked: 0, waiting: 0 };
    Object.assign(window, { times });
    addEventListener('submit', () => void (times.asked = performance.now()), true);
    const watcher = new MutationObserver(() => {
      const waits = document.querySelector('main')?.textContent?.includes('One moment…');
      // The page before may have waited for something of its own.
      if (waits && times.asked && !times.waiting) times.waiting = performance.now();
    });
    watcher.observe(document.body, { childList: true, subtree: true, characterData: true });
  });
  return () => page.evaluate(() => (window as unknown as { times: { asked: number; waiting: number } }).times);
}

test('a server that fails is not the family’s fault, and trying again works', async ({ page, watch }) => {
  watch.expect(status(500));
  await visit(page, '/');
  await page.route('**/api/v1/sessions/*', (route) => route.fulfill({ status: 500 }), { times: 1 });
  await page.getByRole('region', { name: 'Next near you' }).getByRole('link').first().click();
  await expect(heading(page, 'Something went wrong')).toBeFocused();
  await expect(page.getByText('It is our fault, not yours.')).toBeVisible();
  await expect(page.getByRole('link', { name: /^Ring .?01632/ })).toBeVisible();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(heading(page, 'Something went wrong')).toBeHidden();
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
});

test('a page that came filled in stays readable when the API cannot be reached', async ({ page, watch }) => {
  watch.expect(LOST);
  await page.route('**/api/v1/**', (route) => route.abort('connectionfailed'));
  await page.goto('/services?q=baby+massage');
  await expect(page.locator('html[data-app="ready"]')).toBeAttached();
  await expect(page.getByRole('link', { name: 'Baby massage', exact: true })).toBeVisible();
});
