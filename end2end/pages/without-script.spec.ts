import { expect, heading, status, test, type Page } from '../fixtures';
import { config } from '../hub';
import { MASSAGE } from '../steps';
import { openWritten, WRITTEN } from './written-pages';

const BABY_MASSAGE = '/services/007a242a-e223-5ca9-8140-b169d605d1fa';

/** What a preview of the address shows. */
async function preview(page: Page) {
  const content = async (property: string) => {
    const meta = page.locator(`meta[property="${property}"]`);
    return (await meta.count()) ? meta.getAttribute('content') : null;
  };
  const [title, description, url] = await Promise.all(['og:title', 'og:description', 'og:url'].map(content));
  return { title, description, url };
}

test('the front page reads, and its search is a plain form', async ({ page }) => {
  await page.goto('/');
  await expect(heading(page, /^Kind people/)).toBeVisible();
  await expect(page.getByRole('search', { name: 'Services' })).toHaveAttribute('method', 'get');
  await page.getByLabel('What do you need?').fill('baby massage');
  await page.getByLabel('Where?').fill('WA1 1AA');
  await page.getByRole('button', { name: 'Find help' }).click();
  await expect(page).toHaveURL('/services?q=baby+massage&near=WA1+1AA');
  await expect(page.getByText(/^\d+ services? for “baby massage” near WA1 1AA$/)).toBeVisible();
  await page.getByRole('link', { name: 'Baby massage', exact: true }).click();
  await expect(heading(page, 'Baby massage')).toBeVisible();
  await page.getByRole('link', { name: 'Baby massage at Oak Lane', exact: true }).first().click();
  await expect(heading(page, 'Baby massage at Oak Lane')).toBeVisible();
});

test('the guide reads', async ({ page }) => {
  await page.goto('/guide');
  await page.getByRole('link', { name: /^Baby up to 1 year/ }).click();
  await page.getByRole('link', { name: /^Sleep in the first year/ }).click();
  await expect(heading(page, 'Sleep in the first year')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Do this first' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'When to get help' })).toBeVisible();
  const title = page.locator('meta[property=\"og:title\"]');
  await expect(title).toHaveAttribute('content', `Sleep in the first year – ${config().title}`);
});

test('the timeline tells the usual order, with a page for each', async ({ page }) => {
  await page.goto('/timeline');
  await expect(heading(page, 'My timeline')).toBeVisible();
  await expect(page.getByRole('link', { name: /^Register the birth/ })).toHaveAttribute('href', '/guide/register-the-birth');
  await expect(page.getByRole('textbox')).toHaveCount(0);
});

test('the way to the right help reads, from the first question to a person to call', async ({ page }) => {
  await page.goto('/guide');
  await page.getByRole('main').getByRole('link', { name: 'Find the right help' }).click();
  await page.getByRole('link', { name: /^I’m a teenager/ }).click();
  await page.getByRole('link', { name: /^I can’t sleep/ }).click();
  await expect(heading(page, 'When you can’t sleep')).toBeVisible();
  await expect(page.getByRole('link', { name: /^0800 1111/ })).toHaveAttribute('href', 'tel:08001111');
  await page.getByRole('link', { name: 'Public health services' }).click();
  await expect(page).toHaveURL('/services?category=public-health-services');
  await page.goto('/help/me/sleep');
  expect(await preview(page)).toMatchObject({
    title: `When you can’t sleep – ${config().title}`,
    description: expect.stringMatching(/^You can shift it in about a week/),
  });
});

test('what a family may get reads, each with its rule and its guide page', async ({ page }) => {
  await page.goto('/childcare-and-money');
  await expect(page.locator('noscript .notice')).toContainText('The questions need JavaScript');
  await expect(page.getByRole('button', { name: 'See what we may get' })).toBeHidden();
  await expect(page.getByRole('article')).toHaveCount(13);
  const benefit = page.getByRole('article').filter({ has: page.getByRole('heading', { name: 'Child Benefit' }) });
  await benefit.getByText('The rule', { exact: true }).click();
  await expect(benefit).toContainText('Children under 16');
  await benefit.getByRole('link', { name: 'In our guide for Child Benefit' }).click();
  await expect(heading(page, 'Child Benefit')).toBeVisible();
});

test('urgent help reads, and its numbers can be tapped', async ({ page }) => {
  await page.goto('/urgent-help');
  await expect(heading(page, 'Urgent help')).toBeVisible();
  await expect(page.getByRole('link', { name: /^999/ })).toHaveAttribute('href', 'tel:999');
  await expect(page.getByRole('link', { name: 'Quick exit' })).toHaveAttribute('href', /^https:/);
});

test('results read', async ({ page }) => {
  await page.goto('/services?q=sleep');
  await expect(heading(page, 'Find help near you')).toBeVisible();
  await expect(page.getByText(/^\d+ services for “sleep”$/)).toBeVisible();
  await expect(page.getByLabel('What do you need?')).toHaveValue('sleep');
});

test('what is on reads', async ({ page }) => {
  await page.goto('/whats-on?when=tomorrow');
  await expect(heading(page, 'What’s on')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Baby massage at Oak Lane', exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Baby massage at Canal Bank' })).toHaveCount(0);
});

test('a service reads and has a preview', async ({ page, hub }) => {
  await page.goto(BABY_MASSAGE);
  await expect(heading(page, 'Baby massage')).toBeVisible();
  await expect(page.getByText('Learn simple strokes that can soothe wind')).toBeVisible();
  expect(await preview(page)).toEqual({
    title: `Baby massage – ${config().title}`,
    description: expect.stringMatching(/^Learn simple strokes/),
    url: `${hub.url}${BABY_MASSAGE}`,
  });
});

test('a session reads and has a preview', async ({ page, hub }) => {
  await page.goto(`/sessions/${MASSAGE}`);
  await expect(heading(page, 'Baby massage at Oak Lane')).toBeVisible();
  await expect(page.getByText('10am to 11am')).toBeVisible();
  await expect(page.getByText('Tuesday 24 November')).toBeVisible();
  await expect(page.getByText('10 places left')).toBeVisible();
  expect(await preview(page)).toEqual({
    title: expect.stringContaining('Baby massage at Oak Lane'),
    description: expect.stringContaining('Tuesday 24 November, 10am to 11am, Oak Lane Family Centre'),
    url: `${hub.url}/sessions/${MASSAGE}`,
  });
});

for (const [address, name] of [
  ['/places/oak-lane', 'Oak Lane Family Centre'],
  ['/localities/east', 'East'],
  ['/privacy', /./],
  ['/accessibility', /./],
  ['/about-data', /./],
] as const) {
  test(`${address} reads`, async ({ page }) => {
    const answer = await page.goto(address);
    expect(answer?.status()).toBe(200);
    await expect(heading(page, name)).toBeVisible();
  });
}

test('the saved list says why it needs script, and what works without', async ({ page }) => {
  const answer = await page.goto('/saved?ids=a,b');
  expect(answer?.status()).toBe(200);
  await expect(heading(page, 'Saved services')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'This page needs JavaScript' })).toBeVisible();
  await expect(page.getByRole('main').getByRole('link', { name: 'Find help near you' })).toHaveAttribute('href', '/services');
});

test('what only the app can do is not there', async ({ page }) => {
  await page.goto(BABY_MASSAGE);
  await expect(page.locator('.save')).toHaveCount(1);
  await expect(page.getByRole('button', { name: /^Save/ })).toHaveCount(0);
});

for (const address of [
  `/sessions/${MASSAGE}/book`,
  `/sessions/${MASSAGE}/book/check`,
  '/bookings/00000000-0000-4000-8000-000000000000',
  '/bookings/00000000-0000-4000-8000-000000000000/party',
  '/bookings/00000000-0000-4000-8000-000000000000/link',
  '/bookings/00000000-0000-4000-8000-000000000000/delete',
  '/my-bookings/lost-link',
  '/my-bookings',
]) {
  test(`${address} says that it needs script`, async ({ page }) => {
    const answer = await page.goto(address);
    expect(answer?.status()).toBe(200);
    const main = page.getByRole('main');
    await expect(page.getByRole('heading', { name: 'This page needs JavaScript' })).toBeVisible();
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
    await expect(main.getByRole('link', { name: /^Ring / })).toHaveAttribute('href', /^tel:/);
    await expect(main.getByRole('link', { name: 'See what’s on' })).toHaveAttribute('href', '/whats-on');
  });
}

test('a change to a listing can be told by phone or email', async ({ page }) => {
  await page.goto(BABY_MASSAGE);
  await page.getByRole('link', { name: 'Something not right? Suggest a change' }).click();
  await expect(heading(page, 'Suggest a change')).toBeVisible();
  await expect(page.getByRole('main').getByRole('link', { name: /^Ring/ })).toHaveAttribute('href', /^tel:/);
  await expect(page.getByRole('main').getByRole('link', { name: /@/ })).toHaveAttribute('href', /^mailto:/);
});

test('a map that was asked for is a list, and says why', async ({ page }) => {
  await page.goto('/services?q=play');
  await page.getByRole('link', { name: 'Map', exact: true }).click();
  await expect(page).toHaveURL('/services?q=play&view=map#results');
  await expect(page.locator('noscript p')).toContainText('The map needs JavaScript.');
  await expect(page.getByRole('link', { name: 'Map', exact: true })).toHaveAttribute('aria-current', 'true');
  await expect(page.locator('.service-card').first()).toBeVisible();
  await page.getByRole('link', { name: 'List', exact: true }).click();
  await expect(page.locator('noscript p')).toHaveCount(0);
});

for (const scene of WRITTEN) {
  test.describe(() => {
    if (scene.alone) test.use({ ownHub: true });

    test(`${scene.name} reads, and works as plain links and forms`, async ({ page, hub, watch }) => {
      if (scene.status) watch.expect(status(scene.status));
      await openWritten(page, hub, scene);
      await expect(heading(page, scene.heading)).toBeVisible();
      await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
    });
  });
}
