import { test as base, expect, type BrowserContext, type Page } from '@playwright/test';
import { Hub, NOW } from './hub';
import { Watch } from './watch';

export { expect, type Page } from '@playwright/test';
export { LOST, status, twoFrames } from './watch';

interface Fixtures {
  /** Whether the test changes what others see, and so needs a server of its own. */
  ownHub: boolean;
  hub: Hub;
  watch: Watch;
  /** Another device: the same hub and clock, and nothing kept from before. */
  anotherDevice: () => Promise<Page>;
}

export const test = base.extend<Fixtures, { sharedHub: Hub }>({
  sharedHub: [
    async ({}, use) => {
      const hub = await Hub.start();
      await use(hub);
      await hub.stop();
    },
    { scope: 'worker' },
  ],
  ownHub: [false, { option: true }],
  hub: async ({ ownHub, sharedHub }, use) => {
    if (!ownHub) return use(sharedHub);
    const hub = await Hub.start();
    await use(hub);
    await hub.stop();
  },
  baseURL: async ({ hub }, use) => use(hub.url),
  watch: async ({ hub }, use) => {
    await use(new Watch([hub.url]));
  },
  context: async ({ context, watch }, use) => {
    await isWatched(context, watch);
    await use(context);
    await watch.verify(context);
  },
  anotherDevice: async ({ browser, watch }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext();
      contexts.push(context);
      await isWatched(context, watch);
      return context.newPage();
    });
    for (const context of contexts) {
      await watch.verify(context);
      await context.close();
    }
  },
});

async function isWatched(context: BrowserContext, watch: Watch): Promise<void> {
  watch.over(context);
  await context.clock.setFixedTime(NOW);
}

/** Opens an address of the hub and waits until the app has taken over from the prerendered page. */
export async function visit(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await isAlive(page);
}

/** The app has started, and a page that came filled in has been replaced by its own. */
export async function isAlive(page: Page): Promise<void> {
  await expect(page.locator('html[data-app="ready"] #page:not([data-filled])')).toBeAttached();
}

/** What is said to those who do not see the page. */
export function announced(page: Page) {
  return page.locator('#announcements');
}

export function heading(page: Page, name: string | RegExp) {
  return page.getByRole('heading', { level: 1, name, exact: typeof name === 'string' });
}

/** The signal goes, for the pages and for their workers, which a browser may leave their own. */
export async function goesOffline(context: BrowserContext): Promise<void> {
  await context.setOffline(true);
  await context.route('**/*', (route) => route.abort('internetdisconnected'));
}

/** The signal is back. */
export async function isBackOnline(context: BrowserContext): Promise<void> {
  await context.unroute('**/*');
  await context.setOffline(false);
}
