import { expect, heading, LOST, status, test, visit } from '../fixtures';
import { ALEX, beginBooking, book, checkAnswers, confirm, fillIn, LITTLE_LIGHTS, MASSAGE, SAM } from '../steps';

test.use({ ownHub: true });

/** At the same time as baby massage at Oak Lane. */
const AT_ONCE = 'music-makers-canal-bank-2026-11-24';

test('a family brings one more child, then one less', async ({ page, hub }) => {
  await beginBooking(page, LITTLE_LIGHTS);
  await fillIn(page, '2 years');
  await checkAnswers(page);
  await confirm(page);
  await page.getByRole('link', { name: 'Change who is coming' }).click();
  await expect(heading(page, 'Who is coming?')).toBeFocused();
  await page.getByRole('button', { name: 'One more: Children' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'One thing to put right' })).toBeFocused();
  await page.getByLabel('Age of child 2 on the day').selectOption({ label: '3 years' });
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(heading(page, 'You’re booked')).toBeFocused();
  await expect(page.getByText('Saved: 1 adult and 2 children.')).toBeVisible();
  expect(await hub.placesLeft(LITTLE_LIGHTS)).toBe(6);

  await page.getByRole('link', { name: 'Change who is coming' }).click();
  await page.getByRole('button', { name: 'Child 1 is not coming' }).click();
  await expect(page.getByLabel('Your child’s age on the day')).toHaveValue('36');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved: 1 adult and 1 child.')).toBeVisible();
  expect(await hub.placesLeft(LITTLE_LIGHTS)).toBe(7);
});

test('a change under way is kept over reload and back, until it is sent or given up', async ({ page }) => {
  await book(page, MASSAGE);
  await page.getByRole('link', { name: 'Change who is coming' }).click();
  const adults = page.getByRole('spinbutton', { name: /^Adults/ });
  await page.getByRole('button', { name: 'One more: Adults' }).click();
  await expect(adults).toHaveValue('2');
  await page.reload();
  await expect(adults).toHaveValue('2');
  await page.goBack();
  await expect(heading(page, 'You’re booked')).toBeVisible();
  await page.getByRole('link', { name: 'Change who is coming' }).click();
  await expect(adults).toHaveValue('2');
  await page.getByRole('link', { name: 'Leave it as it is' }).click();
  await expect(heading(page, 'You’re booked')).toBeVisible();
  await page.getByRole('link', { name: 'Change who is coming' }).click();
  await expect(adults).toHaveValue('1');
  await page.getByRole('button', { name: 'One more: Adults' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved: 2 adults and 1 child.')).toBeVisible();
  await page.getByRole('link', { name: 'Change who is coming' }).click();
  await expect(adults).toHaveValue('2');
});

test('a party that finds no room stays as it was', async ({ page, hub, watch }) => {
  watch.expect(status(409));
  await beginBooking(page, LITTLE_LIGHTS);
  await fillIn(page, '2 years');
  await checkAnswers(page);
  await confirm(page);
  await expect(heading(page, 'You’re booked')).toBeVisible();
  await hub.book(LITTLE_LIGHTS, { ...ALEX, children: Array(7).fill('24') });
  await page.getByRole('link', { name: 'Change who is coming' }).click();
  await page.getByRole('button', { name: 'One more: Children' }).click();
  await page.getByLabel('Age of child 2 on the day').selectOption({ label: '3 years' });
  await page.getByRole('button', { name: 'Save' }).click();
  const outcome = page.getByRole('alert').filter({ hasText: 'Your booking stays as it was.' });
  await expect(outcome).toBeFocused();
  // Nothing typed is lost.
  await expect(page.getByLabel('Age of child 2 on the day')).toHaveValue('36');
});

test('without a signal nothing of a change is applied', async ({ page, hub, watch }) => {
  watch.expect(LOST);
  await book(page, MASSAGE);
  await page.getByRole('link', { name: 'Change who is coming' }).click();
  await page.getByRole('button', { name: 'One more: Adults' }).click();
  await page.route('**/api/v1/bookings/*', (route) => route.abort('connectionfailed'), { times: 1 });
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Nothing has changed yet.' })).toBeFocused();
  await expect(page.getByRole('spinbutton', { name: /^Adults/ })).toHaveValue('2');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved: 2 adults and 1 child.')).toBeVisible();
  expect(await hub.placesLeft(MASSAGE)).toBe(9);
});

test('a place given back in one tab is given back in the other', async ({ page, context }) => {
  await book(page, MASSAGE);
  const other = await context.newPage();
  await visit(other, '/my-bookings');
  await other.getByRole('link', { name: 'Cancel your place at Baby massage at Oak Lane' }).click();
  await other.getByRole('button', { name: 'Yes, cancel my place' }).click();
  await expect(heading(other, 'Thank you. Someone else can come.')).toBeVisible();
  await expect(heading(page, 'Thank you. Someone else can come.')).toBeVisible();
});

test('something else at the same time is told and stops nobody', async ({ page }) => {
  await book(page, MASSAGE);
  await visit(page, `/sessions/${AT_ONCE}/book`);
  await fillIn(page, '6 months');
  await checkAnswers(page);
  await expect(page.getByText('You have something else then')).toBeVisible();
  await expect(page.getByText('Baby massage at Oak Lane is on Tuesday 24 November, 10am to 11am.')).toBeVisible();
  await confirm(page);
  await expect(heading(page, 'You’re booked')).toBeVisible();
});

test('somebody books for a family they support', async ({ page }) => {
  await beginBooking(page, MASSAGE);
  await fillIn(page);
  await page.getByText('I am booking for a family I support').click();
  await page.getByLabel('Your organisation or role').fill('Health visitor');
  await page.reload();
  await expect(page.getByLabel('Your organisation or role')).toHaveValue('Health visitor');
  await checkAnswers(page);
  await expect(page.getByText('Health visitor')).toBeVisible();
  await confirm(page);
  await expect(page.getByText('Booked by: Health visitor.')).toBeVisible();
  await expect(page.getByText(SAM.name)).toBeVisible();
});
