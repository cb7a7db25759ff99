import { expect, heading, test, visit } from '../fixtures';
import { BABY_MASSAGE, REFUGE } from '../steps';

test('a service says when, where, who for and what it costs, and how to come @desktop', async ({ page }) => {
  await visit(page, `/services/${BABY_MASSAGE}`);
  await expect(heading(page, 'Baby massage')).toBeVisible();
  const main = page.getByRole('main');
  for (const [question, answer] of [
    ['When', /^Tomorrow, 10am/],
    ['Where', /^3 places/],
    ['Who for', /^1 to 12 months/],
    ['Cost', /^Free/],
  ] as const) {
    await expect(main.getByRole('term').filter({ hasText: question })).toBeVisible();
    await expect(main.getByRole('definition').filter({ hasText: answer }).first()).toBeVisible();
  }
  // The next sessions say them all on a screen; paper has the first few of those alone.
  await expect(main.getByText('10am to 11am (Baby massage at Oak Lane)')).toBeHidden();
  await expect(main.getByText('No referral needed: come yourself')).toBeVisible();
  await expect(main.getByRole('link', { name: /^Ring/ }).first()).toHaveAttribute('href', /^tel:\d+$/);
  await expect(main.getByRole('link', { name: 'Email' })).toHaveAttribute('href', /^mailto:/);
  await expect(main.getByRole('region', { name: 'Next sessions' }).getByRole('listitem').first()).toContainText('places left');

  const places = main.getByRole('region', { name: 'Getting here' });
  await expect(places.getByRole('heading', { level: 3 })).toHaveCount(3);
  await expect(places.getByText('Open now, until 5pm').first()).toBeVisible();
  await expect(places.getByText('12 Oak Lane, Bridgewater, WA1 3SL')).toBeVisible();
  await expect(places.getByText(/^Buses 4 and 17 stop at Oak Lane/)).toBeVisible();
  await expect(places.getByRole('link', { name: /^See it on a map/ }).first()).toHaveAttribute(
    'href',
    /^https:\/\/www\.openstreetmap\.org\/\?mlat=53\.39798&mlon=-2\.56760/,
  );
  await places.getByText('Opening hours').first().click();
  await expect(places.getByRole('rowheader', { name: 'Monday, today' }).first()).toBeVisible();
  await expect(main.getByText('Details last checked 23 January 2026.')).toBeVisible();
});

test('a private address is said to be private, and there is no map', async ({ page }) => {
  await visit(page, `/services/${REFUGE}`);
  const main = page.getByRole('main');
  await expect(main.getByText(/^The address is kept private/).first()).toBeVisible();
  await expect(main.getByRole('link', { name: /map/ })).toHaveCount(0);
  await expect(main.getByText(/^Every day\s+any time$/)).toBeVisible();
  await expect(main).not.toContainText('Harebell');
});

test('on paper there is what a family needs, and nothing to tap', async ({ page }) => {
  await visit(page, `/services/${BABY_MASSAGE}`);
  await page.emulateMedia({ media: 'print' });
  const main = page.getByRole('main');
  await expect(main.getByText('12 Oak Lane, Bridgewater, WA1 3SL')).toBeVisible();
  await expect(main.getByText('10am to 11am (Baby massage at Oak Lane)')).toBeVisible();
  await expect(main.getByRole('link', { name: /^Ring/ }).first()).toBeVisible();
  for (const gone of [
    page.getByRole('navigation', { name: 'Main' }),
    main.getByRole('button', { name: 'Print' }),
    main.getByRole('link', { name: /^See it on a map/ }).first(),
    main.getByRole('link', { name: /Suggest a change$/ }),
  ]) {
    await expect(gone).toBeHidden();
  }
  const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
  expect(pdf.match(/\/Type \/Page\b/g), 'it is one sheet').toHaveLength(1);
});
