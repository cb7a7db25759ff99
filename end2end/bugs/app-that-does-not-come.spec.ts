import { expect, LOST, test } from '../fixtures';
import { MASSAGE } from '../steps';

// A tab from before a new version, or a signal that goes: the page says so in place of staying empty.
test('where the app does not arrive the page says what to do', async ({ page, watch }) => {
  watch.expect(LOST);
  await page.route('**/*.wasm', (route) => route.abort('connectionfailed'));
  watch.expect(/^console: /);
  for (const address of [`/sessions/${MASSAGE}/book`, '/my-bookings']) {
    await page.goto(address);
    await expect(page.getByRole('heading', { name: 'This page needs JavaScript' })).toBeVisible();
    await expect(page.locator('#main').getByRole('link', { name: /^Ring/ })).toBeVisible();
  }
});
