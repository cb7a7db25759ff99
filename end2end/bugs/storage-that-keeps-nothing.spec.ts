import { expect, heading, test } from '../fixtures';
import { book, MASSAGE } from '../steps';

test.use({ ownHub: true });

// A private window, a full phone or a strict browser keeps nothing: a family still learns that it is booked.
test('a booking is made and shown where the device keeps nothing', async ({ page, hub }) => {
  await page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  const before = await hub.placesLeft(MASSAGE);
  await book(page, MASSAGE);
  await expect(heading(page, 'You’re booked')).toBeVisible();
  expect(await hub.placesLeft(MASSAGE)).toBe(before - 1);
});
