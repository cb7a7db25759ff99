import type { Locator } from '@playwright/test';
import { announced, expect, heading, test, visit, type Page } from '../fixtures';
import { MASSAGE, SAM } from '../steps';

/** Presses Tab until this has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  await expect(target, 'reached with Tab').toBeFocused();
}

test.describe('booking', () => {
  test.use({ ownHub: true });

  test('with the keyboard alone @desktop', async ({ page }) => {
    await visit(page, `/sessions/${MASSAGE}`);
    await tabTo(page, page.getByRole('link', { name: 'Book a place' }));
    await page.keyboard.press('Enter');
    await expect(heading(page, 'Who is coming?')).toBeFocused();

    await tabTo(page, page.getByRole('button', { name: 'One more: Adults' }));
    await page.keyboard.press('Space');
    await expect(page.getByRole('spinbutton', { name: 'Adults' })).toHaveValue('2');
    await tabTo(page, page.getByLabel('Your child’s age on the day'));
    await page.keyboard.type('5 m');
    await tabTo(page, page.getByLabel('Your name'));
    await page.keyboard.type(SAM.name);
    await tabTo(page, page.getByLabel('Your email or mobile'));
    await page.keyboard.type(SAM.contact);
    await page.keyboard.press('Enter');
    await expect(heading(page, 'Is this right?')).toBeFocused();

    await tabTo(page, page.getByRole('button', { name: 'Book my place' }));
    await page.keyboard.press('Enter');
    await expect(heading(page, 'You’re booked')).toBeFocused();
    await tabTo(page, page.getByRole('link', { name: 'Cancel', exact: true }));
    await page.keyboard.press('Enter');
    await expect(heading(page, 'Cancel your place?')).toBeFocused();
    await tabTo(page, page.getByRole('button', { name: 'Yes, cancel my place' }));
    await page.keyboard.press('Enter');
    await expect(heading(page, 'Thank you. Someone else can come.')).toBeFocused();
  });
});

test('the first Tab offers to skip to the page @desktop', async ({ page }) => {
  await visit(page, '/services?q=sleep');
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to the page' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByLabel('What do you need?')).toBeFocused();
});

test('a page that is gone to takes the focus with its heading', async ({ page }) => {
  await visit(page, '/');
  const main = page.getByRole('navigation', { name: 'Main' });
  for (const [link, name] of [
    ['Find', 'Find help near you'],
    ['What’s on', 'What’s on'],
    ['Guide', 'The guide'],
    ['My bookings', 'No bookings on this phone yet'],
  ] as const) {
    await main.getByRole('link', { name: link }).click();
    await expect(heading(page, name)).toBeFocused();
    await expect(main.getByRole('link', { name: link })).toHaveAttribute('aria-current', 'page');
  }
});

test('a page whose content comes later takes the focus when it is there', async ({ page }) => {
  await visit(page, '/services?q=baby+massage');
  await page.getByRole('link', { name: 'Baby massage', exact: true }).click();
  await expect(heading(page, 'Baby massage')).toBeFocused();
});

test('choosing a day or a filter never loses the focus, and says how many there are @desktop', async ({ page }) => {
  await visit(page, '/whats-on');
  const tomorrow = page.getByRole('navigation', { name: 'Choose a day' }).getByRole('link', { name: /^Tomorrow/ });
  await tomorrow.focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/when=tomorrow/);
  await expect(page.getByRole('heading', { level: 2, name: /^Tomorrow/ })).toBeVisible();
  await expect(tomorrow).toBeFocused();
  const count = page.getByRole('main').getByText(/^\d+ sessions$/);
  await expect(count).toBeVisible();
  const all = await announced(page).innerText();
  expect(all).toMatch(/^\d+ sessions$/);

  const filters = page.getByRole('button', { name: 'Filters' });
  if (await filters.isVisible()) await filters.click();
  await page.getByLabel('Area').selectOption({ label: 'East' });
  const show = page.getByRole('button', { name: /^Show \d+ services?$|^Show results$/ });
  await show.focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/locality=east/);
  await expect(announced(page)).not.toHaveText(all);
  await expect(count).toBeFocused();
});
