import { expect, type BrowserContext, type Page, type Request } from '@playwright/test';

/** Notes what goes wrong on the pages of a browser, whom they speak to and what they keep. */
export class Watch {
  private readonly faults: string[] = [];
  private readonly expected: RegExp[] = [];
  private readonly unanswered = new Set<Request>();

  constructor(private readonly origins: string[]) {}

  over(context: BrowserContext): void {
    context.on('console', (message) => {
      if (message.type() === 'error') this.note(`console: ${message.text()} at ${message.location().url}`);
    });
    context.on('weberror', (fault) => this.note(`error: ${fault.error().stack ?? fault.error().message}`));
    context.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      const isOurs = this.origins.includes(origin) || protocol === 'blob:' || protocol === 'data:';
      if (!isOurs) this.note(`stranger: ${request.url()}`);
      this.unanswered.add(request);
    });
    // An app need not read the body of a refusal.
    context.on('response', (answer) => void (answer.ok() || this.unanswered.delete(answer.request())));
    context.on('requestfinished', (request) => void this.unanswered.delete(request));
    context.on('requestfailed', (request) => void this.unanswered.delete(request));
  }

  /** Waits until the page has asked for everything, has its answers and has drawn them. */
  async settles(page: Page): Promise<void> {
    await twoFrames(page);
    await expect.poll(() => [...this.unanswered].map((request) => request.url())).toEqual([]);
    await twoFrames(page);
  }

  /** These are part of the test. */
  expect(...patterns: RegExp[]): void {
    this.expected.push(...patterns);
  }

  /** The pages may speak to this origin too. */
  allow(origin: string): void {
    this.origins.push(origin);
  }

  async verify(context: BrowserContext): Promise<void> {
    expect(await context.cookies(), 'no page sets a cookie').toEqual([]);
    const surprises = this.faults.filter((fault) => !this.expected.some((pattern) => pattern.test(fault)));
    expect(surprises, 'nothing goes wrong unnoticed').toEqual([]);
  }

  private note(fault: string): void {
    this.faults.push(fault);
  }
}

/** Until what was changed is drawn. */
export function twoFrames(page: Page): Promise<void> {
  return page.evaluate(
    () => new Promise<void>((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn()))),
  );
}

/** What Chromium logs for an answer of this status. */
export const status = (code: number): RegExp => new RegExp(`status of ${code}`);
/** What Chromium logs for a request that does not get through. */
export const LOST = /net::ERR_(FAILED|CONNECTION_FAILED|INTERNET_DISCONNECTED|CONNECTION_REFUSED)/;
