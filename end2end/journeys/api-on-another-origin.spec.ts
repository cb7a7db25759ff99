import { expect, heading, test as base } from '../fixtures';
import { freePort, Hub } from '../hub';
import { serveFiles } from '../static-server';
import { checkAnswers, confirm, fillIn, findBabyMassage, MASSAGE } from '../steps';

/** Files from a plain web host on one port, the API on another. */
const test = base.extend<{ files: string }>({
  files: async ({}, use) => use(`http://127.0.0.1:${await freePort()}`),
  hub: async ({ files }, use) => {
    const hub = await Hub.start(['--allow-origin', files]);
    const server = await serveFiles(Number(new URL(files).port), hub.url);
    await use(hub);
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    await hub.stop();
  },
  baseURL: async ({ hub: _, files }, use) => use(files),
});

test('the whole journey passes with the API on another origin', async ({ page, hub, watch, files }) => {
  watch.allow(files);
  await findBabyMassage(page);
  await page.getByRole('link', { name: 'Book a place' }).click();
  await fillIn(page);
  await checkAnswers(page);
  await confirm(page);
  await expect(heading(page, 'You’re booked')).toBeVisible();
  expect(await hub.placesLeft(MASSAGE)).toBe(9);

  const [calendar] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Add to calendar' }).click(),
  ]);
  expect(calendar.url()).toContain(hub.url);
  await page.reload();
  await expect(heading(page, 'You’re booked')).toBeVisible();
  await page.getByRole('link', { name: 'Cancel', exact: true }).click();
  await page.getByRole('button', { name: 'Yes, cancel my place' }).click();
  await expect(heading(page, 'Thank you. Someone else can come.')).toBeVisible();
  expect(await hub.placesLeft(MASSAGE)).toBe(10);
});

test('the API answers browsers of the configured origins alone', async ({ hub, files }) => {
  const allowed = async (origin: string) => {
    const answer = await fetch(`${hub.url}/api/v1/health`, { headers: { origin } });
    return answer.headers.get('access-control-allow-origin');
  };
  expect(await allowed(files)).toBe(files);
  expect(await allowed('https://elsewhere.example.org')).toBeNull();
});
