import { expect, goesOffline, heading, isBackOnline, LOST, test, visit, type Page } from '../fixtures';
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
  await goesOffline(context);
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
  await goesOffline(context);
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
  await goesOffline(context);
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
    await goesOffline(context);
    await page.goto('/my-bookings');
    await expect(page.getByRole('region', { name: 'Coming up' })).toContainText(reference);
    await isBackOnline(context);
    await page.getByRole('button', { name: 'Leave no trace on this phone' }).click();
    await expect(heading(page, 'Nothing of ours is left on this phone')).toBeVisible();
    await expect
      .poll(() => page.evaluate(async () => (await caches.keys()).length + (await navigator.serviceWorker.getRegistrations()).length))
      .toBe(0);
  });
});

const NO_SIGNAL = /^No signal just now. This is what we knew on /;

test('what a school has opened of the server’s own pages reads with no signal, and what it has not is not there', async ({ page, context, hub, watch }) => {
  watch.expect(LOST);
  const form = new URLSearchParams({ theme: 'reception', organisation: 'Bridgewater Family Hubs', items: 'hub.oak-lane' });
  const made = (await hub.send('/share', form)).headers.get('location') ?? '';
  const family = made.replace('/share/', '/f/');
  await visit(page, '/');
  await isKept(page);
  for (const address of [family, '/share', '/ask?locality=east', '/whats-new/east', '/coverage']) {
    await page.goto(address);
    await expect(page.getByText(NO_SIGNAL)).toBeHidden();
  }
  const opened = () => page.evaluate(async () => (await (await caches.open('opened')).keys()).map(({ url }) => new URL(url).pathname).sort());
  await expect.poll(opened).toEqual([family, '/ask', '/coverage', '/share', '/whats-new/east'].sort());
  await goesOffline(context);
  for (const [address, name] of [
    [family, 'Starting Reception'],
    ['/whats-new/east', 'What’s new in East'],
    ['/coverage', 'What there is, and where'],
    ['/ask', 'Ask your hub for help'],
  ]) {
    await page.goto(address);
    await expect(heading(page, name)).toBeVisible();
    await expect(page.getByText(NO_SIGNAL)).toBeVisible();
  }
  await page.goto('/whats-new/west');
  await expect(heading(page, 'No signal just now')).toBeVisible();
  await expect(page.getByText('What’s new in West')).toHaveCount(0);
});

test('a request for help that cannot be sent loses nothing that was typed, and is never kept', async ({ page, context, hub, watch }) => {
  watch.expect(LOST);
  await visit(page, '/');
  await isKept(page);
  await page.goto('/ask');
  const token = await page.locator('input[name=token]').inputValue();
  await expect
    .poll(() => page.evaluate(async () => (await caches.match('/ask'))?.status), { timeout: 20_000 })
    .toBe(200);
  await page.locator('#words').fill('He wakes at "two" & <cries>');
  await page.locator('input[name=topic][value=sleep]').check();
  await page.locator('input[name=whom][value=baby]').check();
  await page.locator('#locality').selectOption('east');
  await goesOffline(context);
  await page.getByRole('main').locator('form button[type=submit]').click();
  await expect(page.getByRole('alert').getByText('No signal just now: nothing was sent')).toBeVisible();
  await expect(page.locator('#words')).toHaveValue('He wakes at "two" & <cries>');
  await expect(page.locator('input[name=topic][value=sleep]')).toBeChecked();
  await expect(page.locator('input[name=whom][value=baby]')).toBeChecked();
  await expect(page.locator('#locality')).toHaveValue('east');
  await expect(page.locator('input[name=token]')).toHaveValue(token);
  const kept = await page.evaluate(async () => (await (await caches.match('/ask'))?.text()) ?? '');
  expect(kept).toContain('name="token" value=""');
  expect(kept).not.toContain('wakes');
  // A family's own request, behind its secret, leaves nothing on the device.
  await isBackOnline(context);
  const sent = new URLSearchParams({
    token, urgency: 'soon', topic: 'sleep', words: 'He wakes at two', whom: 'baby', locality: 'east', name: 'Sam',
    contact: '07700 900123', message: 'no', times: 'morning', language: '', consent: 'yes',
  });
  await hub.send('/ask', sent);
  await page.goto(`/ask/${token}`);
  await expect(heading(page, 'We have your request')).toBeVisible();
  const addresses = await page.evaluate(async () => (await (await caches.open('opened')).keys()).map(({ url }) => url));
  expect(addresses.filter((address) => address.includes(token))).toEqual([]);
});

test('a signal that is back brings what is new', async ({ page, context, watch }) => {
  watch.expect(LOST);
  await visit(page, '/');
  await isKept(page);
  await goesOffline(context);
  await page.goto('/places/oak-lane');
  await expect(page.getByText(/^No signal just now. This is what we knew on /)).toBeVisible();
  await isBackOnline(context);
  await page.reload();
  await expect(heading(page, 'Oak Lane Family Centre')).toBeVisible();
  await expect(page.getByText(/^No signal just now. This is what we knew on /)).toHaveCount(0);
});

test('a server that is gone is no lost address, and results keep their places', async ({ page, context, watch }) => {
  watch.expect(LOST);
  await visit(page, '/');
  await isKept(page);
  await visit(page, '/services?q=sleep');
  await expect(page.locator('#count')).toBeVisible();
  // The phone has signal; the hub does not answer.
  await context.route('**/*', (route) => route.abort('connectionrefused'));
  await page.goto('/coverage');
  await expect(heading(page, 'No signal just now')).toBeVisible();
  await expect(page.getByRole('link', { name: /^Ring/ }).first()).toBeVisible();
  await page.goto('/services?q=sleep');
  await expect(page.locator('.beside--filters #results #count')).toBeVisible();
});
