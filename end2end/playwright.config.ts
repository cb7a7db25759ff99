import { defineConfig } from '@playwright/test';

const browser = {
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};

const withoutScript = /without-script\.spec\.ts/;

/** Each worker starts a server of its own on a scratch database: see `hub.ts`. */
export default defineConfig({
  testDir: '.',
  outputDir: 'test-results',
  globalSetup: './prepare.ts',
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  // A machine that also builds may stall a browser for longer than a person would wait; a second try tells the two apart.
  retries: process.env.CI ? 1 : 0,
  workers: 2,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    launchOptions: browser,
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    screenshot: 'only-on-failure',
    // What a worker fetches no test could hold back or break; `offline.spec.ts` lets it in.
    serviceWorkers: 'block',
  },
  projects: [
    {
      name: 'phone',
      use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
      testIgnore: withoutScript,
    },
    {
      // What differs with a keyboard and a wide window; the rest is the same app.
      name: 'desktop',
      use: { viewport: { width: 1280, height: 800 } },
      testIgnore: withoutScript,
      grep: /@desktop/,
    },
    {
      name: 'no-script',
      use: { viewport: { width: 390, height: 844 }, javaScriptEnabled: false },
      testMatch: withoutScript,
    },
  ],
});
