import { expect, heading, LOST, status, test, visit, type Page } from '../fixtures';
import { BABY_MASSAGE } from '../steps';

test.use({ ownHub: true });

async function open(page: Page): Promise<void> {
  await visit(page, `/services/${BABY_MASSAGE}`);
  await page.getByRole('link', { name: 'Something not right? Suggest a change' }).click();
  await expect(heading(page, 'Suggest a change')).toBeFocused();
}

async function fillIn(page: Page): Promise<void> {
  await page.getByRole('radio', { name: 'The days or times' }).check();
  await page.getByLabel('What should it say?').fill('It begins at half past nine now.');
  await page.getByLabel('Your email, if you want to hear back').fill('sam.okafor@example.org');
}

const send = (page: Page) => page.getByRole('button', { name: 'Send it' }).click();

test('a reader says what is wrong, and it reaches those who keep the page', async ({ page, hub }) => {
  await open(page);
  await fillIn(page);
  await send(page);
  await expect(heading(page, 'Thank you. We have it.')).toBeFocused();
  await expect(page.getByText('They may write to you at sam.okafor@example.org.')).toBeVisible();
  await expect.poll(async () => (await hub.messages()).length).toBe(1);
  const [message] = await hub.messages();
  expect(message).toContain('Is this listing right? Baby massage');
  expect(message).toContain('To: bridgewater-family-hubs@example.org');
  await page.getByRole('link', { name: 'Back to Baby massage' }).click();
  await expect(heading(page, 'Baby massage')).toBeVisible();
  // Nothing of it stays on the phone.
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
});

test('what is wrong is said beside its field, and what is typed stays', async ({ page }) => {
  await open(page);
  await page.getByRole('radio', { name: 'Something else' }).check();
  await page.getByLabel('Your email, if you want to hear back').fill('sam');
  await send(page);
  const summary = page.getByRole('alert').filter({ hasText: '2 things to put right' });
  await expect(summary).toBeFocused();
  await expect(page.getByLabel('What should it say?')).toHaveAccessibleDescription(/Tell us what is wrong/);
  await expect(page.getByRole('radio', { name: 'Something else' })).toBeChecked();
  await summary.getByRole('link', { name: /^Enter an email address in full/ }).click();
  await expect(page.getByLabel('Your email, if you want to hear back')).toBeFocused();
  await expect(page.getByLabel('Your email, if you want to hear back')).toHaveValue('sam');
});

test('with nothing chosen the first choice takes the focus', async ({ page }) => {
  await open(page);
  await send(page);
  await page.getByRole('link', { name: 'Choose one from the list' }).click();
  await expect(page.getByRole('radio', { name: 'It has closed or moved' })).toBeFocused();
});

test('a reload and the way back lose nothing', async ({ page }) => {
  await open(page);
  await fillIn(page);
  await page.reload();
  await expect(page.getByLabel('What should it say?')).toHaveValue('It begins at half past nine now.');
  await page.getByRole('link', { name: 'Baby massage', exact: true }).click();
  await expect(heading(page, 'Baby massage')).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('radio', { name: 'The days or times' })).toBeChecked();
});

test('a lost signal says so, keeps the words and tells once', async ({ page, hub, watch }) => {
  watch.expect(LOST);
  await open(page);
  await fillIn(page);
  // The server hears the first try; its answer is lost.
  await page.route('**/changes', async (route) => {
    await route.fetch();
    await route.abort('connectionfailed');
  }, { times: 1 });
  await send(page);
  const outcome = page.getByRole('alert').filter({ hasText: 'That did not get through' });
  await expect(outcome).toBeFocused();
  await expect(outcome).toContainText('What you typed stays on this page.');
  await expect(page.getByLabel('What should it say?')).toHaveValue('It begins at half past nine now.');
  await send(page);
  await expect(heading(page, 'Thank you. We have it.')).toBeFocused();
  await expect.poll(async () => (await hub.messages()).length).toBe(1);
});

test('words changed after an answer was lost are not lost either', async ({ page, hub, watch }) => {
  watch.expect(LOST, status(409));
  await open(page);
  await fillIn(page);
  await page.route('**/changes', async (route) => {
    await route.fetch();
    await route.abort('connectionfailed');
  }, { times: 1 });
  await send(page);
  await page.getByLabel('What should it say?').fill('It begins at ten now.');
  await send(page);
  await expect(heading(page, 'Thank you. We have it.')).toBeFocused();
  await expect.poll(async () => (await hub.messages()).length).toBe(2);
});
