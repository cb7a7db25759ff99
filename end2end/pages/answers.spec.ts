import { expect, test } from '../fixtures';
import { MASSAGE } from '../steps';

const PAGES = [
  '/',
  '/guide',
  '/guide/sleep-in-the-first-year',
  '/services',
  '/services?q=sleep',
  '/services/007a242a-e223-5ca9-8140-b169d605d1fa',
  '/whats-on',
  `/sessions/${MASSAGE}`,
  `/sessions/${MASSAGE}/book`,
  `/sessions/${MASSAGE}/book/check`,
  '/bookings/00000000-0000-4000-8000-000000000000',
  '/bookings/00000000-0000-4000-8000-000000000000/cancel',
  '/my-bookings',
  '/timeline',
  '/localities/east',
  '/places/oak-lane',
  '/urgent-help',
  '/privacy',
  '/accessibility',
  '/about-data',
];

for (const address of PAGES) {
  test(`${address} is there, with every security header and no cookie`, async ({ request }) => {
    const answer = await request.get(address);
    expect(answer.status()).toBe(200);
    const headers = answer.headers();
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    });
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe-inline');
    expect(policy).not.toMatch(/'unsafe-eval'|https?:|\*/);
    expect(headers).not.toHaveProperty('set-cookie');
  });
}

for (const address of [
  '/nothing-here',
  '/guide/nothing-here',
  '/places/nothing-here',
  '/localities/nothing-here',
  '/sessions/no-such-session-2026-11-24',
  '/services/00000000-0000-4000-8000-000000000000',
  '/gallery',
  '/_shells/app.html',
]) {
  test(`nothing is at ${address}`, async ({ request }) => {
    const answer = await request.get(address);
    expect(answer.status()).toBe(404);
    expect(await answer.text()).toContain('A stone is missing here');
  });
}
