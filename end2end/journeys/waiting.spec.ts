import { NOW } from '../hub';
import { expect, heading, LOST, test, visit } from '../fixtures';
import { ALEX, checkAnswers, fillIn, isOffered, join, LITTLE_LIGHTS, ONE_TO_ONE, SAM } from '../steps';

test.use({ ownHub: true });

test('a family joins, is offered the place that another gives back, and takes it with one tap', async ({ page, hub }) => {
  const taken = await hub.book(ONE_TO_ONE, ALEX);
  await join(page, ONE_TO_ONE);
  await expect(page.getByText('Number 1')).toBeVisible();
  await expect(page.getByText('Places go to families in the order they joined.')).toBeVisible();

  await hub.change(taken, { change: 'cancel' });
  await page.getByRole('link', { name: 'All my bookings' }).click();
  const offers = page.getByRole('region', { name: 'Waiting for your answer' });
  await expect(offers).toContainText(/Kept for you until 1(:\d\d)?pm, Monday 23 November/);
  await offers.getByRole('link', { name: 'Take it, or let it go for Feeding help, one to one' }).click();
  await expect(heading(page, 'There is a place for you')).toBeFocused();
  await expect(page.getByText(/Yours until 1(:\d\d)?pm on Monday 23 November/)).toBeVisible();

  await page.getByRole('button', { name: 'Yes, we’re coming' }).click();
  await expect(heading(page, 'You’re booked')).toBeFocused();
  expect(await hub.placesLeft(ONE_TO_ONE)).toBe(0);
});

test('two taps on an offer take it once', async ({ page, hub }) => {
  await isOffered(page, hub, ONE_TO_ONE);
  await page.getByRole('button', { name: 'Yes, we’re coming' }).dblclick();
  await expect(heading(page, 'You’re booked')).toBeVisible();
});

test('without a signal an offer is not taken, and says so', async ({ page, hub, watch }) => {
  watch.expect(LOST);
  await isOffered(page, hub, ONE_TO_ONE);
  const accept = page.getByRole('button', { name: 'Yes, we’re coming' });
  await page.route('**/api/v1/bookings/*', (route) => route.abort('connectionfailed'), { times: 1 });
  await accept.click();
  const outcome = page.getByRole('alert');
  await expect(outcome).toContainText('You have not taken the place yet.');
  await expect(outcome).toBeFocused();
  await accept.click();
  await expect(heading(page, 'You’re booked')).toBeFocused();
});

test('an offer that nobody takes goes to the next family', async ({ page, context, hub }) => {
  await isOffered(page, hub, ONE_TO_ONE);
  const later = new Date(NOW.getTime() + 6 * 3_600_000);
  await hub.goOnAt(later);
  await context.clock.setFixedTime(later);
  await page.reload();
  await expect(heading(page, 'This place went to the next family')).toBeVisible();
  await page.getByRole('link', { name: 'My bookings', exact: true }).click();
  await expect(page.getByText('This place went to the next family')).toBeVisible();
});

test('an offer is let go', async ({ page, hub }) => {
  await isOffered(page, hub, ONE_TO_ONE);
  await page.getByRole('link', { name: 'No, thank you' }).click();
  await expect(heading(page, 'Let this place go?')).toBeFocused();
  await page.getByRole('button', { name: 'Yes, let it go' }).click();
  await expect(heading(page, 'You have left the waiting list')).toBeFocused();
  expect(await hub.placesLeft(ONE_TO_ONE)).toBe(1);
});

test('a family leaves the waiting list', async ({ page, hub }) => {
  await hub.book(ONE_TO_ONE, ALEX);
  await join(page, ONE_TO_ONE);
  await page.getByRole('link', { name: 'Leave the waiting list' }).click();
  await expect(heading(page, 'Leave the waiting list?')).toBeFocused();
  await page.getByRole('button', { name: 'Yes, leave the list' }).click();
  await expect(heading(page, 'You have left the waiting list')).toBeFocused();
  await page.reload();
  await expect(heading(page, 'You have left the waiting list')).toBeVisible();
  await page.getByRole('link', { name: 'My bookings', exact: true }).click();
  await expect(page.getByText('You left the waiting list')).toBeVisible();
});

test('where too few places are left a family waits for all, or comes with fewer', async ({ page, hub }) => {
  await hub.book(LITTLE_LIGHTS, { ...ALEX, children: Array(7).fill('24') });
  await visit(page, `/sessions/${LITTLE_LIGHTS}/book`);
  await fillIn(page, '2 years', SAM);
  await page.getByRole('button', { name: 'One more: Children' }).click();
  await page.getByLabel('Age of child 2 on the day').selectOption({ label: '3 years' });
  await expect(page.getByRole('main').getByText('Only 1 place is left')).toBeVisible();
  await checkAnswers(page);
  await expect(page.getByRole('button', { name: 'Join the waiting list' })).toBeVisible();

  await page.getByRole('link', { name: 'Choose fewer people' }).click();
  await page.getByRole('button', { name: 'One fewer: Children' }).click();
  await expect(page.getByRole('main').getByText('Only 1 place is left')).toBeHidden();
  await checkAnswers(page);
  await page.getByRole('button', { name: 'Book my place' }).click();
  await expect(heading(page, 'You’re booked')).toBeVisible();
  expect(await hub.placesLeft(LITTLE_LIGHTS)).toBe(0);
});
