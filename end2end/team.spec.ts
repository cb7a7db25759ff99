import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expectAccessible } from './axe';
import { announced, expect, goesOffline, heading, isBackOnline, LOST, test, visit, type Page } from './fixtures';
import { DIST, ROOT, type Hub } from './hub';
import { ALEX, MASSAGE, SAM } from './steps';

/** Tuesday, while the massage is on. */
const AT_THE_DOOR = new Date('2026-11-24T10:05:00Z');
const EMAIL = 'desk@example.org';
const REFUSED = /status of (401|403|404|409|422)/;

test.use({ ownHub: true });

/** The private link that was sent last. */
async function link(hub: Hub, before = 0): Promise<string> {
  let links: string[] = [];
  const found = async () => {
    const messages = await hub.messages();
    links = messages.flatMap((text) => text.match(/http\S+\/team#[0-9a-f]{32}/g) ?? []);
    return links.length;
  };
  await expect.poll(found).toBeGreaterThan(before);
  return links[links.length - 1];
}

async function askForLink(page: Page): Promise<void> {
  await page.getByLabel('Your team’s email address').fill(EMAIL);
  await page.getByRole('button', { name: 'Send me a link' }).click();
}

/** From the door to today's sessions. */
async function signIn(page: Page, hub: Hub): Promise<void> {
  await page.goto('/team');
  await expect(heading(page, 'Sign in')).toBeVisible();
  await askForLink(page);
  await expect(heading(page, 'Look in your mailbox')).toBeFocused();
  await follow(page, await link(hub));
}

/** A link in a message opens a page of its own. */
async function follow(page: Page, address: string): Promise<void> {
  await page.goto('about:blank');
  await page.goto(address);
  await expect(heading(page, 'Today')).toBeVisible();
}

/** Two families have booked the massage, and it is the day. */
async function atTheDoor(page: Page, hub: Hub): Promise<string> {
  await hub.book(MASSAGE, { ...SAM, children: ['5'] });
  await hub.book(MASSAGE, ALEX);
  const key = await hub.key('Desk', EMAIL);
  await hub.goOnAt(AT_THE_DOOR);
  await page.context().clock.setFixedTime(AT_THE_DOOR);
  await signIn(page, hub);
  await page.getByRole('link', { name: /^Register\W+Baby massage at Oak Lane/ }).click();
  await expect(heading(page, 'Register: Baby massage at Oak Lane')).toBeFocused();
  return key;
}

const tick = (page: Page, name: string, what = 'Came') =>
  page.getByRole('button', { name: new RegExp(`^${what}\\W+${name}$`) });

/** What the server has noted of each family. */
async function noted(hub: Hub, key: string): Promise<Record<string, boolean | null>> {
  const register = (await hub.asTeam(key, 'GET', `sessions/${MASSAGE}/register`)) as {
    bookings: { name: string; attended: boolean | null }[];
  };
  return Object.fromEntries(register.bookings.map(({ name, attended }) => [name, attended]));
}

test('somebody signs in by a private link, once, and out again', async ({ page, hub, watch, anotherDevice }) => {
  watch.expect(REFUSED);
  await hub.key('Desk', EMAIL);
  await page.goto('/team');
  await page.getByRole('button', { name: 'Send me a link' }).click();
  await expect(page.locator('[data-problem]')).toHaveText('Type an email address, like desk@example.org.');
  await expect(page.locator('[data-problem]')).toBeVisible();
  await expect(page.getByLabel('Your team’s email address')).toBeFocused();
  await askForLink(page);
  await expect(heading(page, 'Look in your mailbox')).toBeFocused();
  // Pasted into the address bar, it is another # of the page that is there.
  await page.goto(await link(hub));
  await expect(heading(page, 'Today')).toBeVisible();
  expect(page.url()).toBe(`${hub.url}/team/sessions`);
  await expect(page.getByText('Signed in as Desk')).toBeVisible();
  const other = await anotherDevice();
  await other.goto(await link(hub));
  await expect(heading(other, 'This link was used before, or it is too old')).toBeVisible();
  expect(other.url()).toBe(`${hub.url}/team`);

  await page.getByRole('link', { name: 'Records' }).click();
  await expect(heading(page, 'What was done')).toBeFocused();
  await expect(page.getByText('Signed in', { exact: true })).toBeVisible();
  await page.goBack();
  await expect(heading(page, 'Today')).toBeFocused();
  await page.reload();
  await expect(heading(page, 'Today')).toBeVisible();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(heading(page, 'You are signed out')).toBeFocused();
  const left = await page.evaluate(() => [Object.keys(localStorage), Object.keys(sessionStorage)]);
  expect(left).toEqual([[], []]);
  await page.goto('/team/records');
  await expect(heading(page, 'Sign in')).toBeVisible();
});

test('nobody learns which addresses are known', async ({ page, hub }) => {
  await hub.key('Desk', EMAIL);
  await page.goto('/team');
  await page.getByLabel('Your team’s email address').fill('nobody@example.org');
  await page.getByRole('button', { name: 'Send me a link' }).click();
  await expect(heading(page, 'Look in your mailbox')).toBeVisible();
  expect(await hub.messages()).toEqual([]);
});

test('a register is ticked at the door', async ({ page, hub }) => {
  const key = await atTheDoor(page, hub);
  await expect(page.getByText('0 of 2 families are here')).toBeVisible();
  for (const button of await page.locator('.tick').all()) {
    const box = await button.boundingBox();
    expect(Math.min(box?.height ?? 0, box?.width ?? 0)).toBeGreaterThanOrEqual(56);
  }
  await tick(page, SAM.name).click();
  await expect(page.getByText('1 of 2 families are here')).toBeVisible();
  await expect(page.getByText('1 adult and 1 child', { exact: true })).toBeVisible();
  await expect(announced(page)).toHaveText('Sam Okafor: came');
  await tick(page, ALEX.name, 'Did not come').click();
  await expect.poll(() => noted(hub, key)).toEqual({ [SAM.name]: true, [ALEX.name]: false });
  await page.getByRole('button', { name: 'Undo the last tick' }).click();
  await expect.poll(() => noted(hub, key)).toEqual({ [SAM.name]: true, [ALEX.name]: null });
  await tick(page, SAM.name).click();
  await expect.poll(() => noted(hub, key)).toEqual({ [SAM.name]: null, [ALEX.name]: null });
  await page.reload();
  await expect(page.getByText('0 of 2 families are here')).toBeVisible();
});

test.describe('with no signal', () => {
  test.use({ serviceWorkers: 'allow' });

  test('a register that was opened is ticked, also after a reload, and sent later', async ({
    page,
    context,
    hub,
    watch,
  }) => {
    watch.expect(LOST, REFUSED);
    const key = await atTheDoor(page, hub);
    await page.evaluate(() => navigator.serviceWorker.ready);
    await expect.poll(() => page.evaluate(async () => Boolean(await caches.match('/team')))).toBe(true);
    await goesOffline(context);
    await tick(page, SAM.name).click();
    await tick(page, ALEX.name).click();
    await tick(page, ALEX.name, 'Did not come').click();
    await expect(page.getByText('3 ticks not sent yet')).toBeVisible();
    await expect(page.getByText('1 of 2 families are here')).toBeVisible();
    await page.reload();
    await expect(heading(page, 'Register: Baby massage at Oak Lane')).toBeVisible();
    await expect(page.getByText('As it was at 10:05am.')).toBeVisible();
    await expect(page.getByText('3 ticks not sent yet')).toBeVisible();
    await expect(tick(page, SAM.name)).toHaveAttribute('aria-pressed', 'true');
    await expect(tick(page, ALEX.name, 'Did not come')).toHaveAttribute('aria-pressed', 'true');
    await page.getByRole('link', { name: 'Requests' }).click();
    await expect(heading(page, 'No signal')).toBeFocused();
    await page.getByRole('link', { name: 'Register: Baby massage at Oak Lane' }).click();
    await expect(tick(page, SAM.name)).toBeVisible();

    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByText('3 ticks have not been sent. If you sign out now, they are lost.')).toBeVisible();
    await page.getByRole('button', { name: 'Stay signed in' }).click();
    await expect(tick(page, SAM.name)).toBeVisible();
    await isBackOnline(context);
    // A browser need not tell that the signal is back: the page tries every 15 seconds.
    await expect.poll(() => noted(hub, key), { timeout: 20_000 }).toEqual({ [SAM.name]: true, [ALEX.name]: false });
    await expect(page.getByText('not sent yet')).toBeHidden();
    await expect(page.getByText('As it was at')).toBeHidden();
    await expect(tick(page, SAM.name)).toHaveAttribute('aria-pressed', 'true');
    const records = (await hub.asTeam(key, 'GET', `sessions/${MASSAGE}/records`)) as { actor: string }[];
    expect(records.map(({ actor }) => actor)).toEqual(['Desk', 'Desk', 'Desk']);

    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(heading(page, 'You are signed out')).toBeVisible();
    const kept = () =>
      page.evaluate(async () => [await caches.keys(), (await navigator.serviceWorker.getRegistrations()).length]);
    await expect.poll(kept).toEqual([[], 0]);
  });

  test('of two devices the later tap stays, and the other is told', async ({ page, context, hub, watch }) => {
    watch.expect(LOST, REFUSED);
    const key = await atTheDoor(page, hub);
    await goesOffline(context);
    await tick(page, SAM.name).click();
    const register = (await hub.asTeam(key, 'GET', `sessions/${MASSAGE}/register`)) as {
      bookings: { booking_id: string; name: string }[];
    };
    const sam = register.bookings.find(({ name }) => name === SAM.name);
    // The server's clock runs on, and that of the page stands still.
    await page.waitForTimeout(1500);
    await hub.asTeam(key, 'PATCH', `bookings/${sam?.booking_id}`, { change: 'attended', came: false });
    await isBackOnline(context);
    await expect(page.locator('[data-told]')).toContainText('Sam Okafor: somebody noted something else later.');
    await expect(tick(page, SAM.name, 'Did not come')).toHaveAttribute('aria-pressed', 'true');
    expect((await noted(hub, key))[SAM.name]).toBe(false);
  });
});

test('a session is cancelled after it was said how many families are told', async ({ page, hub, watch }) => {
  watch.expect(REFUSED);
  await hub.book(MASSAGE, { ...SAM, children: ['5'] });
  await hub.key('Desk', EMAIL);
  await signIn(page, hub);
  await page.getByRole('link', { name: 'Tomorrow' }).click();
  await expect(heading(page, 'Tomorrow')).toBeFocused();
  await page.getByRole('link', { name: 'Baby massage at Oak Lane', exact: true }).click();
  await page.getByRole('link', { name: 'Cancel this session' }).click();
  await expect(page.getByText('1 family is told at once')).toBeVisible();
  await page.getByLabel('Why').fill('x'.repeat(161));
  await page.getByRole('button', { name: 'Yes, cancel the session' }).click();
  await page.getByRole('link', { name: 'Use at most 160 characters.' }).click();
  await expect(page.getByLabel('Why')).toBeFocused();
  await expect(page.getByLabel('Why')).toHaveValue('x'.repeat(161));
  await page.getByLabel('Why').fill('The heating is off.');
  await page.getByRole('button', { name: 'Yes, cancel the session' }).click();
  await expect(page.getByText('The session is cancelled. 1 family is told.').first()).toBeVisible();
  await expect(heading(page, 'Baby massage at Oak Lane')).toBeFocused();
  expect(page.url()).toBe(`${hub.url}/team/sessions/${MASSAGE}`);
  await expect.poll(async () => (await hub.messages()).join('\n')).toContain('The heating is off.');
});

test('a family on the phone is booked, and what was typed is never lost', async ({ page, hub, watch }) => {
  watch.expect(REFUSED);
  await hub.key('Desk', EMAIL);
  await signIn(page, hub);
  await page.goto(`/team/sessions/${MASSAGE}/book`);
  await page.getByLabel('Name of the parent or carer').fill(SAM.name);
  await page.getByLabel('Each child’s age on the day').fill('five');
  await page.getByRole('button', { name: 'Book', exact: true }).click();
  await expect(page.locator('#error-summary')).toBeFocused();
  await expect(page.getByLabel('Name of the parent or carer')).toHaveValue(SAM.name);
  await page.getByLabel('Email or mobile').fill(SAM.contact);
  await page.getByLabel('Each child’s age on the day').fill('5 months');
  // The shift ends while somebody types: an hour goes by.
  await hub.goOnAt(new Date('2026-11-23T10:30:00Z'));
  await page.getByRole('button', { name: 'Book', exact: true }).click();
  await expect(page.getByText('What you typed is still here.')).toBeVisible();
  await askForLink(page);
  await expect(page.getByText('a link is on its way')).toBeVisible();
  // The link opens in a tab of its own, which tells this one.
  const tab = await page.context().newPage();
  await tab.goto(await link(hub, 1));
  await expect(tab.getByText('Signed in as Desk')).toBeVisible();
  await expect(page.getByText('What you typed is still here.')).toBeHidden();
  await expect(page.getByLabel('Email or mobile')).toHaveValue(SAM.contact);
  await page.getByRole('button', { name: 'Book', exact: true }).click();
  await expect(page.getByText(/^Booked\. Reference /).first()).toBeVisible();
});

test('a shift ends, and names go with it', async ({ page, hub, watch }) => {
  watch.expect(REFUSED);
  await atTheDoor(page, hub);
  await page.context().clock.setFixedTime(new Date(AT_THE_DOOR.getTime() + 61 * 60_000));
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await expect(heading(page, 'You were signed out to keep families’ details safe')).toBeFocused();
  const left = await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
  expect(left).not.toContain(SAM.name);
  expect(left).not.toContain('token');
});

test('requests, suggestions and a timetable are worked off', async ({ page, hub, watch }) => {
  watch.expect(REFUSED);
  await hub.key('Desk', EMAIL);
  await signIn(page, hub);
  for (const [name, title] of [
    ['Requests', 'Requests for help'],
    ['Suggestions', 'Suggested changes'],
    ['Family pages', 'Family pages'],
    ['Import', 'Import a timetable'],
  ]) {
    await page.getByRole('link', { name, exact: true }).click();
    await expect(heading(page, title)).toBeFocused();
    await expect(page.getByRole('link', { name, exact: true })).toHaveAttribute('aria-current', 'page');
  }
  const [header, ...lines] = readFileSync(path.join(ROOT, 'sample', 'timetable.csv'), 'utf8').split('\n');
  const massage = lines.find((line) => line.startsWith('baby-massage-oak-lane,')) ?? '';
  const text = `${header}\n${massage.replace('baby-massage-oak-lane,', 'baby-massage-new,')}\n`;
  await page.getByRole('button', { name: 'Try it' }).click();
  await expect(page.locator('#file-error')).toBeVisible();
  const file = { name: 'new.csv', mimeType: 'text/csv', buffer: Buffer.from(text) };
  await page.getByLabel(/^Timetable/).setInputFiles(file);
  await page.getByRole('button', { name: 'Try it' }).click();
  await expect(page.getByText('Tried: nothing has changed yet')).toBeVisible();
  await page.getByRole('button', { name: 'Import it' }).click();
  await expect(page.getByText('Imported', { exact: true })).toBeVisible();
});

test('a desk of one area does not see the others', async ({ page, hub, watch }) => {
  watch.expect(REFUSED);
  await hub.key('Desk', EMAIL, ['west']);
  await signIn(page, hub);
  await page.goto(`/team/sessions/${MASSAGE}/register`);
  await expect(heading(page, 'This is not yours to see')).toBeVisible();
  await page.getByRole('link', { name: 'Family pages' }).click();
  await expect(heading(page, 'This is not yours to see')).toBeFocused();
});

test('every page has nothing to fault, in light and in dark, on 320 pixels and by keyboard @desktop', async ({
  page,
  hub,
  watch,
}) => {
  test.slow();
  watch.expect(REFUSED);
  await page.goto('/team');
  await expect(heading(page, 'Sign in')).toBeVisible();
  for (const colours of ['light', 'dark'] as const) await expectAccessible(page, colours);
  await atTheDoor(page, hub);
  await page.keyboard.press('Tab');
  await expect(page.locator(':focus')).toBeVisible();
  await tick(page, SAM.name).focus();
  await page.keyboard.press('Space');
  await expect(tick(page, SAM.name)).toHaveAttribute('aria-pressed', 'true');
  const session = `/team/sessions/${MASSAGE}`;
  for (const address of [
    '/team/sessions',
    session,
    `${session}/register`,
    `${session}/change`,
    `${session}/cancel`,
    `${session}/book`,
    '/team/requests',
    '/team/suggestions',
    '/team/family-pages',
    '/team/import',
    '/team/records',
  ]) {
    await page.goto(address);
    await expect(page.locator('.team-page h1')).toBeVisible();
    for (const colours of ['light', 'dark'] as const) await expectAccessible(page, colours);
    const size = page.viewportSize();
    await page.setViewportSize({ width: 320, height: 640 });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(over, `${address} fits 320 pixels`).toBeLessThanOrEqual(0);
    if (size) await page.setViewportSize(size);
  }
});

test('families download nothing of it', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  for (const address of ['/', '/guide', '/services?q=sleep', '/whats-on', `/sessions/${MASSAGE}`, '/my-bookings', '/saved']) {
    await visit(page, address);
  }
  expect(asked.filter((address) => /team/.test(address))).toEqual([]);

  const english = path.join(ROOT, 'locales', 'en');
  const tables = ['', 'planner'].flatMap((folder) =>
    readdirSync(path.join(english, folder)).filter((name) => name.endsWith('.toml')).map((name) => path.join(english, folder, name)),
  );
  // A few short words are the app's own too.
  const own = tables.map((file) => readFileSync(file, 'utf8')).join('\n');
  const team = readFileSync(path.join(english, 'written', 'team.toml'), 'utf8');
  const words = [...team.matchAll(/= "(.{16,})"$/gm)].map(([, word]) => word).filter((word) => !own.includes(word));
  expect(words.length).toBeGreaterThan(50);
  const assets = readdirSync(path.join(DIST, 'assets')).filter((name) => !/^(team|written)\.|\.(br|gz)$/.test(name));
  for (const file of [...assets.map((name) => path.join('assets', name)), 'index.html', 'service-worker.js']) {
    const text = readFileSync(path.join(DIST, file), 'utf8');
    expect(text.includes('/assets/team.') || text.includes('team-worker'), file).toBe(false);
    expect(words.filter((word) => text.includes(word)), file).toEqual([]);
  }
});
