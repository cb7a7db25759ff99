import { announced, expect, heading, isAlive, test, visit, type Page } from '../fixtures';
import { config } from '../hub';
import { ALEX, beginBooking, fillIn, MASSAGE, search } from '../steps';

const results = (page: Page) => page.getByRole('main').getByRole('listitem').getByRole('heading').allInnerTexts();
const sessionStored = (page: Page) => page.evaluate(() => JSON.stringify({ ...sessionStorage }));

test('back and forward show each search as it was', async ({ page }) => {
  await visit(page, '/');
  await search(page, 'sleep', 'WA1 1AA');
  await expect(announced(page)).toContainText('“sleep” near WA1 1AA');
  const sleep = await results(page);
  await search(page, 'money', 'WA5 0AA');
  await expect(announced(page)).toContainText('“money”');
  const money = await results(page);
  expect(money).not.toEqual(sleep);

  await page.goBack();
  await expect(announced(page)).toContainText('“sleep”');
  await expect(page).toHaveURL('/services?q=sleep&near=WA1+1AA');
  await expect(page.getByLabel('What do you need?')).toHaveValue('sleep');
  await expect(page.getByLabel('Where?')).toHaveValue('WA1 1AA');
  expect(await results(page)).toEqual(sleep);
  await page.goForward();
  await expect(announced(page)).toContainText('“money”');
  await expect(page.getByLabel('Where?')).toHaveValue('WA5 0AA');
  expect(await results(page)).toEqual(money);
  await page.goBack();
  await page.goBack();
  await expect(heading(page, /^Kind people/)).toBeVisible();
  await expect(page).toHaveURL('/');
});

test('back to a list of results is back to the same place in it', async ({ page }) => {
  await visit(page, '/services');
  const far = page.getByRole('main').getByRole('listitem').getByRole('heading').nth(8);
  const name = await far.innerText();
  await far.getByRole('link').click();
  await expect(heading(page, name)).toBeFocused();
  expect(await page.evaluate(() => scrollY)).toBeLessThan(50);
  await page.goBack();
  await expect(page.getByRole('heading', { name, exact: true })).toBeInViewport();
});

test('a filter can be taken away with one tap', async ({ page }) => {
  await visit(page, '/services?q=play&age=5&free=1');
  await page.getByRole('link', { name: /^Free\b.*take this away$/ }).click();
  await expect(page).toHaveURL('/services?q=play&age=5');
  await expect(page.getByRole('link', { name: /^Age 5 months\b.*take this away$/ })).toBeVisible();
});

test('a postcode that is none is told beside its field, and nothing typed is lost', async ({ page }) => {
  await visit(page, '/');
  await search(page, 'sleep', 'WA1 1A');
  await expect(heading(page, 'Find help near you')).toBeVisible();
  const where = page.getByLabel('Where?');
  await expect(where).toBeFocused();
  await expect(where).toHaveAccessibleDescription(/Enter a full UK postcode/);
  await expect(where).toHaveValue('WA1 1A');
  await expect(page.getByLabel('What do you need?')).toHaveValue('sleep');
  await search(page, 'sleep', 'WA1 1AA');
  await expect(announced(page)).toContainText('near WA1 1AA');
  await expect(where).not.toHaveAttribute('aria-invalid');
});

test('quick exit leaves no way back and forgets what was typed @desktop', async ({ page, hub, watch }) => {
  const exit = config().quick_exit;
  watch.allow(new URL(exit).origin);
  await page.route(exit, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><html lang="en"><h1>Weather</h1>' }),
  );
  await beginBooking(page, MASSAGE);
  await fillIn(page, '5 months', ALEX);
  expect(await sessionStored(page)).toContain(ALEX.name);
  await page.getByRole('link', { name: 'Quick exit' }).click();
  await expect(heading(page, 'Weather')).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(`${hub.url}/sessions/${MASSAGE}`);
  await isAlive(page);
  expect(await sessionStored(page)).not.toContain(ALEX.name);
});

test('sharing copies the link where there is no share sheet', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  for (const address of [
    '/guide/starting-solid-food',
    `/sessions/${MASSAGE}`,
    '/services/007a242a-e223-5ca9-8140-b169d605d1fa',
  ]) {
    await visit(page, address);
    await page.getByRole('button', { name: 'Share' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'Link copied' })).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
  }
});

test('sharing opens the share sheet where there is one', async ({ page }) => {
  await page.addInitScript(() => {
    const shared: ShareData[] = [];
    Object.assign(window, { shared });
    Object.defineProperty(navigator, 'share', { value: async (data: ShareData) => void shared.push({ ...data }) });
  });
  await visit(page, '/guide/starting-solid-food');
  await page.getByRole('button', { name: 'Share' }).click();
  await expect
    .poll(() => page.evaluate(() => (window as unknown as { shared: ShareData[] }).shared))
    .toEqual([{ title: expect.stringMatching(/^Starting solid food/), url: page.url() }]);
});

test('the nearest family centre is known on the front page once a postcode is', async ({ page }) => {
  await visit(page, '/');
  await search(page, '', 'WA1 1AA');
  await expect(announced(page)).toContainText('near WA1 1AA');
  await page.getByRole('link', { name: config().title, exact: true }).click();
  await expect(page.getByRole('region', { name: /Family Centre$/ })).toContainText('Your nearest family centre');
  await expect(page.getByLabel('Where?')).toHaveValue('WA1 1AA');
});

test('a link to a part of a page leads there', async ({ page }) => {
  await visit(page, '/guide/topic/money-and-housing#school-age');
  await expect(page.getByRole('region', { name: 'School age' })).toBeInViewport();
});
