import { expect, heading, status, test, visit } from '../fixtures';
import { config } from '../hub';

// An address with an unknown id must say so, and must not lead to another page in silence.
for (const address of [
  '/services/00000000-0000-4000-8000-000000000000',
  '/services/nonsense',
  '/services/a%20b',
  '/sessions/no-such-session-2026-11-24',
  '/sessions/no-such-session-2026-11-24/book',
  '/sessions/no-such-session-2026-11-24/book/check',
  '/places/nowhere',
  '/localities/north',
  '/guide/no-such-page',
  '/bookings/nonsense',
  '/no/such/page',
]) {
  test(`nothing is at ${address}, and the page says so`, async ({ page, watch }) => {
    watch.expect(status(404));
    await visit(page, address);
    await watch.settles(page);
    await expect(heading(page, 'A stone is missing here')).toBeVisible();
    await expect(page).toHaveTitle(`A stone is missing here – ${config().title}`);
    await expect(page).toHaveURL(address);
    await page.getByRole('main').getByRole('link', { name: 'Find help near you' }).click();
    await expect(heading(page, 'Find help near you')).toBeFocused();
  });
}
