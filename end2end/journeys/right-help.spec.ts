import { announced, expect, heading, status, test, visit } from '../fixtures';
import { config } from '../hub';

test('three taps lead to a person, a page and what is near', { tag: '@desktop' }, async ({ page }) => {
  await visit(page, '/');
  await page.getByRole('main').getByRole('link', { name: 'Find the right help' }).click();
  await expect(heading(page, 'Find the right help')).toBeFocused();
  await page.getByRole('link', { name: /^A new baby/ }).click();
  await expect(heading(page, 'A new baby')).toBeFocused();
  await page.getByRole('link', { name: /^Feeding/ }).click();
  await expect(page).toHaveURL('/help/new-baby/feeding');
  await expect(heading(page, 'Help with feeding')).toBeFocused();
  const people = page.getByRole('region', { name: 'A person to call' });
  await expect(people.getByRole('link').first()).toHaveAttribute('href', 'tel:03001000212');
  await expect(people.getByRole('link', { name: config().phone })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Read the guide' }).getByRole('link')).toHaveCount(3);
  const services = page.getByRole('region', { name: 'Services that can help' });
  await expect(page.getByRole('link', { name: 'Feeding Friends drop-in' })).toBeVisible();
  await expect(services.getByRole('link', { name: 'Infant feeding, including breastfeeding' })).toHaveAttribute(
    'href',
    '/services?category=infant-feeding',
  );
  await expect(page.getByRole('region', { name: 'Near you: next sessions' }).getByRole('listitem').first()).toBeVisible();
});

test('what was chosen is shown and can be changed, back and forward work', async ({ page }) => {
  await visit(page, '/help/parent/abuse');
  const way = page.getByRole('navigation', { name: 'You chose this. Tap to change it.' });
  await expect(way.getByRole('link')).toHaveText(['Me, as a parent', 'Someone hurts, scares or controls me']);
  await way.getByRole('link').last().click();
  await expect(heading(page, 'Me, as a parent')).toBeFocused();
  await page.getByRole('link', { name: /^Money, food, home or work/ }).click();
  await page.getByRole('link', { name: /^Debt/ }).click();
  await expect(heading(page, 'Debt')).toBeFocused();
  await expect(way.getByRole('link')).toHaveText(['Me, as a parent', 'Money, food, home or work', 'Debt']);
  await page.goBack();
  await expect(heading(page, 'Money, food, home or work')).toBeFocused();
  await page.goForward();
  await expect(heading(page, 'Debt')).toBeFocused();
  await way.getByRole('link').first().click();
  await expect(heading(page, 'Find the right help')).toBeFocused();
});

test('urgent help stands first, and an answer about danger says how to leave it fast', async ({ page }) => {
  await visit(page, '/help/me');
  await page.getByRole('link', { name: /^Urgent help If somebody/ }).click();
  await expect(heading(page, 'Urgent help')).toBeFocused();
  await visit(page, '/help/me/hurt');
  await expect(page.getByText('Need to leave this page fast?')).toBeVisible();
  await expect(page.getByRole('link', { name: /^0800 1111/ })).toHaveAttribute('href', 'tel:08001111');
  await expect(page.getByRole('link', { name: /^85258/ })).toHaveAttribute('href', 'sms:85258');
  await expect(announced(page)).toBeEmpty();
});

test('an answer reads when nothing is known of what is near', async ({ page, watch }) => {
  watch.expect(status(503));
  await page.route('**/api/v1/**', (route) => route.fulfill({ status: 503, body: '' }));
  await visit(page, '/help/toddler/potty');
  await expect(heading(page, 'Help with the potty')).toBeVisible();
  const people = page.getByRole('region', { name: 'A person to call' });
  await expect(people.getByRole('link', { name: config().phone })).toBeVisible();
});
