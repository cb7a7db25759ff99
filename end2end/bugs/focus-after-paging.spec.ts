import { expect, test, visit, type Page } from '../fixtures';

const results = (page: Page) => page.getByRole('main').getByRole('listitem').getByRole('heading').allInnerTexts();

// The link that was followed is drawn anew: the focus must not fall back to the top of the document. It goes to the
// count of results, which is read aloud.
test('another page of results says so and keeps its place @desktop', async ({ page }) => {
  await visit(page, '/services');
  const pages = page.getByRole('navigation', { name: 'Pages of results' });
  const before = await results(page);
  const next = pages.getByRole('link', { name: 'Next' });
  await next.focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/page=2/);
  await expect(pages.getByRole('link', { name: 'Page 2' })).toHaveAttribute('aria-current', 'page');
  const after = await results(page);
  expect(after.filter((name) => before.includes(name))).toEqual([]);
  await expect(page.getByRole('main').getByText(/^\d+ services/)).toBeFocused();
});
