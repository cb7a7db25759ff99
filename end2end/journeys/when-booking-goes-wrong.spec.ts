import { expect, heading, LOST, status, test } from '../fixtures';
import { ALEX, beginBooking, book, checkAnswers, confirm, fillIn, MASSAGE, ONE_TO_ONE, SAM } from '../steps';

test.use({ ownHub: true });

test('a signal lost while booking books once', async ({ page, hub, watch }) => {
  watch.expect(LOST);
  const before = await hub.placesLeft(MASSAGE);
  await beginBooking(page, MASSAGE);
  await fillIn(page);
  await checkAnswers(page);

  // The server hears the first try; its answer is lost.
  await page.route('**/api/v1/bookings/*', async (route) => {
    await route.fetch();
    await route.abort('connectionfailed');
  }, { times: 1 });
  await confirm(page);
  const outcome = page.getByRole('alert').filter({ hasText: 'That did not get through' });
  await expect(outcome).toBeVisible();
  await expect(outcome).toBeFocused();
  await expect(outcome).toContainText('you cannot book twice by mistake');

  await confirm(page);
  await expect(heading(page, 'You’re booked')).toBeVisible();
  expect(await hub.placesLeft(MASSAGE)).toBe(before - 1);
  await expect.poll(async () => (await hub.messages()).length).toBe(1);
});

test('two taps in a hurry book once', async ({ page, hub }) => {
  await beginBooking(page, MASSAGE);
  await fillIn(page);
  await checkAnswers(page);
  await page.getByRole('button', { name: 'Book my place' }).dblclick();
  await expect(heading(page, 'You’re booked')).toBeVisible();
  expect(await hub.placesLeft(MASSAGE)).toBe(9);
});

test('the last place goes while a family types', async ({ page, hub, watch }) => {
  watch.expect(status(409));
  await beginBooking(page, ONE_TO_ONE);
  await fillIn(page);
  await checkAnswers(page);
  await hub.book(ONE_TO_ONE, ALEX);
  await confirm(page);
  const outcome = page.getByRole('alert').filter({ hasText: 'Someone was just before you' });
  await expect(outcome).toBeFocused();
  await expect(outcome).toContainText('Nothing is booked.');
  // Nothing typed is lost.
  await expect(page.getByText(SAM.contact)).toBeVisible();
  // The button says what can be done now.
  await expect(page.getByRole('button', { name: 'Join the waiting list' })).toBeVisible();
  await outcome.getByRole('link', { name: 'See the session' }).click();
  await expect(page.getByText('Every place is taken')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Other days with places' })).toBeVisible();
});

test('the last place goes while the form is open', async ({ page, hub }) => {
  await beginBooking(page, ONE_TO_ONE);
  await fillIn(page);
  await hub.book(ONE_TO_ONE, ALEX);
  await page.reload();
  await expect(heading(page, 'Who is coming?')).toBeVisible();
  await expect(page.getByText('Every place is taken')).toBeVisible();
  // Nothing typed is lost.
  await expect(page.getByLabel('Your name')).toHaveValue(SAM.name);
});

test('the same family cannot book twice', async ({ page, hub, watch }) => {
  watch.expect(status(409));
  await hub.book(MASSAGE, { ...ALEX, contact: SAM.contact });
  await beginBooking(page, MASSAGE);
  await fillIn(page);
  await checkAnswers(page);
  await confirm(page);
  const outcome = page.getByRole('alert').filter({ hasText: 'You already have a place' });
  await expect(outcome).toBeFocused();
  expect(await hub.placesLeft(MASSAGE)).toBe(9);
});

test('a server that fails is said to have failed', async ({ page, watch }) => {
  watch.expect(status(503));
  await beginBooking(page, MASSAGE);
  await fillIn(page);
  await checkAnswers(page);
  await page.route('**/api/v1/bookings/*', (route) => route.fulfill({ status: 503 }), { times: 1 });
  await confirm(page);
  await expect(page.getByRole('alert').filter({ hasText: 'It is our fault, not yours.' })).toBeFocused();
  await confirm(page);
  await expect(heading(page, 'You’re booked')).toBeVisible();
});

test('a signal lost while cancelling keeps the place until it is back', async ({ page, hub, watch }) => {
  watch.expect(LOST);
  await book(page, MASSAGE);
  await page.getByRole('link', { name: 'Cancel', exact: true }).click();
  await expect(heading(page, 'Cancel your place?')).toBeVisible();
  const cancel = page.getByRole('button', { name: 'Yes, cancel my place' });
  await page.route('**/api/v1/bookings/*', (route) => route.abort('connectionfailed'), { times: 1 });
  await cancel.click();
  await expect(page.getByRole('alert')).toContainText('Your place is not cancelled yet.');
  expect(await hub.placesLeft(MASSAGE)).toBe(9);
  await cancel.click();
  await expect(heading(page, 'Thank you. Someone else can come.')).toBeFocused();
  expect(await hub.placesLeft(MASSAGE)).toBe(10);
});

test('a number that cannot be booked is told beside its field and never becomes another', async ({ page }) => {
  await beginBooking(page, MASSAGE);
  await fillIn(page);
  const adults = page.getByLabel('Adults', { exact: false }).and(page.locator('input'));
  for (const typed of ['12', '0', '']) {
    await adults.fill(typed);
    await adults.blur();
    await expect(adults).toHaveValue('1');
    await expect(adults).toHaveAccessibleDescription(/Bring from 1 to 6 adults/);
  }
  // Leaving the field by the tap that sends the form sends nothing.
  await adults.fill('7');
  await page.getByRole('button', { name: 'Check my answers' }).click();
  await expect(adults).toHaveValue('1');
  await expect(heading(page, 'Who is coming?')).toBeVisible();
  await adults.fill('2');
  await adults.blur();
  await expect(page.getByText('Bring from 1 to 6 adults')).toHaveCount(0);
  await checkAnswers(page);
  await expect(page.getByText('2 adults and 1 child')).toBeVisible();
});

test('a family that has the session already is told before it books again', async ({ page }) => {
  await book(page, MASSAGE);
  await beginBooking(page, MASSAGE);
  await fillIn(page, '5 months', ALEX);
  await checkAnswers(page);
  await expect(page.getByText('You have this one already')).toBeVisible();
  await page.getByRole('link', { name: 'See your booking' }).click();
  await expect(heading(page, 'You’re booked')).toBeVisible();
});
