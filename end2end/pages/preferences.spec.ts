import type { Locator } from '@playwright/test';
import { expect, heading, test, visit } from '../fixtures';
import { checkAnswers, fillIn, MASSAGE } from '../steps';

test('in forced colours buttons and fields keep an edge', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  const hasEdge = (control: Locator) => expect(control).not.toHaveCSS('border-top-style', 'none');
  await visit(page, '/');
  await hasEdge(page.getByRole('button', { name: 'Find help' }));
  await visit(page, `/sessions/${MASSAGE}`);
  const book = page.getByRole('link', { name: 'Book a place' });
  await hasEdge(book);
  await book.click();
  await hasEdge(page.getByRole('button', { name: 'Check my answers' }));
  await hasEdge(page.getByLabel('Your name'));
  await hasEdge(page.getByLabel('Your child’s age on the day'));
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
