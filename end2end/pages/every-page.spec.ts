import { expectAccessible } from '../axe';
import { expect, heading, LOST, status, test, type Page } from '../fixtures';
import { config } from '../hub';
import { open, SCENES } from './every-page';
import { openWritten, WRITTEN } from './written-pages';

const titled = (name: string) => [name, config().title].filter(Boolean).join(' – ');

for (const scene of SCENES) {
  test(`${scene.name}: accessible, named and never wider than the phone`, async ({ page, hub, watch }) => {
    if (scene.status) watch.expect(status(scene.status));
    if (scene.offline) watch.expect(LOST);
    await open(page, hub, scene);
    await expect(heading(page, scene.heading)).toBeVisible();
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
    await expect(page).toHaveTitle(titled(scene.title ?? scene.heading));
    await watch.settles(page);
    await expectAccessible(page, 'light');
    await expectAccessible(page, 'dark');
    for (const width of [390, 320]) {
      await page.setViewportSize({ width, height: 844 });
      expect(await widest(page), `nothing sticks out at ${width} pixels`).toBeLessThanOrEqual(width);
    }
  });
}

for (const scene of WRITTEN) {
  test.describe(() => {
    if (scene.alone) test.use({ ownHub: true });

    test(`${scene.name}: accessible, named and never wider than the phone @desktop`, async ({ page, hub, watch }) => {
      if (scene.status) watch.expect(status(scene.status));
      await openWritten(page, hub, scene);
      await expect(heading(page, scene.heading)).toBeVisible();
      await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
      await expect(page).toHaveTitle(titled(scene.title ?? scene.heading));
      await watch.settles(page);
      await expectAccessible(page, 'light');
      await expectAccessible(page, 'dark');
      for (const width of [1280, 390, 320]) {
        await page.setViewportSize({ width, height: 844 });
        expect(await widest(page), `nothing sticks out at ${width} pixels`).toBeLessThanOrEqual(width);
      }
    });
  });
}

function widest(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth);
}
