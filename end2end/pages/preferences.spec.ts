import type { Locator } from '@playwright/test';
import { expect, heading, test, visit } from '../fixtures';
import { checkAnswers, fillIn, MASSAGE } from '../steps';

test('in forced colours every button keeps an edge', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  const edgeless = (buttons: Locator) =>
    buttons.evaluateAll((all) =>
      all
        .filter((button) => button.checkVisibility() && getComputedStyle(button).borderTopStyle === 'none')
        .map((button) => button.textContent?.trim()),
    );
  await visit(page, '/');
  expect(await edgeless(page.getByRole('button', { name: 'Find help' }))).toEqual([]);
  await visit(page, `/sessions/${MASSAGE}`);
  expect(await edgeless(page.getByRole('link', { name: 'Book a place' }))).toEqual([]);
  await page.getByRole('link', { name: 'Book a place' }).click();
  await expect(heading(page, 'Who is coming?')).toBeVisible();
  expect(await edgeless(page.getByRole('main').getByRole('button'))).toEqual([]);
  await expect(page.getByLabel('Your name')).not.toHaveCSS('border-top-style', 'none');
});

test('with reduced motion nothing moves', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await visit(page, `/sessions/${MASSAGE}`);
  await page.getByRole('link', { name: 'Book a place' }).click();
  await fillIn(page);
  await checkAnswers(page);
  await expect(heading(page, 'Is this right?')).toBeFocused();
  const moving = await page.evaluate(() =>
    document.getAnimations().filter(({ effect }) => Number(effect?.getComputedTiming().duration ?? 0) > 10).length,
  );
  expect(moving).toBe(0);
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior)).toBe('auto');
});
