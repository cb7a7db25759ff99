import { readFileSync } from 'node:fs';
import { announced, expect, heading, test, visit, type Page } from '../fixtures';

// The tests' day is Monday 23 November 2026.

/** Puts a child that is born on the timeline, from the form that is open. */
async function addBorn(page: Page, day: string, nickname = ''): Promise<void> {
  await page.getByLabel('The birth date').check();
  await page.getByLabel('When was your child born?').fill(day);
  await page.getByLabel('A nickname, if you like').fill(nickname);
  await page.getByRole('button', { name: 'Show what comes' }).click();
  await expect(page.getByRole('heading', { name: 'Coming up' })).toBeVisible();
}

const part = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

test('a due date shows what is due now, what comes and what is past', async ({ page }) => {
  await visit(page, '/timeline');
  await expect(page.getByText('It is kept on this phone only.')).toBeVisible();
  await page.getByLabel('When is your baby due?').fill('2027-06-02');
  await page.getByRole('group', { name: 'Is it your first baby?' }).getByLabel('No').check();
  await page.getByRole('button', { name: 'Show what comes' }).click();

  await expect(heading(page, 'My timeline')).toBeFocused();
  await expect(announced(page)).toHaveText('Your timeline is up to date');
  await expect(page.getByText('12 weeks today')).toBeVisible();
  await expect(part(page, 'Now')).toContainText('First scan, at 10 to 14 weeks');
  await expect(part(page, 'Now')).toContainText('Wednesday 4 November 2026 to Wednesday 2 December 2026');
  await expect(page.getByRole('link', { name: 'Midwife visit at 28 weeks' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Midwife visit at 25 weeks' })).toHaveCount(0);
  await expect(page.getByText('By Wednesday 4 November 2026')).toBeHidden();
  await page.getByText('Past', { exact: true }).click();
  await expect(page.getByText('By Wednesday 4 November 2026')).toBeVisible();

  await part(page, 'Coming up').getByRole('link', { name: /^RSV vaccine/ }).click();
  await expect(heading(page, /vaccin/i)).toBeVisible();
});

test('vaccinations go by the birth date', async ({ page }) => {
  for (const [birth, there] of [
    ['2024-06-30', 0],
    ['2024-07-01', 1],
  ] as const) {
    await visit(page, '/timeline');
    await addBorn(page, birth);
    await page.getByText('Past', { exact: true }).click();
    await expect(page.getByRole('link', { name: 'Vaccinations at 18 months' })).toHaveCount(there);
    await page.getByRole('button', { name: 'Take off' }).click();
    await expect(page.getByLabel('The due date')).toBeChecked();
  }
});

test('a baby who came early is told which age counts for what', async ({ page }) => {
  await visit(page, '/timeline');
  await page.getByLabel('The birth date').check();
  await page.getByLabel('When was your child born?').fill('2026-06-01');
  await page.getByLabel('If early: when was your baby due?').fill('2026-07-27');
  await page.getByRole('button', { name: 'Show what comes' }).click();
  await expect(page.getByText('Born 8 weeks early.')).toBeVisible();
  await expect(page.getByText('Corrected age today: 3 months.')).toBeVisible();
});

test('several children are kept on the phone, changed and taken off', async ({ page }) => {
  await visit(page, '/timeline');
  await addBorn(page, '2026-09-28', 'Ada');
  await page.getByRole('button', { name: 'Add another child' }).click();
  await expect(heading(page, 'My timeline')).toBeFocused();
  await addBorn(page, '2023-08-31', 'Ben');
  await expect(part(page, 'Now')).toContainText('By Friday 15 January 2027 · Ben');

  await page.reload();
  await expect(part(page, 'Now')).toContainText('From Monday 23 November 2026 · Ada');
  await page.getByRole('button', { name: 'Change Ben' }).click();
  await expect(page.getByLabel('When was your child born?')).toHaveValue('2023-08-31');
  await page.getByLabel('When was your child born?').fill('2023-09-01');
  await page.getByRole('button', { name: 'Show what comes' }).click();
  await expect(part(page, 'Now')).not.toContainText('By Friday 15 January 2027');
  await page.getByRole('button', { name: 'Take off Ben' }).click();
  await expect(announced(page)).toHaveText('Taken off your timeline');
  await expect(page.getByRole('button', { name: 'Change Ben' })).toHaveCount(0);
});

test('what cannot be is told beside its field', async ({ page }) => {
  await visit(page, '/timeline');
  const send = page.getByRole('button', { name: 'Show what comes' });
  await send.click();
  await expect(page.getByRole('alert')).toBeFocused();
  for (const [kind, label, day, words] of [
    ['The due date', 'When is your baby due?', '2027-09-14', 'This is more than 42 weeks away'],
    ['The due date', 'When is your baby due?', '2026-10-31', 'This is more than three weeks ago'],
    ['The birth date', 'When was your child born?', '2026-11-24', 'This day has not come yet'],
    ['The birth date', 'When was your child born?', '2006-11-22', 'This is more than 20 years ago'],
  ] as const) {
    await page.getByLabel(kind).check();
    await page.getByLabel(label).fill(day);
    await send.click();
    await expect(page.getByLabel(label)).toHaveAccessibleDescription(new RegExp(words));
    await page.getByRole('alert').getByRole('link', { name: new RegExp(words) }).click();
    await expect(page.getByLabel(label)).toBeFocused();
  }
});

test('the calendar file is made on the phone and comes again with the same names', async ({ page }) => {
  await visit(page, '/timeline');
  await addBorn(page, '2026-09-28', 'Ada');
  const file = async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Add to my calendar' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('my-timeline.ics');
    return readFileSync(await download.path(), 'utf8');
  };
  const uids = (text: string) => text.split('\r\n').filter((line) => line.startsWith('UID:'));
  const first = await file();
  expect(first).toContain('DTSTART;VALUE=DATE:20261123\r\nDTEND;VALUE=DATE:20261124\r\n');
  expect(first).toContain('SUMMARY:Vaccinations at 8 weeks (Ada)\r\n');
  await page.getByRole('button', { name: 'Change Ada' }).click();
  await page.getByLabel('When was your child born?').fill('2026-09-29');
  await page.getByRole('button', { name: 'Show what comes' }).click();
  const second = await file();
  expect(second).toContain('DTSTART;VALUE=DATE:20261124\r\n');
  expect(uids(second)).toEqual(uids(first));
});

test('nothing of a child is in the address, and no trace stays', async ({ page }) => {
  await visit(page, '/timeline');
  await addBorn(page, '2026-09-28', 'Ada');
  expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/timeline');
  await page.getByRole('button', { name: 'Leave no trace on this phone' }).click();
  await expect(announced(page)).toHaveText('Nothing of ours is left on this phone');
  expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
  await page.reload();
  await expect(page.getByLabel('When is your baby due?')).toBeVisible();
});
