import { announced, expect, goesOffline, heading, isBackOnline, LOST, test } from '../fixtures';
import { book, MASSAGE } from '../steps';

test.use({ ownHub: true });

test('bookings are kept on the phone, open offline and leave no trace', async ({ page, context, hub, watch }) => {
  watch.expect(LOST);
  await book(page, MASSAGE);
  const reference = await page.getByRole('strong').innerText();
  await page.getByRole('link', { name: 'All my bookings' }).click();
  await expect(heading(page, 'My bookings')).toBeFocused();
  const comingUp = page.getByRole('region', { name: 'Coming up' });
  await expect(comingUp).toContainText(reference);

  await page.getByRole('link', { name: 'Urgent help' }).click();
  await expect(heading(page, 'Urgent help')).toBeVisible();
  await goesOffline(context);
  await page.getByRole('link', { name: 'My bookings', exact: true }).click();
  await expect(comingUp).toContainText(reference);
  await expect(page.getByText('This is what we knew on Monday 23 November at 9am.')).toBeVisible();
  await comingUp.getByRole('link', { name: 'Baby massage at Oak Lane', exact: true }).click();
  await expect(heading(page, 'You’re booked')).toBeVisible();
  await expect(page.getByText('This is what we knew on Monday 23 November at 9am.')).toBeVisible();
  await isBackOnline(context);

  await page.getByRole('link', { name: 'All my bookings' }).click();
  await page.getByRole('button', { name: 'Leave no trace on this phone' }).click();
  await expect(heading(page, 'Nothing of ours is left on this phone')).toBeFocused();
  await expect(announced(page)).toHaveText('Nothing of ours is left on this phone');
  expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
  await page.reload();
  await expect(heading(page, 'No bookings on this phone yet')).toBeVisible();
  expect(await hub.placesLeft(MASSAGE), 'the booking stays booked').toBe(9);
});

test('without a booking no trace stays of where a family searched from', async ({ page }) => {
  await page.goto('/my-bookings');
  await page.evaluate(() => localStorage.setItem('origin', '"WA5 1AA"'));
  await page.getByRole('button', { name: 'Leave no trace on this phone' }).click();
  await expect(heading(page, 'Nothing of ours is left on this phone')).toBeFocused();
  expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
});

test('a booking can be cancelled from the list', async ({ page, hub }) => {
  await book(page, MASSAGE);
  await page.getByRole('link', { name: 'My bookings', exact: true }).click();
  await page.getByRole('link', { name: 'Cancel your place at Baby massage at Oak Lane' }).click();
  await page.getByRole('button', { name: 'Yes, cancel my place' }).click();
  await expect(heading(page, 'Thank you. Someone else can come.')).toBeVisible();
  await page.getByRole('link', { name: 'My bookings', exact: true }).click();
  await expect(page.getByText('You cancelled this')).toBeVisible();
  expect(await hub.placesLeft(MASSAGE)).toBe(10);
});

test('a booking cancelled elsewhere is shown as cancelled', async ({ page, hub }) => {
  await book(page, MASSAGE);
  const [kept] = await page.evaluate(() => JSON.parse(localStorage.getItem('bookings') ?? '[]'));
  const answer = await fetch(`${hub.url}/api/v1/bookings/${kept.booking.id}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${kept.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ status: 'cancelled' }),
  });
  expect(answer.status).toBe(200);
  await page.getByRole('link', { name: 'My bookings', exact: true }).click();
  await expect(page.getByText('You cancelled this')).toBeVisible();
});
