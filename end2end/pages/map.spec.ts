import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expectAccessible } from '../axe';
import { announced, expect, heading, LOST, test, visit, type Page } from '../fixtures';
import { DIST, Hub } from '../hub';

interface ServiceMap {
  total: number;
  points: { id: string; name: string; place: string; next: string | null }[];
  private: number;
  unplaced: number;
}

const map = (page: Page) => page.locator('service-map');
const pins = (page: Page) => map(page).locator('button.map__pin');
const panel = (page: Page) => map(page).getByRole('dialog');
const isOfTheMap = (url: string) => /\/assets\/map\.|\/area\.json|\/services\/map/.test(url);

/** Opens results on the map, and waits until it is drawn. */
async function openMap(page: Page, query = ''): Promise<void> {
  await visit(page, `/services?${query}${query ? '&' : ''}view=map`);
  await expect(map(page).getByRole('group', { name: /^Map/ })).toBeVisible();
}

const answer = async (hub: Hub, query = '') =>
  (await (await fetch(`${hub.url}/api/v1/services/map?${query}`)).json()) as ServiceMap;

/** The numbers that all pins together say. */
async function onMap(page: Page): Promise<string[]> {
  return pins(page).evaluateAll((all) => all.map((pin) => pin.getAttribute('aria-label') ?? ''));
}

test('no byte of the map comes before it is asked for @desktop', async ({ page, watch }) => {
  const asked: string[] = [];
  page.on('request', (request) => void (isOfTheMap(request.url()) && asked.push(request.url())));
  await visit(page, '/services?q=play');
  await watch.settles(page);
  expect(asked).toEqual([]);
  const count = await page.locator('#count').innerText();
  await page.getByRole('link', { name: 'Map', exact: true }).click();
  await expect(page).toHaveURL('/services?q=play&view=map#results');
  await expect(pins(page).first()).toBeVisible();
  expect(asked.map((url) => path.extname(new URL(url).pathname)).sort()).toEqual(['', '.css', '.js', '.json']);
  // The same results, counted in the same words.
  await expect(page.locator('#count')).toHaveText(count);
  await expect(page.getByRole('link', { name: 'Map', exact: true })).toBeFocused();
  await page.getByRole('link', { name: 'List', exact: true }).click();
  await expect(page.locator('#count')).toHaveText(count);
  await expect(map(page)).toHaveCount(0);
  await page.goBack();
  await expect(pins(page).first()).toBeVisible();
});

test('the map has all that the list has, whatever the page', async ({ page, hub }) => {
  const found = await answer(hub);
  await openMap(page, 'page=2');
  await expect(page.locator('#count')).toContainText(`${found.total} services`);
  await map(page).getByRole('button', { name: 'Show everything' }).click();
  const placed = new Set(found.points.map(({ id }) => id)).size;
  await expect(map(page).getByRole('status')).toHaveText(`${placed} services in view`);
  expect(found.private).toBeGreaterThan(2);
  await expect(map(page)).toContainText(`${found.private} places keep their address private`);
  await expect(map(page)).toContainText(`${found.unplaced} services are online, by phone or come to you`);
});

test('filters stay on the map, and so does a new search', async ({ page }) => {
  await openMap(page, 'age=24');
  await page.getByRole('link', { name: /^Age 2 years/ }).click();
  await expect(page).toHaveURL('/services?view=map');
  await page.getByLabel('What do you need?').fill('sleep');
  await page.getByRole('button', { name: 'Find help' }).click();
  await expect(page).toHaveURL(/\/services\?q=sleep&.*view=map|\/services\?view=map&q=sleep/);
  await expect(announced(page)).toContainText('for “sleep”');
  await expect(pins(page).first()).toBeVisible();
});

test('a keyboard reaches every place in the order of the list, opens it and comes back @desktop', async ({ page, hub }) => {
  const found = await answer(hub, 'q=toddler&near=WA5+1JR');
  await openMap(page, 'q=toddler&near=WA5+1JR');
  const names = await onMap(page);
  const first = found.points[0]!;
  expect(names[0]).toContain(first.place);
  expect(new Set(names).size).toBe(names.length);
  await map(page).getByRole('group', { name: /^Map/ }).focus();
  for (const name of names) {
    await page.keyboard.press('Tab');
    await expect(map(page).getByRole('button', { name, exact: true })).toBeFocused();
    await expect(map(page).getByRole('button', { name, exact: true })).toBeInViewport();
  }

  // Places that stand together part until one is left, with the focus.
  await pins(page).first().focus();
  for (let zooms = 0; zooms < 12 && (await panel(page).isHidden()); zooms += 1) await page.keyboard.press('Enter');
  await expect(panel(page)).toBeVisible();
  await expect(panel(page).getByRole('heading', { level: 3 })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(panel(page)).toBeHidden();
  await expect(page.locator('button.map__pin:focus')).toHaveCount(1);
});

test('arrow keys move the map, plus and minus zoom', async ({ page }) => {
  await openMap(page);
  const ground = map(page).locator('.map__ground g');
  const where = () => ground.getAttribute('transform');
  await map(page).getByRole('group', { name: /^Map/ }).focus();
  for (const key of ['ArrowRight', 'ArrowDown', '+', '-', 'ArrowLeft', 'ArrowUp']) {
    const before = await where();
    await page.keyboard.press(key);
    await expect.poll(where, key).not.toBe(before);
    await expect(map(page).getByRole('status')).toContainText('in view');
  }
  const before = await where();
  await map(page).getByRole('button', { name: 'Zoom in', exact: true }).click();
  await expect.poll(where).not.toBe(before);
});

test('a place tells what is there, leads to a service, and is open again after the way back', async ({ page, hub }) => {
  const { points } = await answer(hub, 'q=baby+massage');
  const next = points.find(({ name, next }) => name === 'Baby massage' && next)!;
  await openMap(page, 'q=baby+massage');
  for (let zooms = 0; zooms < 12; zooms += 1) {
    const pin = map(page).getByRole('button', { name: new RegExp(`, ${next.place}$`) });
    if (await pin.isVisible()) break;
    const before = await map(page).locator('.map__ground g').getAttribute('transform');
    await map(page).getByRole('button', { name: 'Zoom in', exact: true }).click();
    await expect(map(page).locator('.map__ground g')).not.toHaveAttribute('transform', before!);
  }
  await map(page).getByRole('button', { name: new RegExp(`, ${next.place}$`) }).press('Enter');
  await expect(panel(page).getByRole('heading', { name: next.place })).toBeVisible();
  await expect(panel(page).getByRole('link', { name: /^Baby massage Next: / })).toBeVisible();
  const where = await map(page).locator('.map__ground g').getAttribute('transform');
  await panel(page).getByRole('link', { name: /^Baby massage/ }).click();
  await expect(heading(page, 'Baby massage')).toBeVisible();
  await page.goBack();
  await expect(panel(page).getByRole('heading', { name: next.place })).toBeVisible();
  await expect(map(page).locator('.map__ground g')).toHaveAttribute('transform', where!);
});

test('on a phone one finger scrolls the page past the map, two zoom it', async ({ page }) => {
  await openMap(page);
  await map(page).locator('.map__frame').evaluate((frame) => frame.scrollIntoView({ block: 'start' }));
  const box = (await map(page).boundingBox())!;
  const ground = map(page).locator('.map__ground g');
  const before = await ground.getAttribute('transform');
  const session = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: { x: number; y: number; id: number }[]) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints });
  const [x, y] = [box.x + 120, box.y + 400];
  const down = await page.evaluate(() => window.scrollY);
  await touch('touchStart', { x, y, id: 1 });
  for (let moved = 20; moved <= 300; moved += 20) await touch('touchMove', { x, y: y - moved, id: 1 });
  await expect(page.getByText('Two fingers move the map')).toBeVisible();
  await touch('touchEnd');
  await expect(page.getByText('Two fingers move the map')).toBeHidden();
  expect(await page.evaluate(() => window.scrollY)).toBeGreaterThan(down + 100);
  expect(await ground.getAttribute('transform')).toBe(before);

  // The swipe may have thrown the map out of sight: it is brought back before two fingers are put on it.
  await whereItRests(page);
  await map(page).locator('.map__frame').evaluate((frame) => frame.scrollIntoView({ block: 'center' }));
  const still = await whereItRests(page);
  const frame = (await map(page).locator('.map__frame').boundingBox())!;
  const [middle, here] = [frame.x + frame.width / 2, frame.y + frame.height / 2];
  const two = (apart: number) => [-1, 1].map((side) => ({ x: middle + side * apart, y: here, id: side + 2 }));
  await touch('touchStart', ...two(20));
  for (let apart = 30; apart <= 90; apart += 10) await touch('touchMove', ...two(apart));
  await touch('touchEnd');
  await expect.poll(() => ground.getAttribute('transform')).not.toBe(before);
  expect(await page.evaluate(() => window.scrollY)).toBe(still);
});

test('a map that does not come leaves the list, and comes when asked again', async ({ page, watch }) => {
  watch.expect(LOST, /dynamically imported module/);
  await page.route(/\/assets\/map\./, (route) => route.abort('connectionfailed'));
  await visit(page, '/services?q=play&view=map');
  await expect(page.getByRole('alert')).toContainText('The map did not come');
  await expect(page.locator('.service-card').first()).toBeVisible();
  await page.unroute(/\/assets\/map\./);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(pins(page).first()).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('nothing found and nothing placed are said', async ({ page, hub }) => {
  await visit(page, '/services?q=zzzyx&view=map');
  await expect(page.getByRole('heading', { name: 'Nothing found for this' })).toBeVisible();
  await expect(map(page)).toHaveCount(0);
  const found = await answer(hub, 'q=refuge');
  await openMap(page, 'q=Lanternside+refuge');
  expect(found.private).toBeGreaterThan(0);
  await expect(map(page)).toContainText('keeps its address private');
});

test('the map can be used in any colours', async ({ page }) => {
  await openMap(page, 'near=WA1+1AA');
  await pins(page).first().focus();
  for (let zooms = 0; zooms < 12 && (await panel(page).isHidden()); zooms += 1) await page.keyboard.press('Enter');
  await expectAccessible(page, 'light');
  await expectAccessible(page, 'dark');
  await page.emulateMedia({ forcedColors: 'active' });
  await expect(pins(page).first()).toBeVisible();
});

test.describe('with the tiles of a council', () => {
  let tiles: Server;
  let origin: string;
  let folder: string;
  const asked: string[] = [];

  test.beforeAll(async () => {
    tiles = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(200, { 'content-type': 'image/svg+xml' });
      response.end('<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256"><rect width="255" height="255" fill="#cde"/></svg>');
    });
    await new Promise<void>((ready) => tiles.listen(0, '127.0.0.1', ready));
    origin = `http://127.0.0.1:${(tiles.address() as AddressInfo).port}`;
    folder = await mkdtemp(path.join(tmpdir(), 'family-hub-tiles-'));
    await cp(DIST, folder, { recursive: true });
    const config = JSON.parse(await readFile(path.join(folder, 'config.json'), 'utf8'));
    config.tiles = { url: `${origin}/{z}/{x}/{y}.svg`, attribution: '© Makers of maps', max_zoom: 16 };
    for (const name of ['config.json.br', 'config.json.gz']) await rm(path.join(folder, name), { force: true });
    await writeFile(path.join(folder, 'config.json'), JSON.stringify(config));
  });

  test.afterAll(async () => {
    tiles.closeAllConnections();
    await new Promise((closed) => tiles.close(closed));
    await rm(folder, { recursive: true });
  });

  test('pictures come from there and from nowhere else', async ({ browser }) => {
    const hub = await Hub.start([], undefined, folder);
    const page = await browser.newPage();
    const strangers = new Set<string>();
    page.on('request', (request) => void strangers.add(new URL(request.url()).origin));
    await visit(page, `${hub.url}/services?q=play`);
    expect(asked).toEqual([]);
    await page.getByRole('link', { name: 'Map', exact: true }).click();
    await expect(page.getByText('© Makers of maps')).toBeVisible();
    await expect.poll(() => asked.length).toBeGreaterThan(3);
    expect(asked.every((url) => /^\/\d+\/\d+\/\d+\.svg$/.test(url))).toBe(true);
    await expect
      .poll(() => page.locator('.map__tiles img').evaluateAll((all) => all.every((one) => (one as HTMLImageElement).naturalWidth > 0)))
      .toBe(true);
    expect([...strangers].sort()).toEqual([hub.url, origin].sort());
    const policy = (await page.request.get(`${hub.url}/services`)).headers()['content-security-policy'];
    expect(policy).toContain(`img-src 'self' ${origin};`);
    await page.close();
    await hub.stop();
  });
});

/** How far down the page is once it has stopped gliding. */
async function whereItRests(page: Page): Promise<number> {
  let [before, now] = [-1, 0];
  await expect
    .poll(async () => {
      [before, now] = [now, await page.evaluate(() => window.scrollY)];
      return now === before;
    })
    .toBe(true);
  return now;
}
