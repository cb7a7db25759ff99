import { expect, heading, test, visit, type Page } from '../fixtures';

const PAGE = '/childcare-and-money';

const choose = (page: Page, question: string | RegExp, answer: string) =>
  page.getByRole('group', { name: question }).getByLabel(answer, { exact: true }).check();

const show = (page: Page) => page.getByRole('button', { name: 'See what we may get' }).click();

const card = (page: Page, name: string) =>
  page.getByRole('article').filter({ has: page.getByRole('heading', { name, exact: true }) });

/** A working couple with a child who turns two in December. */
async function answer(page: Page, benefit: string): Promise<void> {
  await page.getByLabel('Child 1: date of birth').fill('2024-12-31');
  await choose(page, 'Do you live with a partner?', 'Yes');
  await choose(page, /^Are you in paid work/, 'Yes, and likely to earn that amount or more');
  await choose(page, /^Is your partner in paid work/, 'Yes, and likely to earn that amount or more');
  await choose(page, /income of more than £100,000 a year/, 'No');
  await choose(page, 'Does your household get one of these?', benefit);
}

test('a working couple sees what to do and by when', async ({ page }) => {
  await visit(page, PAGE);
  await answer(page, 'None of these');
  await show(page);
  await expect(page.getByRole('heading', { name: 'What your family may get' })).toBeFocused();
  await expect(card(page, '30 hours for working parents')).toContainText(
    'Born 31 December 2024: from 1 January 2027 · best time to apply: 15 October 2026 to 30 November 2026 · ' +
      'have your code by 31 December 2026',
  );
  await expect(card(page, 'Tax-Free Childcare')).toContainText('now · until 31 August 2036');
  await expect(page).toHaveURL(PAGE);
});

test('with Universal Credit the two ways to pay for childcare are told apart', async ({ page }) => {
  await visit(page, PAGE);
  await answer(page, 'Universal Credit');
  await choose(page, 'What does your household take home, without benefits?', '£408 a month or less');
  await show(page);
  await expect(card(page, 'Universal Credit for childcare')).toContainText('now');
  await expect(card(page, 'Tax-Free Childcare')).toContainText('It does not go with Universal Credit');
  await expect(card(page, '15 hours for two-year-olds')).toContainText('from 1 January 2027');
});

test('only what matters is asked, and nothing that was answered is lost', async ({ page }) => {
  await visit(page, PAGE);
  const due = page.getByLabel('When is the baby due?');
  const second = page.getByLabel('Child 2: date of birth');
  await expect(due).toBeHidden();
  await expect(second).toBeHidden();
  await choose(page, 'Is a baby on the way?', 'Yes');
  await due.fill('2027-03-01');
  await choose(page, 'Is a baby on the way?', 'No');
  await expect(due).toBeHidden();
  await choose(page, 'Is a baby on the way?', 'Yes');
  await expect(due).toHaveValue('2027-03-01');
  await page.getByLabel('Child 1: date of birth').fill('2020-02-29');
  await expect(second).toBeVisible();
});

test('what is wrong is told at once, beside its field', async ({ page }) => {
  await visit(page, PAGE);
  await choose(page, 'Is a baby on the way?', 'Yes');
  await page.getByLabel('Child 1: date of birth').fill('2026-11-24');
  await show(page);
  const summary = page.getByRole('alert');
  await expect(summary).toBeFocused();
  await expect(summary.getByRole('link')).toHaveCount(2);
  await summary.getByRole('link', { name: /^Put in the due date/ }).click();
  await expect(page.getByLabel('When is the baby due?')).toBeFocused();
  await expect(page.getByLabel('When is the baby due?')).toHaveAttribute('aria-invalid', 'true');
});

test('a guide page and back loses nothing; a reload loses everything', async ({ page }) => {
  await visit(page, PAGE);
  await answer(page, 'None of these');
  await show(page);
  await page.getByRole('link', { name: 'In our guide for Child Benefit' }).click();
  await expect(heading(page, 'Child Benefit')).toBeVisible();
  await page.goBack();
  await expect(page.getByLabel('Child 1: date of birth')).toHaveValue('2024-12-31');
  await expect(card(page, 'Child Benefit')).toContainText('Born 31 December 2024');
  await visit(page, PAGE);
  await expect(page.getByLabel('Child 1: date of birth')).toHaveValue('');
  const kept = await page.evaluate(() => [...Object.values(localStorage), ...Object.values(sessionStorage)].join());
  expect(kept).not.toContain('2024-12-31');
});

test('a rate that has ended says so', async ({ page }) => {
  await page.clock.setFixedTime(new Date('2027-04-06T09:00:00Z'));
  await visit(page, PAGE);
  await page.getByLabel('Child 1: date of birth').fill('2024-12-31');
  await show(page);
  await expect(card(page, 'Child Benefit')).toContainText('This amount ended on 5 April 2027.');
});
