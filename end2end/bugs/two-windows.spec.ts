import { expect, heading, test, visit } from '../fixtures';
import { book, DROP_IN, MASSAGE, ONE_TO_ONE } from '../steps';

test.use({ ownHub: true });

// Each window keeps when it last heard of its booking, which the other one took for news, and asked, and kept, for ever.
test('two windows with two bookings leave the server alone', async ({ page, context }) => {
  await book(page, MASSAGE);
  const first = page.url();
  await book(page, ONE_TO_ONE);
  const other = await context.newPage();
  await other.goto(first);
  await expect(heading(other, 'You’re booked')).toBeVisible();
  let asked = 0;
  for (const window of [page, other]) {
    window.on('request', (request) => (asked += Number(/\/api\/v1\/bookings\//.test(request.url()))));
  }
  await page.reload();
  await expect(heading(page, 'You’re booked')).toBeVisible();
  // The time it takes to load another page is enough for a hundred questions.
  const elsewhere = await context.newPage();
  await visit(elsewhere, `/sessions/${DROP_IN}`);
  expect(asked).toBeLessThanOrEqual(2);
});
