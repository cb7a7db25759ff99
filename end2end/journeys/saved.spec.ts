import { announced, expect, goesOffline, heading, isAlive, isBackOnline, LOST, status, test, visit, type Page } from '../fixtures';
import { search } from '../steps';

const BABY_MASSAGE = '007a242a-e223-5ca9-8140-b169d605d1fa';
const RESULTS = '/services?q=baby&near=WA5+1JR';

const card = (page: Page, name: string) => page.getByRole('main').getByRole('listitem').filter({ has: page.getByRole('heading', { name, exact: true }) });
const names = (page: Page) => page.getByRole('main').getByRole('heading', { level: 2 }).allInnerTexts();
const kept = (page: Page) =>
  page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('saved:')).map((key) => key.slice(6)).sort());

/** Saves the first services of a search and tells their names, the first saved first. */
async function save(page: Page, count: number, address = RESULTS): Promise<string[]> {
  await visit(page, address);
  const titles = page.getByRole('main').getByRole('listitem').getByRole('heading', { level: 3 });
  await titles.first().waitFor();
  const found = (await titles.allInnerTexts()).slice(0, count);
  for (const name of found) {
    await page.getByRole('button', { name: `Save ${name}`, exact: true }).click();
    await expect(page.getByRole('button', { name: `Saved ${name}`, exact: true })).toHaveAttribute('aria-pressed', 'true');
  }
  return found;
}

async function open(page: Page, address = '/saved'): Promise<void> {
  await visit(page, address);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
}

/** Puts services on the list as if they had been saved one after the other. */
async function fill(page: Page, ids: string[]): Promise<void> {
  await page.evaluate((ids) => {
    ids.forEach((id, turn) =>
      localStorage.setItem(`saved:${id}`, JSON.stringify({ turn, id, name: `Service ${id}`, note: '' })),
    );
  }, ids);
}

test('a service is saved from results, found on the list, and taken off again', async ({ page }) => {
  const [first, second] = await save(page, 2);
  await expect(announced(page)).toHaveText(`${second} is on your saved list`);
  await page.getByRole('main').getByRole('link', { name: 'Saved services' }).click();
  await expect(heading(page, 'Saved services')).toBeFocused();
  await expect.poll(() => names(page)).toEqual([second, first]);
  await page.getByRole('link', { name: first!, exact: true }).click();
  await expect(heading(page, first!)).toBeVisible();
  const button = page.getByRole('button', { name: `Saved ${first}` });
  await expect(button).toHaveAttribute('aria-pressed', 'true');
  await button.press('Enter');
  await expect(announced(page)).toHaveText(`${first} is off your saved list`);
  await expect(page.getByRole('button', { name: `Save ${first}`, exact: true })).toHaveAttribute('aria-pressed', 'false');
  expect(await kept(page)).toHaveLength(1);
});

test('a note stays with its service, on the phone alone', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url() + (request.postData() ?? '')));
  const [name] = await save(page, 1);
  await open(page);
  await page.getByRole('button', { name: `Add a note ${name}` }).click();
  const note = page.getByLabel(`Note to yourself on ${name}`);
  await expect(note).toBeFocused();
  await note.fill('Ask for Priya. '.repeat(40));
  await page.getByRole('button', { name: 'Keep note' }).click();
  await expect(note).toHaveAccessibleDescription(/Use at most 500 letters. This has 599\./);
  await expect(note).toBeFocused();
  await note.fill('Ask for Priya & “the side door”');
  await page.getByRole('button', { name: 'Keep note' }).click();
  await expect(announced(page)).toHaveText('Note kept');
  await expect(page.getByRole('button', { name: `Change note ${name}` })).toBeFocused();
  await page.reload();
  await isAlive(page);
  await expect(page.getByText('Ask for Priya & “the side door”')).toBeVisible();
  // Taken away by mistake, it comes back with its note and in its place.
  await page.getByRole('button', { name: `Remove ${name}` }).click();
  await expect(announced(page)).toHaveText(`${name} is removed`);
  await expect(page.getByText('Ask for Priya')).toBeHidden();
  const undo = page.getByRole('button', { name: `Undo ${name}` });
  await expect(undo).toBeFocused();
  await undo.click();
  await expect(announced(page)).toHaveText(`${name} is back`);
  await expect(page.getByText('Ask for Priya & “the side door”')).toBeVisible();
  await page.getByRole('link', { name: 'Share as a link' }).click();
  await expect(heading(page, 'A shared list')).toBeFocused();
  await expect(page.getByText('Ask for Priya')).toHaveCount(0);
  expect(asked.filter((text) => decodeURIComponent(text).includes('Priya'))).toEqual([]);
});

test('a shared list opens for anyone, who saves all or some, and overwrites nothing', async ({ page, anotherDevice }) => {
  const shared = await save(page, 3);
  await open(page);
  await page.getByRole('link', { name: 'Share as a link' }).click();
  await expect(page.getByText('All of these are on your saved list.')).toBeVisible();
  const link = new URL(page.url());
  expect(link.searchParams.get('ids')!.split(',')).toHaveLength(3);
  expect([...link.searchParams.keys()]).toEqual(['ids']);

  const other = await anotherDevice();
  const own = await save(other, 1, `${link.origin}/services?q=sleep`);
  await open(other, `${link.href},gone-long-ago,<broken>`);
  await expect(heading(other, 'A shared list')).toBeVisible();
  await expect(other.getByText('1 service in this link is no longer listed.')).toBeVisible();
  await expect(other.getByText('The link names 1 more that we could not read or show.')).toBeVisible();
  expect(await kept(other), 'opening a link saves nothing').toHaveLength(1);
  await other.getByRole('button', { name: `Save ${shared[1]}`, exact: true }).click();
  expect(await kept(other)).toHaveLength(2);
  await other.getByRole('button', { name: 'Save all to my list' }).click();
  await expect(other.getByText('2 services saved to your list')).toBeVisible();
  const mine = other.getByRole('link', { name: 'See my saved list' });
  await expect(mine).toBeFocused();
  await mine.click();
  await expect(heading(other, 'Saved services')).toBeFocused();
  expect(await names(other)).toEqual([shared[2], shared[0], shared[1], own[0]]);
});

test('services stand side by side, also at 320 pixels', async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem('origin', JSON.stringify('WA5 1JR')));
  const found = await save(page, 5);
  await open(page);
  for (const name of found) await page.getByRole('checkbox', { name: `Compare ${name}` }).check();
  await page.getByRole('checkbox', { name: `Compare ${found[0]}` }).uncheck();
  await page.setViewportSize({ width: 320, height: 844 });
  await page.getByRole('button', { name: 'Compare what you ticked' }).click();
  await expect(heading(page, 'Side by side')).toBeFocused();
  expect(new URL(page.url()).searchParams.getAll('compare')).toHaveLength(4);
  const table = page.getByRole('table', { name: 'Services side by side' });
  await expect(table.getByRole('columnheader')).toHaveText(['Service', ...found.slice(1).reverse()]);
  for (const name of ['When', 'Next session', 'Where', 'How far', 'Ages', 'Cost', 'Getting a place']) {
    const row = table.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) });
    await expect(row.getByRole('cell')).toHaveCount(4);
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await page.goBack();
  await expect(heading(page, 'Saved services')).toBeFocused();
  await expect(page.getByRole('checkbox', { name: `Compare ${found[1]}` })).toBeChecked();
  await page.goto('/saved?compare=' + BABY_MASSAGE);
  await expect(heading(page, 'Tick at least two to compare')).toBeVisible();
});

test('with no signal the list says what was known, and when', async ({ page, context, watch }) => {
  watch.expect(LOST);
  const [name] = await save(page, 2);
  await open(page);
  const place = await card(page, name!).getByRole('strong').last().innerText();
  await page.getByRole('link', { name: 'Urgent help' }).click();
  await expect(heading(page, 'Urgent help')).toBeVisible();
  await goesOffline(context);
  await page.goBack();
  await expect(page.getByText('This is what we knew on Monday 23 November at 9am.')).toBeVisible();
  await expect(card(page, name!)).toContainText(place);
  await page.getByRole('checkbox').first().check();
  await page.getByRole('checkbox').last().check();
  await page.getByRole('button', { name: 'Compare what you ticked' }).click();
  await expect(page.getByRole('table')).toContainText(place);
  await expect(page.getByText('This is what we knew on Monday 23 November at 9am.')).toHaveCount(1);
  await isBackOnline(context);
});

test.describe('with the worker', () => {
  test.use({ serviceWorkers: 'allow' });

  test('the list opens with no signal after a reload', async ({ page, context, watch }) => {
    watch.expect(LOST);
    const [name] = await save(page, 1);
    await open(page);
    await page.evaluate(() => navigator.serviceWorker.ready);
    await expect
      .poll(() => page.evaluate(async () => Boolean(await caches.match('/offline.json'))), { timeout: 20_000 })
      .toBe(true);
    await goesOffline(context);
    await page.reload();
    await expect(card(page, name!).getByRole('strong').first()).toBeVisible();
    await expect(page.getByText(/This is what we knew on Monday 23 November at 9am/)).toHaveCount(1);
    await isBackOnline(context);
  });
});

test('a server that cannot tell leaves the list as it was known', async ({ page, watch }) => {
  watch.expect(status(500));
  const [name] = await save(page, 1);
  await page.route('**/api/v1/services/by-id?*', (route) => route.fulfill({ status: 500 }), { times: 1 });
  await open(page);
  await expect(page.getByText('We could not check these just now')).toBeVisible();
  await expect(card(page, name!).getByRole('strong').first()).toBeVisible();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('We could not check these just now')).toBeHidden();
});

test('a service that is no longer listed keeps its name and can be removed', async ({ page }) => {
  await visit(page, '/saved');
  await fill(page, ['closed-long-ago', BABY_MASSAGE]);
  await page.reload();
  await isAlive(page);
  const gone = card(page, 'Service closed-long-ago');
  await expect(gone).toContainText('No longer listed');
  // What is listed has its name of today.
  await expect.poll(() => names(page)).toEqual(['Baby massage', 'Service closed-long-ago']);
  await expect(gone.getByRole('link', { name: 'Find something like it' })).toHaveAttribute('href', '/services?q=Service+closed-long-ago');
  await gone.getByRole('button', { name: 'Remove Service closed-long-ago' }).click();
  expect(await kept(page)).toEqual([BABY_MASSAGE]);
});

test('a change in one tab shows in the other, and neither loses what the other did', async ({ page, context }) => {
  const [first, second] = await save(page, 2);
  await open(page);
  const other = await context.newPage();
  await visit(other, RESULTS);
  const button = other.locator('.save').nth(2);
  const third = (await button.getAttribute('data-name'))!;
  await button.click();
  await expect(page.getByRole('heading', { name: third, exact: true })).toBeVisible();

  // A note half typed here survives what is done there.
  await page.getByRole('button', { name: `Add a note ${first}` }).click();
  const note = page.getByLabel(`Note to yourself on ${first}`);
  await note.fill('Bus 17');
  await visit(other, '/saved');
  await other.getByRole('button', { name: `Remove ${second}` }).click();
  await expect(page.getByRole('heading', { name: second })).toHaveCount(0);
  await expect(note).toHaveValue('Bus 17');
  await expect(note).toBeFocused();
  await page.getByRole('button', { name: 'Keep note' }).click();
  await expect(card(other, first!)).toContainText('Bus 17');
  expect(await kept(page)).toHaveLength(2);

  await other.getByRole('button', { name: 'Leave no trace on this phone' }).click();
  await expect(heading(page, 'Nothing saved yet')).toBeVisible();
  expect(await other.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
});

test('a hundred fit, and one more is told', async ({ page }) => {
  await visit(page, '/saved');
  await fill(page, Array.from({ length: 99 }, (_, i) => `closed-${i}`));
  await visit(page, RESULTS);
  const buttons = page.getByRole('main').getByRole('button', { name: /^Saved? / });
  await buttons.nth(0).click();
  await expect(buttons.nth(0)).toHaveAttribute('aria-pressed', 'true');
  await buttons.nth(1).click();
  await expect(page.getByRole('status').filter({ hasText: 'Your saved list is full. It holds 100' })).toBeVisible();
  await expect(buttons.nth(1)).toHaveAttribute('aria-pressed', 'false');
  expect(await kept(page)).toHaveLength(100);
  await open(page);
  await expect(page.getByText('A link holds 20 services.')).toBeVisible();
  const href = await page.getByRole('link', { name: 'Share as a link' }).getAttribute('href');
  expect(new URL(href!, page.url()).searchParams.get('ids')!.split(',')).toHaveLength(20);
});

for (const [name, breakStorage] of [
  ['is full', () => (Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); })],
  ['is switched off', () => Object.defineProperty(window, 'localStorage', { get: () => { throw new DOMException('', 'SecurityError'); } })],
] as const) {
  test(`a phone whose storage ${name} says that it does not keep`, async ({ page }) => {
    await page.addInitScript(breakStorage);
    await visit(page, RESULTS);
    const button = page.getByRole('main').getByRole('button', { name: /^Save / }).first();
    await button.click();
    await expect(page.getByRole('status').filter({ hasText: 'This phone would not keep that.' })).toBeVisible();
    await expect(button).toHaveAttribute('aria-pressed', 'false');
    await open(page);
    await expect(heading(page, 'Nothing saved yet')).toBeVisible();
  });
}

test('a place that the hub does not know takes nothing from the list', async ({ page, watch }) => {
  watch.expect(status(422));
  const [name] = await save(page, 1);
  await search(page, '', 'Nowhereville');
  await expect(page.getByText('We do not know that postcode or place.').first()).toBeVisible();
  await open(page);
  await expect(card(page, name!).getByRole('strong').first()).toBeVisible();
  await expect(page.getByText('We could not check these just now')).toHaveCount(0);
  const id = (await kept(page))[0]!;
  await open(page, `/saved?ids=${id}`);
  await expect(page.getByRole('heading', { name: name!, exact: true })).toBeVisible();
});

test('before the app, and without it, the button keeps its room and is not there', async ({ page }) => {
  await page.route('**/*.wasm', (route) => new Promise(() => void route));
  await page.goto(RESULTS);
  const button = page.locator('.save').first();
  await expect(button).toBeHidden();
  expect((await button.boundingBox())!.height).toBeGreaterThanOrEqual(44);
});
