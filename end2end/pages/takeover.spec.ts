import { expect, isAlive, test, twoFrames, type Page } from '../fixtures';
import { MASSAGE } from '../steps';

/** Adds up every shift of the layout from the first paint on. */
async function watchShifts(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const shifts = { total: 0 };
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) shifts.total += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  return async () => {
    // Shifts of a frame are told after it.
    await twoFrames(page);
    await twoFrames(page);
    return page.evaluate(() => (window as unknown as { shifts: { total: number } }).shifts.total);
  };
}

for (const address of [
  '/',
  '/guide',
  '/guide/baby-massage-and-touch',
  '/services',
  '/services?q=sleep&near=WA1+1AA',
  '/whats-on',
  `/sessions/${MASSAGE}`,
  '/urgent-help',
  '/my-bookings',
  '/timeline',
]) {
  test(`nothing moves when the app takes over ${address} @desktop`, async ({ page, watch }) => {
    const shifted = await watchShifts(page);
    // On a slow line the page is painted before the rest of its styles and the app arrive.
    const letGo = await keepBack(page, /\.(css|wasm)$/);
    await page.goto(address, { waitUntil: 'commit' });
    await expect(page.getByRole('contentinfo')).toBeAttached();
    await twoFrames(page);
    letGo();
    await isAlive(page);
    await watch.settles(page);
    expect(await shifted()).toBeLessThanOrEqual(0.02);
  });
}

/** Keeps files with such a path back until they are let go. */
async function keepBack(page: Page, path: RegExp): Promise<() => void> {
  let letGo = () => {};
  const gone = new Promise<void>((go) => (letGo = go));
  await page.route(
    ({ pathname }) => path.test(pathname),
    async (route) => {
      await gone;
      await route.continue();
    },
  );
  return letGo;
}

const withoutApp = (page: Page) => keepBack(page, /\.wasm$/);

for (const address of ['/', '/services?q=sleep']) {
  test(`what is typed before the app arrives stays: ${address}`, async ({ page }) => {
    const letGo = await withoutApp(page);
    await page.goto(address);
    const words = page.getByLabel('What do you need?');
    await words.fill('baby massage');
    await page.getByLabel('Where?').fill('WA1 1AA');
    await words.focus();
    await page.keyboard.press('Home');
    letGo();
    await isAlive(page);
    await expect(words).toHaveValue('baby massage');
    await expect(page.getByLabel('Where?')).toHaveValue('WA1 1AA');
    await expect(words).toBeFocused();
    expect(await words.evaluate((field: HTMLInputElement) => field.selectionStart)).toBe(0);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL('/services?q=baby+massage&near=WA1+1AA');
  });
}

for (const address of ['/', '/guide/sleep-in-the-first-year']) {
  test(`the place on the page stays when the app takes over ${address}`, async ({ page }) => {
    const letGo = await withoutApp(page);
    await page.goto(address);
    await page.evaluate(() => scrollTo(0, 300));
    const before = await page.evaluate(() => scrollY);
    expect(before).toBeGreaterThan(0);
    letGo();
    await isAlive(page);
    expect(await page.evaluate(() => scrollY)).toBe(before);
  });
}

test('a filter chosen before the app arrives stays chosen', async ({ page }) => {
  const letGo = await withoutApp(page);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto('/services?q=sleep');
  await page.getByLabel('Your child’s age').selectOption({ label: '5 months' });
  letGo();
  await isAlive(page);
  await expect(page.getByLabel('Your child’s age')).toHaveValue('5');
});

test('links and search work before the app arrives', async ({ page }) => {
  await withoutApp(page);
  await page.goto('/');
  await page.getByLabel('What do you need?').fill('baby massage');
  await page.getByRole('button', { name: 'Find help' }).click();
  await expect(page).toHaveURL(/\/services\?q=baby\+massage/);
  await page.getByRole('link', { name: 'Baby massage', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Baby massage' })).toBeVisible();
});
