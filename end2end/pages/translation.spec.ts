import { expect, LOST, status, test, type Page } from '../fixtures';
import { data, interfaceWords, squeezed } from '../words';
import { open, SCENES } from './every-page';

// The pseudo-language en-XA has an accent on every letter, is two fifths longer, reads from right to left and
// stands in ⟦ ⟧. Whatever still reads as English, and is not data, was never given to a translator.

const ENGLISH = new Set(interfaceWords());
const DATA = data();
/** What the tests themselves have typed. */
const TYPED = ['Sam Okafor', 'sam.okafor@example.org', 'Alex Reid', 'sleep', 'zzzyx', 'Nowhereville'];

/** What listings, guides and fixed texts say in the same words as the interface. */
const ALSO_DATA = ['Free', 'What to expect', 'Privacy', 'Find the right help', 'Yes', 'No'];

test.beforeEach(async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem('language', JSON.stringify('en-XA')));
});

for (const scene of SCENES) {
  test(`${scene.name}: every word is translated, and fits from right to left`, async ({ page, hub, watch }) => {
    if (scene.status) watch.expect(status(scene.status));
    if (scene.offline) watch.expect(LOST);
    await open(page, hub, scene);
    await watch.settles(page);
    await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
    expect([...new Set((await words(page)).filter(isEnglish))]).toEqual([]);
    await page.setViewportSize({ width: 320, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  });
}

/** Everything the page says, in text, in names for screen readers and in its title. */
async function words(page: Page): Promise<string[]> {
  const said = await page.evaluate(() => {
    const found = [document.title];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const { parentElement, data } = texts.currentNode as Text;
      if (parentElement?.checkVisibility() && !parentElement.closest('script, style')) found.push(data);
    }
    for (const element of document.querySelectorAll('[aria-label], [placeholder], [alt], [title]')) {
      for (const name of ['aria-label', 'placeholder', 'alt', 'title']) found.push(element.getAttribute(name) ?? '');
    }
    return found;
  });
  return said.map(squeezed).filter(Boolean);
}

/** Whether something outside the brackets is neither data nor typed. */
function isEnglish(text: string): boolean {
  let rest = text;
  while (/⟦[^⟦⟧]*⟧/.test(rest)) rest = rest.replace(/⟦[^⟦⟧]*⟧/g, ' · ');
  return rest.split(' · ').map(trimmed).some((piece) => !isData(piece));
}

/** Without the signs that join one piece to the next. */
function trimmed(piece: string): string {
  return piece.replace(/[\u2066-\u2069]/g, '').replace(/^[\s,(.:]+|[\s,).:]+$/g, '');
}

function isData(piece: string): boolean {
  if (!hasWords(piece) || TYPED.includes(piece)) return true;
  // Booking references and postcodes are capitals and digits; addresses for email are made up by the tests.
  if (/^[A-Z0-9 -]+$/.test(piece) || /^family-\d+@example\.org$/.test(piece)) return true;
  if (ENGLISH.has(piece) && !ALSO_DATA.includes(piece)) return false;
  const known = (part: string) => part.length > 1 && DATA.includes(part);
  return known(piece) || piece.split(', ').every((part) => !hasWords(part) || known(part));
}

function hasWords(text: string): boolean {
  return /\p{Letter}/u.test(text);
}
