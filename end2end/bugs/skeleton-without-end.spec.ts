import { expect, LOST, test, visit } from '../fixtures';
import { search } from '../steps';

// With the API out of reach a page must not wait for ever.
test('without a signal the page says so, and trying again works', async ({ page, watch }) => {
  watch.expect(LOST);
  await visit(page, '/');
  await page.route('**/api/v1/services?*', (route) => route.abort('connectionfailed'), { times: 1 });
  await search(page, 'sleep');
  await expect(page.getByRole('heading', { name: 'No signal just now' })).toBeVisible();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText(/services? for “sleep”/).first()).toBeVisible();
});
