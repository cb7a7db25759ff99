import { expect, heading, LOST, status, test, visit } from '../fixtures';
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
  await page.evaluate(() => {
    const seen = { asked: 0, waiting: 0 };
    new MutationObserver(() => {
      if (!seen.waiting && document.querySelector('main')?.textContent?.includes('One moment…')) seen.waiting = performance.now();
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
    addEventListener('submit', () => void (seen.asked = performance.now()), true);
    Object.assign(window, { seen });
  });
  const letGo = await hold(page, 'q=sleep');
  await search(page, 'sleep');
  await expect(page.getByText('One moment…')).toBeAttached();
  const { asked, waiting } = await page.evaluate(() => (window as unknown as { seen: { asked: number; waiting: number } }).seen);
  expect(waiting - asked).toBeGreaterThanOrEqual(490);
  await letGo();
  await expect(page.getByText(/services? for “sleep”/).first()).toBeVisible();
  await expect(page.getByText('One moment…')).toBeHidden();
});

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
