import { expect, goesOffline, heading, isBackOnline, test, visit } from '../fixtures';

test('a parent finds a page by stage and by topic', async ({ page }) => {
  await visit(page, '/guide');
  await page.getByRole('link', { name: /^Toddler/ }).click();
  await expect(heading(page, 'Toddler')).toBeFocused();
  await page.getByRole('link', { name: /^Toddler sleep/ }).or(page.getByRole('link', { name: /sleep/i })).first().click();
  await expect(page.getByRole('region', { name: 'Do this first' })).toBeVisible();
  await page.getByRole('link', { name: 'Toddler', exact: true }).click();
  await expect(heading(page, 'Toddler')).toBeVisible();
  await page.getByRole('link', { name: 'The guide' }).click();
  await page.getByRole('link', { name: 'Money and housing' }).click();
  await expect(heading(page, 'Money and housing')).toBeVisible();
  await expect(page.getByRole('link', { name: /^Child Benefit/ })).toBeVisible();
});

for (const [words, slug] of [
  ['won’t sleep', /sleep/],
  ['potty', /potty-training/],
  ['30 hours', /childcare-for-working-parents/],
  ['brestfeeding', /breastfeeding/],
  ['ehcp', /ehc-plans/],
] as const) {
  test(`the one search box finds the guide page on “${words}”`, async ({ page }) => {
    await visit(page, '/');
    await page.getByRole('combobox').fill(words);
    await page.getByRole('combobox').press('Enter');
    const guides = page.getByRole('region', { name: 'From the guide' });
    const found = async () => guides.getByRole('link').evaluateAll((links) => links.map((link) => link.getAttribute('href')).join(' '));
    await expect.poll(found).toMatch(slug);
  });
}

test('a page shows who can help, near a place once it is known', async ({ page }) => {
  await visit(page, '/services?near=WA1+1AA');
  await page.getByRole('combobox').fill('sleep');
  await page.getByRole('combobox').press('Enter');
  await page.getByRole('region', { name: 'From the guide' }).getByRole('link').first().click();
  const help = page.getByRole('region', { name: 'Who can help near you' });
  await expect(help.getByRole('listitem')).not.toHaveCount(0);
});

test.describe('“Was this page useful?”', () => {
  test.use({ ownHub: true });

  test('takes one tap, or two with a reason, and says thank you', async ({ page, context, watch }) => {
    await visit(page, '/guide/potty-training');
    const asked = page.getByRole('region', { name: 'Was this page useful?' });
    await asked.getByRole('button', { name: 'No' }).click();
    await page.getByRole('button', { name: 'It is hard to read' }).click();
    await expect(page.getByRole('region', { name: 'Thank you' })).toBeFocused();

    await visit(page, '/guide/potty-training');
    watch.expect(/ERR_INTERNET_DISCONNECTED|Failed to fetch|net::ERR/);
    await goesOffline(context);
    await asked.getByRole('button', { name: 'Yes' }).click();
    await expect(page.getByText('That did not get through. Try again when you have signal.')).toBeVisible();
    await isBackOnline(context);
    await page.getByRole('button', { name: 'Try again' }).click();
    await asked.getByRole('button', { name: 'Yes' }).click();
    await expect(page.getByRole('region', { name: 'Thank you' })).toBeFocused();
  });
});
