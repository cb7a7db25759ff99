import { expect, heading, isAlive, test } from '../fixtures';
import { beginBooking, checkAnswers, fillIn, MASSAGE, SAM } from '../steps';

test('every problem is told at once, beside its field and at the top @desktop', async ({ page }) => {
  await beginBooking(page, MASSAGE);
  await page.getByLabel('Your email or mobile').fill('sam@');
  await page.getByRole('button', { name: 'Check my answers' }).click();

  const summary = page.getByRole('alert', { name: '3 things to put right' });
  await expect(summary).toBeFocused();
  const age = page.getByLabel('Your child’s age on the day');
  const name = page.getByLabel('Your name');
  const contact = page.getByLabel('Your email or mobile');
  await expect(age).toHaveAccessibleDescription(/Choose your child’s age on the day/);
  await expect(name).toHaveAccessibleDescription(/Enter your name/);
  await expect(contact).toHaveAccessibleDescription(/Enter an email address in full/);
  for (const field of [age, name, contact]) await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(contact).toHaveValue('sam@');

  await summary.getByRole('link', { name: 'Enter your name' }).click();
  await expect(name).toBeFocused();
  await fillIn(page);
  await checkAnswers(page);
});

test('nothing typed is lost on reload, on back and on forward', async ({ page }) => {
  await beginBooking(page, MASSAGE);
  await fillIn(page);
  await page.getByRole('button', { name: 'One more: Adults' }).click();
  await page.getByText('Anything that would make it easier to come?').click();
  await page.getByLabel('What would help').fill('A quiet corner');

  const isAllThere = async () => {
    await expect(page.getByRole('spinbutton', { name: 'Adults' })).toHaveValue('2');
    await expect(page.getByLabel('Your child’s age on the day')).toHaveValue('5');
    await expect(page.getByLabel('Your name')).toHaveValue(SAM.name);
    await expect(page.getByLabel('Your email or mobile')).toHaveValue(SAM.contact);
    await expect(page.getByLabel('What would help')).toHaveValue('A quiet corner');
  };
  await page.reload();
  await isAllThere();
  await page.goBack();
  await expect(heading(page, 'Baby massage at Oak Lane')).toBeVisible();
  await page.goForward();
  await isAllThere();

  await checkAnswers(page);
  await expect(page.getByText('2 adults and 1 child')).toBeVisible();
  await page.getByRole('link', { name: 'Change Your name' }).click();
  await isAllThere();
  await checkAnswers(page);
  await page.reload();
  await isAlive(page);
  await expect(page.getByText('A quiet corner')).toBeVisible();
  await page.goBack();
  await isAllThere();
});

for (const [age, words] of [
  ['1 month', 'This session is for: 2 to 12 months. Your child will be too young on the day.'],
  ['13 months', 'This session is for: 2 to 12 months. Your child will be too old on the day.'],
] as const) {
  test(`a child of ${age} is told so before anything is sent`, async ({ page }) => {
    await beginBooking(page, MASSAGE);
    await fillIn(page, age);
    await page.getByRole('button', { name: 'Check my answers' }).click();
    await expect(page.getByRole('alert', { name: 'One thing to put right' })).toBeFocused();
    await expect(page.getByLabel('Your child’s age on the day')).toHaveAccessibleDescription(new RegExp(words));
    await expect(page.getByLabel('Your name')).toHaveValue(SAM.name);
    await expect(page.getByLabel('Your name')).not.toHaveAttribute('aria-invalid');
  });
}

test('the age of each child is asked', async ({ page }) => {
  await beginBooking(page, MASSAGE);
  await page.getByRole('button', { name: 'One more: Children' }).click();
  await page.getByLabel('Age of child 1 on the day').selectOption({ label: '5 months' });
  await page.getByLabel('Age of child 2 on the day').selectOption({ label: '4 years' });
  await page.getByLabel('Your name').fill(SAM.name);
  await page.getByLabel('Your email or mobile').fill(SAM.contact);
  await page.getByRole('button', { name: 'Check my answers' }).click();
  await expect(page.getByLabel('Age of child 2 on the day')).toHaveAccessibleDescription(/too old on the day/);
  await expect(page.getByLabel('Age of child 1 on the day')).not.toHaveAttribute('aria-invalid');
  await page.getByRole('button', { name: 'One fewer: Children' }).click();
  await checkAnswers(page);
});

test('a session of children cannot be booked with none', async ({ page }) => {
  await beginBooking(page, MASSAGE);
  await expect(page.getByRole('button', { name: 'One fewer: Children' })).toHaveAttribute('aria-disabled', 'true');
  await expect(page.getByRole('button', { name: 'One fewer: Adults' })).toHaveAttribute('aria-disabled', 'true');
});

test('the page of answers leads to the form when nothing is filled in', async ({ page }) => {
  await page.goto(`/sessions/${MASSAGE}/book/check`);
  await expect(heading(page, 'Something is still missing')).toBeVisible();
  await page.getByRole('link', { name: 'Go to the form' }).click();
  await expect(heading(page, 'Who is coming?')).toBeFocused();
});
