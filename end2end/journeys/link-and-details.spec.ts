import { expect, heading, LOST, status, test, visit } from '../fixtures';
import { ALEX, book, MASSAGE, SAM } from '../steps';

test.use({ ownHub: true });

test('other links are stopped, and this phone goes on', async ({ page, hub, anotherDevice, watch }) => {
  watch.expect(status(404));
  const { id, token } = await hub.book(MASSAGE, ALEX);
  await visit(page, `/bookings/${id}#${token}`);
  await page.getByRole('link', { name: 'Your link and your details' }).click();
  await expect(heading(page, 'Your link and your details')).toBeFocused();
  await page.getByRole('button', { name: 'Stop all other links' }).click();
  const outcome = page.getByRole('alert').filter({ hasText: 'Only this phone opens your booking now' });
  await expect(outcome).toBeFocused();

  const other = await anotherDevice();
  await visit(other, `/bookings/${id}#${token}`);
  await expect(heading(other, 'This link does not open a booking')).toBeVisible();
  await page.getByRole('link', { name: 'Your booking' }).click();
  await page.reload();
  await expect(heading(page, 'You’re booked')).toBeVisible();
});

test('an answer that is lost while links are stopped locks nobody out', async ({ page, watch }) => {
  watch.expect(LOST);
  watch.expect(status(404));
  await book(page, MASSAGE);
  await page.getByRole('link', { name: 'Your link and your details' }).click();
  await page.route('**/api/v1/bookings/*/links', async (route) => {
    await route.fetch();
    await route.abort('connectionfailed');
  }, { times: 1 });
  await page.getByRole('button', { name: 'Stop all other links' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Nothing has changed yet' })).toBeFocused();
  await page.reload();
  await expect(heading(page, 'Your link and your details')).toBeVisible();
  await page.getByRole('link', { name: 'Your booking' }).click();
  await expect(heading(page, 'You’re booked')).toBeVisible();
});

test('a family deletes its details after it is asked once', async ({ page, hub }) => {
  await book(page, MASSAGE);
  await page.getByRole('link', { name: 'Your link and your details' }).click();
  await page.getByRole('link', { name: 'Delete my details' }).click();
  await expect(heading(page, 'Delete your details?')).toBeFocused();
  expect(await hub.placesLeft(MASSAGE)).toBe(9);
  await page.getByRole('button', { name: 'Yes, delete my details' }).dblclick();
  await expect(heading(page, 'Your details are deleted')).toBeFocused();
  expect(await hub.placesLeft(MASSAGE)).toBe(10);
  expect(await page.evaluate(() => localStorage.getItem('bookings'))).not.toContain('Okafor');
  await page.getByRole('link', { name: 'My bookings', exact: true }).click();
  await expect(heading(page, 'No bookings on this phone yet')).toBeVisible();
});

test('a lost link is asked for, and the answer never tells whether there is a booking', async ({ page, hub, watch }) => {
  watch.expect(LOST);
  await hub.book(MASSAGE, ALEX);
  await visit(page, '/my-bookings');
  await page.getByRole('link', { name: 'Lost your link?' }).click();
  await expect(heading(page, 'Lost your link?')).toBeFocused();
  const field = page.getByLabel('Email or mobile you booked with');
  const send = page.getByRole('button', { name: 'Send my links' });
  await send.click();
  await expect(field).toBeFocused();
  await expect(page.getByText('Enter an email address or a mobile number')).toBeVisible();
  await field.fill(ALEX.contact);
  await page.route('**/api/v1/lost-links', (route) => route.abort('connectionfailed'), { times: 1 });
  await send.click();
  await expect(page.getByRole('alert')).toContainText('Nothing has been sent.');
  await expect(field).toHaveValue(ALEX.contact);
  await send.click();
  await expect(heading(page, 'Look out for a message')).toBeFocused();
  const known = await page.getByRole('main').innerText();

  await visit(page, '/my-bookings/lost-link');
  await field.fill(SAM.contact);
  await send.click();
  await expect(heading(page, 'Look out for a message')).toBeFocused();
  expect(await page.getByRole('main').innerText()).toBe(known);
});
