import { expect, heading, LOST, status, test } from '../fixtures';
import { ALEX, MASSAGE } from '../steps';

test.use({ ownHub: true });

const NOBODYS = '00000000-0000-4000-8000-000000000000';
const WRONG = '0123456789abcdef0123456789abcdef';

test('a link that lost its end opens nothing and says what to do', async ({ page, hub }) => {
  const { id } = await hub.book(MASSAGE, ALEX);
  for (const address of [`/bookings/${id}`, `/bookings/${id}/cancel`, `/bookings/${id}#tooshort`]) {
    await page.goto(address);
    await expect(heading(page, 'This link does not open a booking')).toBeVisible();
    await expect(page.getByRole('link', { name: /^Ring .?01632/ })).toBeVisible();
    await expect(page.getByRole('main')).not.toContainText(ALEX.name);
  }
});

test('a link that is put right in the address bar opens its booking', async ({ page, hub }) => {
  const { id, token } = await hub.book(MASSAGE, ALEX);
  await page.goto(`/bookings/${id}#${token.slice(1)}`);
  await expect(heading(page, 'This link does not open a booking')).toBeVisible();
  await page.goto(`/bookings/${id}#${token}`);
  await expect(heading(page, 'You’re booked')).toBeVisible();
  expect(page.url()).not.toContain('#');
});

test('a wrong link and an unknown booking look the same', async ({ page, hub, watch }) => {
  watch.expect(status(404));
  const { id } = await hub.book(MASSAGE, ALEX);
  for (const address of [`/bookings/${id}#${WRONG}`, `/bookings/${NOBODYS}#${WRONG}`]) {
    await page.goto(address);
    await expect(heading(page, 'This link does not open a booking')).toBeVisible();
  }
  expect(await page.evaluate(() => localStorage.getItem('bookings'))).toBeNull();
});

test('without a signal a link says so, and opens when it is tried again', async ({ page, hub, watch }) => {
  watch.expect(LOST);
  const { id, token } = await hub.book(MASSAGE, ALEX);
  await page.route('**/api/v1/bookings/*', (route) => route.abort('connectionfailed'), { times: 1 });
  await page.goto(`/bookings/${id}#${token}`);
  await expect(heading(page, 'No signal just now')).toBeVisible();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(heading(page, 'You’re booked')).toBeVisible();
});

test('the link to cancel works by itself, and a second time says it is done', async ({ page, hub }) => {
  const { id, token } = await hub.book(MASSAGE, ALEX);
  await page.goto(`/bookings/${id}/cancel#${token}`);
  await page.getByRole('button', { name: 'Yes, cancel my place' }).click();
  await expect(heading(page, 'Thank you. Someone else can come.')).toBeVisible();
  await page.goto(`/bookings/${id}/cancel#${token}`);
  await expect(heading(page, 'Thank you. Someone else can come.')).toBeVisible();
  expect(await hub.placesLeft(MASSAGE)).toBe(10);
});
