import { announced, expect, heading, isAlive, visit, type Page } from './fixtures';
import type { Hub } from './hub';

/** A family that books in most tests. */
export const SAM = { name: 'Sam Okafor', contact: 'sam.okafor@example.org' };
/** Another one, that books through the API. */
export const ALEX = { name: 'Alex Reid', contact: 'alex.reid@example.org', children: ['5'] };

/** Services of the sample. */
export const BABY_MASSAGE = '007a242a-e223-5ca9-8140-b169d605d1fa';
export const REFUGE = '79075340-439d-5fee-95f6-385aef1c6de0';

/** Sessions of the sample in the weeks after the tests' Monday. */
export const MASSAGE = 'baby-massage-oak-lane-2026-11-24';
export const ONE_TO_ONE = 'feeding-one-to-one-kingfisher-2026-11-30';
/** Eight places, one for each child. */
export const LITTLE_LIGHTS = 'autism-stay-and-play-kingfisher-2026-11-26';
export const DROP_IN = 'baby-weigh-kingfisher-2026-11-24';

export async function search(page: Page, words: string, near = ''): Promise<void> {
  await page.getByLabel('What do you need?').fill(words);
  await page.getByLabel('Where?').fill(near);
  await page.getByRole('button', { name: 'Find help' }).click();
}

/** Opens the booking form from a session's page. */
export async function beginBooking(page: Page, session: string): Promise<void> {
  await visit(page, `/sessions/${session}`);
  await page.getByRole('link', { name: 'Book a place' }).click();
  await expect(heading(page, 'Who is coming?')).toBeVisible();
}

/** One adult, one baby, and how to reach them. */
export async function fillIn(page: Page, age = '5 months', { name, contact } = SAM): Promise<void> {
  await page.getByLabel('Your child’s age on the day').selectOption({ label: age });
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Your email or mobile').fill(contact);
}

export async function checkAnswers(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Check my answers' }).click();
  await expect(heading(page, 'Is this right?')).toBeVisible();
}

export async function confirm(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Book my place' }).click();
}

/** Fills in and sends the form of a session. */
export async function book(page: Page, session: string): Promise<void> {
  await beginBooking(page, session);
  await fillIn(page);
  await checkAnswers(page);
  await confirm(page);
  await expect(heading(page, 'You’re booked')).toBeVisible();
}

/** Joins the waiting list of a session that is full. */
export async function join(page: Page, session: string): Promise<void> {
  await visit(page, `/sessions/${session}`);
  await page.getByRole('link', { name: 'Join the waiting list' }).click();
  await expect(heading(page, 'Who is coming?')).toBeVisible();
  await fillIn(page);
  await checkAnswers(page);
  await page.getByRole('button', { name: 'Join the waiting list' }).click();
  await expect(heading(page, 'You’re on the waiting list')).toBeFocused();
}

/** Joins, and is offered the place that another family gives back. */
export async function isOffered(page: Page, hub: Hub, session: string): Promise<void> {
  const taken = await hub.book(session, ALEX);
  await join(page, session);
  await hub.change(taken, { change: 'cancel' });
  await page.reload();
  await expect(heading(page, 'There is a place for you')).toBeVisible();
}

/** From the front page to a session of baby massage, by words and a postcode. */
export async function findBabyMassage(page: Page): Promise<void> {
  await visit(page, '/');
  await search(page, 'baby massage', 'WA1 1AA');
  await expect(announced(page)).toContainText('for “baby massage” near WA1 1AA');
  await page.getByRole('link', { name: 'Baby massage', exact: true }).click();
  await expect(heading(page, 'Baby massage')).toBeVisible();
  await page.getByRole('link', { name: 'Baby massage at Oak Lane', exact: true }).first().click();
  await expect(heading(page, 'Baby massage at Oak Lane')).toBeVisible();
  await isAlive(page);
}
