// How long the app takes from a tap to the paint that answers it, on a processor slowed to a quarter.
// node end2end/speed.mjs ADDRESS CHROMIUM
import { chromium } from '@playwright/test';

const [address, executablePath] = process.argv.slice(2);
const SLOWER = 4;
const TAPS = 60;
const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } };
const GUIDES = ['sleep-in-the-first-year', 'crying', 'baby-massage-and-touch', 'starting-solid-food', 'breastfeeding', 'bottle-feeding'];

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });

/** A page that is rested, cached and slow. */
async function slow(viewport, path) {
  const page = await (await browser.newContext({ viewport, locale: 'en-GB', timezoneId: 'Europe/London' })).newPage();
  await page.goto(address + path, { waitUntil: 'networkidle' });
  await page.evaluate(() => navigator.serviceWorker?.ready);
  await page.waitForTimeout(3_000);
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  return page;
}

/** Arms the page: milliseconds from the next click to the document that `changes` marks, and to its paint. */
const armed = (page, changes) =>
  page.evaluate((changes) => {
    window.measured = new Promise((done) => {
      let began = 0;
      addEventListener('click', (event) => (began ||= event.timeStamp), { capture: true, once: true });
      const text = () => document.querySelector(changes)?.textContent;
      const before = text();
      const observer = new MutationObserver(() => {
        const now = text();
        if (!began || now === undefined || now === before) return;
        observer.disconnect();
        const drawn = performance.now() - began;
        // The task after the next frame's callbacks comes when that frame has been handed over.
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => done({ drawn, painted: performance.now() - began });
          port2.postMessage(0);
        });
      });
      observer.observe(document, { childList: true, subtree: true, characterData: true });
    });
  }, changes);

/** The times of one tap; nothing where the answer does not differ from what is there. */
const answered = (page) => page.evaluate(() => Promise.race([window.measured, new Promise((done) => setTimeout(done, 3_000))]));

function told(name, times) {
  const at = (part, share) => {
    const sorted = times.map((time) => time[part]).sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]?.toFixed(0).padStart(6);
  };
  console.log(`${name.padEnd(24)} ${String(times.length).padStart(4)} ${at('drawn', 0.5)} ${at('drawn', 0.95)} ${at('painted', 0.5)} ${at('painted', 0.95)}`);
}

console.log('                         taps  drawn p50 p95   painted p50 p95, in ms');
for (const [size, viewport] of Object.entries(SIZES)) {
  const page = await slow(viewport, '/services?near=WA5+1AA');
  const opener = page.getByRole('button', { name: 'Filters', exact: true });
  if (await opener.isVisible()) await opener.click();
  const boxes = page.locator('form#filters input[type=checkbox]:enabled');
  const chosen = page.locator('form#filters input[type=checkbox]:checked');
  const times = [];
  for (let tap = 0; tap < TAPS; tap += 1) {
    // On and off again, from one kind to the next.
    const box = tap % 2 ? chosen.first() : boxes.nth((tap * 3) % (await boxes.count()));
    await box.evaluate((box) => {
      for (const facet of document.querySelectorAll('#filters details')) facet.open = facet.contains(box);
    });
    await box.scrollIntoViewIfNeeded();
    await page.waitForTimeout(600);
    await armed(page, '#count');
    await box.click();
    const time = await answered(page);
    if (time) times.push(time);
  }
  told(`a filter, ${size}`, times);
  await page.context().close();
}

const page = await slow(SIZES.phone, '/guide/' + GUIDES[0]);
const moves = [];
for (let tap = 0; tap < GUIDES.length * 6; tap += 1) {
  const next = GUIDES[(tap + 1) % GUIDES.length];
  await page.evaluate((next) => {
    const link = Object.assign(document.createElement('a'), { id: 'next', href: '/guide/' + next, textContent: next });
    document.querySelector('#main h1').after(link);
  }, next);
  await page.waitForTimeout(600);
  await armed(page, 'h1');
  await page.locator('#next').click();
  const time = await answered(page);
  // The first round fetches the texts.
  if (time && tap >= GUIDES.length) moves.push(time);
}
told('guide to guide, phone', moves);
await browser.close();
