import { announced, expect, test, visit } from '../fixtures';
import { hold } from '../hold';
import { search } from '../steps';

// A slow answer to the first search must not take the place of the answer to the second.
test('a late answer to an earlier search is not shown', async ({ page }) => {
  await visit(page, '/services');
  const letGo = await hold(page, 'q=sleep');
  await search(page, 'sleep');
  await expect(page).toHaveURL(/q=sleep/);
  await search(page, 'money');
  await expect(announced(page)).toContainText('“money”');
  await letGo();
  // A search that is answered after the late one shows that the late one has been and gone.
  await search(page, 'dads');
  await expect(announced(page)).toContainText('“dads”');
  await page.goBack();
  await expect(announced(page)).toContainText('“money”');
  await expect(page.getByText(/services? for “money”/).first()).toBeVisible();
  await expect(page.getByLabel('What do you need?')).toHaveValue('money');
});
