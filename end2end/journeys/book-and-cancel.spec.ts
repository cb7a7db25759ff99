import { readFile } from 'node:fs/promises';
import { expect, heading, test, type Page } from '../fixtures';
import { checkAnswers, confirm, fillIn, findBabyMassage, MASSAGE, SAM } from '../steps';

test.use({ ownHub: true });

test('a family finds a session, books it and gives it back @desktop', async ({ page, hub, anotherDevice }) => {
  const before = await hub.placesLeft(MASSAGE);
  await findBabyMassage(page);
  await expect(page.getByText(`${before} places left`)).toBeVisible();

  const taps = await countTaps(page);
  await page.getByRole('link', { name: 'Book a place' }).click();
  await expect(heading(page, 'Who is coming?')).toBeFocused();
  expect(await fieldsToFill(page)).toEqual(['Your child’s age on the day', 'Your name', 'Your email or mobile']);
  await fillIn(page);
  await checkAnswers(page);
  await expect(page.getByText('1 adult and 1 child')).toBeVisible();
  await confirm(page);
  await expect(heading(page, 'You’re booked')).toBeFocused();
  expect(await taps()).toBeLessThanOrEqual(4);
  expect(await hub.placesLeft(MASSAGE)).toBe(before - 1);

  const reference = await page.getByRole('strong').innerText();
  expect(reference).toMatch(/^[2-9A-Z]{3}-[2-9A-Z]{3}$/);
  const calendar = await calendarFile(page);
  expect(calendar[0]).toBe('BEGIN:VCALENDAR');
  expect(calendar).toContain('SUMMARY:Baby massage at Oak Lane');
  expect(calendar).toContain('DTSTART:20261124T100000Z');

  const message = await firstMessage(hub);
  expect(message).toContain(`To: ${SAM.contact}`);
  expect(message).toContain(`Reference: ${reference}`);

  const other = await anotherDevice();
  await other.goto(privateLink(message));
  await expect(heading(other, 'You’re booked')).toBeVisible();
  await expect(other.getByText(reference)).toBeVisible();
  expect(new URL(other.url()).hash, 'the secret is taken off the address').toBe('');
  await other.getByRole('link', { name: 'Cancel', exact: true }).click();
  await expect(heading(other, 'Cancel your place?')).toBeFocused();
  await other.getByRole('button', { name: 'Yes, cancel my place' }).click();
  await expect(heading(other, 'Thank you. Someone else can come.')).toBeVisible();
  expect(await hub.placesLeft(MASSAGE)).toBe(before);
});

test('from the guide to a place in a group @desktop', async ({ page, hub }) => {
  await page.goto('/guide/baby-massage-and-touch');
  const nearYou = page.getByRole('region', { name: 'Near you: next sessions' });
  await nearYou.getByRole('link', { name: /^Book Baby massage at Oak Lane, Tuesday 24 November/ }).click();
  await fillIn(page);
  await checkAnswers(page);
  await confirm(page);
  await expect(heading(page, 'You’re booked')).toBeVisible();
  await expect(page.getByText('See you on Tuesday 24 November.')).toBeVisible();
  expect(await hub.placesLeft(MASSAGE)).toBe(9);
});

test('a family without email gives a mobile number', async ({ page, hub }) => {
  await page.goto(`/sessions/${MASSAGE}/book`);
  await fillIn(page, '5 months', { name: 'Sam Okafor', contact: '07700 900123' });
  await checkAnswers(page);
  await confirm(page);
  await expect(page.getByText('We will send the details to')).toContainText('07700900123');
  expect(await hub.placesLeft(MASSAGE)).toBe(9);
});

/** Counts taps on this page from now on; the journey never leaves it. */
async function countTaps(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const count = { taps: 0 };
    addEventListener('click', ({ isTrusted }) => void (count.taps += Number(isTrusted)), true);
    Object.assign(window, { count });
  });
  return () => page.evaluate(() => (window as unknown as { count: { taps: number } }).count.taps);
}

/** The labels of the fields in sight that come empty. */
async function fieldsToFill(page: Page): Promise<string[]> {
  const fields = page.getByRole('main').locator('input:visible, select:visible, textarea:visible');
  return fields.evaluateAll((all) => {
    const empty = (all as HTMLInputElement[]).filter(({ value }) => value === '');
    return empty.map(({ labels }) => labels?.[0]?.textContent?.trim() ?? '');
  });
}

async function calendarFile(page: Page): Promise<string[]> {
  const arrives = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Add to calendar' }).click();
  const download = await arrives;
  expect(download.suggestedFilename()).toMatch(/\.ics$/);
  const text = await readFile(await download.path(), 'utf8');
  // A long line goes on after a line break and a space (RFC 5545, 3.1).
  return text.replace(/\r\n[ \t]/g, '').split('\r\n');
}

async function firstMessage(hub: { messages(): Promise<string[]> }): Promise<string> {
  await expect.poll(async () => (await hub.messages()).length, { message: 'the message is written' }).toBe(1);
  const [message] = await hub.messages();
  return message ?? '';
}

function privateLink(message: string): string {
  const link = /http:\/\/[^\s"<]+\/bookings\/[0-9a-f-]+#[0-9a-f]{32}/.exec(message);
  expect(link, 'the message has the private link').not.toBeNull();
  return link![0];
}
