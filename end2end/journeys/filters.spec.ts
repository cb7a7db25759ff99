import { expect, heading, test, visit, type Page } from '../fixtures';

const count = (page: Page) => page.locator('#count');
const total = async (page: Page) => Number(/^\d+/.exec((await count(page).textContent()) ?? '')?.[0]);

/** Opens the sheet of filters where it is one. */
async function openFilters(page: Page): Promise<void> {
  const opener = page.getByRole('button', { name: 'Filters', exact: true });
  if (await opener.isVisible()) await opener.click();
}

test('a filter leaves as many as it said, is in the address and goes with one tap', async ({ page }) => {
  await visit(page, '/services?near=WA1+1AA');
  const all = await total(page);
  await openFilters(page);
  await page.locator('summary').getByText('Day', { exact: true }).click();
  const monday = page.getByRole('checkbox', { name: /^Monday/ });
  const said = Number(/\d+/.exec((await monday.locator('xpath=..').textContent()) ?? '')?.[0]);
  expect(said).toBeGreaterThan(0);
  expect(said).toBeLessThan(all);
  await monday.check();
  await expect(page.getByRole('button', { name: `Show ${said} services` })).toBeVisible();
  await expect(page).toHaveURL('/services?near=WA1+1AA&day=mon');
  await expect(monday).toBeChecked();
  await expect(monday).toBeFocused();

  await page.getByRole('button', { name: `Show ${said} services` }).click();
  await expect(count(page)).toHaveText(new RegExp(`^${said} services`));
  await page.getByRole('list', { name: 'What you chose' }).getByRole('link', { name: /Monday/ }).click();
  await expect(page).toHaveURL('/services?near=WA1+1AA');
  await expect(count(page)).toHaveText(new RegExp(`^${all} services`));
  await page.goBack();
  await expect(page).toHaveURL('/services?near=WA1+1AA&day=mon');
  await expect(count(page)).toHaveText(new RegExp(`^${said} services`));
});

test('a filter far down the page stays where it was chosen @desktop', async ({ page }) => {
  await visit(page, '/services');
  await openFilters(page);
  await page.locator('summary').getByText('Day', { exact: true }).click();
  const tuesday = page.getByRole('checkbox', { name: /^Tuesday/ });
  await tuesday.scrollIntoViewIfNeeded();
  const before = await tuesday.boundingBox();
  await tuesday.check();
  await expect(page).toHaveURL('/services?day=tue');
  await expect(page.getByRole('list', { name: 'What you chose' })).toContainText('Tuesday');
  await expect(tuesday).toBeFocused();
  await expect.poll(async () => Math.abs(((await tuesday.boundingBox())?.y ?? 0) - (before?.y ?? 0))).toBeLessThan(80);
});

test('after each change the whole list is what the search answers, in its order', async ({ page, hub }) => {
  const services = page.getByRole('list').and(page.locator('.service-list')).getByRole('heading');
  const answered = async (query: string): Promise<string[]> => {
    const answer = await page.request.get(`${hub.url}/api/v1/services?${query}`);
    return ((await answer.json()) as { services: { name: string }[] }).services.map(({ name }) => name);
  };
  await visit(page, '/services');
  for (const query of ['cost=free', 'cost=free&sort=soonest', 'day=tue', 'day=tue&page=2', 'q=sleep', '']) {
    const names = await answered(query);
    expect(names.length).toBeGreaterThan(0);
    await page.evaluate((href) => {
      const link = document.createElement('a');
      link.href = href;
      document.querySelector('#main')!.append(link);
      link.click();
      link.remove();
    }, `/services?${query}`);
    await expect(services).toHaveText(names);
  }
});

test('the way back leads as far down the list as before', async ({ page }) => {
  await visit(page, '/services');
  const last = page.locator('.service-list > li').last().getByRole('link').first();
  await last.scrollIntoViewIfNeeded();
  const down = await page.evaluate(() => window.scrollY);
  expect(down).toBeGreaterThan(1000);
  await last.click();
  await expect(page).not.toHaveURL('/services');
  await page.goBack();
  await expect(last).toBeInViewport();
  expect(await page.evaluate(() => window.scrollY)).toBe(down);
});

test('Escape closes the sheet and gives the page back', async ({ page }) => {
  await visit(page, '/services?q=sleep');
  await page.getByRole('button', { name: 'Filters', exact: true }).click();
  await expect(page.getByRole('dialog', { name: 'Filters' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Filters', exact: true })).toBeFocused();
  await page.getByRole('link', { name: /Sleep/ }).first().click();
  await expect(heading(page, /./)).toBeVisible();
});

test('with nothing left, the page says which filter to drop', async ({ page }) => {
  await visit(page, '/services?q=baby+massage&age=200&day=tue');
  await expect(page.getByRole('heading', { name: 'Nothing found for this' })).toBeVisible();
  const drop = page.getByRole('region', { name: 'Or take one filter away' }).getByRole('link').first();
  await expect(drop).toContainText('Without “');
  await drop.click();
  await expect(count(page)).toHaveText(/^[1-9]/);
});

test('suggestions come while typing and are chosen by keyboard', async ({ page }) => {
  await visit(page, '/');
  const box = page.getByRole('combobox', { name: 'What do you need?' });
  await box.pressSequentially('breastf');
  const list = page.getByRole('listbox', { name: 'Suggestions' });
  await expect(list.getByRole('option').first()).toBeVisible();
  await expect(box).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('ArrowDown');
  await expect(list.getByRole('option').first()).toHaveAttribute('aria-selected', 'true');
  await expect(box).toHaveAttribute('aria-activedescendant', 'suggestion-0');
  await page.keyboard.press('Escape');
  await expect(list).toBeHidden();
  await expect(box).toHaveValue('breastf');
  await box.pressSequentially('ee');
  await expect(list.getByRole('option').first()).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page).not.toHaveURL('/');
  await expect(heading(page, /./)).toBeVisible();
});

test.describe('near me', () => {
  test.use({ geolocation: { latitude: 53.3904, longitude: -2.5972 }, permissions: ['geolocation'] });

  test('is asked for on a tap, rounded, and put into the field as a postcode', async ({ page }) => {
    await visit(page, '/services');
    const asked = page.waitForRequest(/\/api\/v1\/postcodes\?/);
    await page.getByRole('button', { name: 'Near me' }).click();
    expect(new URL((await asked).url()).search).toBe('?north=5339&east=-260');
    await expect(page.getByLabel('Where?')).toHaveValue(/^WA\d+ \d$/);
  });
});

test('a phone that will not say where it is: what to do instead', async ({ page }) => {
  await visit(page, '/services');
  await page.getByRole('button', { name: 'Near me' }).click();
  await expect(page.getByText('Your phone would not say where you are.').last()).toBeVisible();
  await expect(page.getByLabel('Where?')).toBeFocused();
});
