import { expect, heading, test, visit } from '../fixtures';
import { ALEX, checkAnswers, fillIn } from '../steps';
import type { Page } from '../fixtures';

test.use({ ownHub: true });

/** The second of five Tuesdays, for six families. */
const SECOND = 'baby-massage-course-orchard-rise-2026-12-01';
const FIRST = 'baby-massage-course-orchard-rise-2026-11-24';

async function bookCourse(page: Page): Promise<void> {
  await visit(page, `/sessions/${SECOND}`);
  await page.getByRole('link', { name: 'Book the course' }).click();
  await expect(heading(page, 'Who is coming?')).toBeVisible();
  await fillIn(page);
  await checkAnswers(page);
  await page.getByRole('button', { name: 'Book the course' }).click();
  await expect(heading(page, 'You’re booked')).toBeVisible();
}

/** One week in the list of a family's own. */
function week(page: Page, date: string) {
  return page.getByRole('region', { name: 'Your weeks' }).getByRole('listitem').filter({ hasText: date });
}

test('a family books five weeks at once, misses one and comes after all', async ({ page, hub }) => {
  await visit(page, `/sessions/${SECOND}`);
  await expect(page.getByText('A course of 5: Tuesday 24 November to Tuesday 22 December')).toBeVisible();
  await expect(page.getByText('You can join until Tuesday 24 November at 12:30pm.')).toBeVisible();
  await bookCourse(page);
  expect(await hub.placesLeft(FIRST)).toBe(5);
  expect(await hub.placesLeft(SECOND)).toBe(5);

  await week(page, 'Tuesday 1 December').getByRole('button', { name: 'I can’t come' }).click();
  await expect(page.getByText('That week is free again.')).toBeVisible();
  await expect(week(page, 'Tuesday 1 December')).toContainText('You’re not coming');
  expect(await hub.placesLeft(FIRST)).toBe(5);
  expect(await hub.placesLeft(SECOND)).toBe(6);

  await page.reload();
  await week(page, 'Tuesday 1 December').getByRole('button', { name: 'Come after all' }).click();
  await expect(week(page, 'Tuesday 1 December')).toContainText('You’re coming');
  expect(await hub.placesLeft(SECOND)).toBe(5);
});

test('a course is one of a family’s bookings, by its next date', async ({ page }) => {
  await bookCourse(page);
  await visit(page, '/my-bookings');
  await expect(page.getByRole('link', { name: 'Baby massage course', exact: true })).toBeVisible();
  await expect(page.getByText('Tuesday 24 November')).toBeVisible();
});

test('a full course is waited for as a whole', async ({ page, hub }) => {
  for (let n = 0; n < 6; n += 1) await hub.bookCourse(FIRST, { ...ALEX, contact: `family${n}@example.org` });
  await visit(page, `/sessions/${SECOND}`);
  await expect(page.getByText('The course is full')).toBeVisible();
  await page.getByRole('link', { name: 'Join the waiting list' }).click();
  await fillIn(page);
  await checkAnswers(page);
  await page.getByRole('button', { name: 'Join the waiting list' }).click();
  await expect(heading(page, 'You’re on the waiting list')).toBeFocused();
  await expect(page.getByText('A course of 5')).toBeVisible();
});

test('a course that has begun says so', async ({ page, hub }) => {
  await hub.goOnAt(new Date('2026-11-24T13:00:00Z'));
  await page.clock.setFixedTime(new Date('2026-11-24T13:00:00Z'));
  await visit(page, `/sessions/${SECOND}`);
  await expect(page.getByText('This course can no longer be joined')).toBeVisible();
});
