import type { Page } from '@playwright/test';

/** Holds every answer whose address has these words in it until it is let go. */
export async function hold(page: Page, words: string): Promise<() => Promise<void>> {
  const held: (() => void)[] = [];
  let isHolding = true;
  await page.route(
    (url) => url.pathname.startsWith('/api/v1/') && decodeURIComponent(url.href).includes(words),
    async (route) => {
      if (isHolding) await new Promise<void>((go) => held.push(go));
      // An app that no longer waits has given the request up.
      await route.continue().catch(() => undefined);
    },
  );
  return async () => {
    isHolding = false;
    for (const go of held) go();
  };
}
