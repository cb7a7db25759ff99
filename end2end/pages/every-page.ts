import { visit, type Page } from '../fixtures';
import type { Hub } from '../hub';
import { ALEX, BABY_MASSAGE, DROP_IN, MASSAGE, ONE_TO_ONE, REFUGE, SAM } from '../steps';

const NOBODYS = '00000000-0000-4000-8000-000000000000';
/** Has one place, which another family takes. */
const FULL = 'feeding-one-to-one-kingfisher-2026-12-07';
/** For bookings through the API that only show a page. */
const ROOMY = 'stay-and-play-kingfisher-2026-11-26';

/** One page in one state, and how a family comes to it in any language. */
export interface Scene {
  name: string;
  address: string | ((hub: Hub) => Promise<string>);
  /** What is done there to come to this state. */
  then?: (page: Page) => Promise<void>;
  heading: string;
  /** What the tab says before the hub's name, where that is not the heading. */
  title?: string;
  /** The answer of this status is part of the scene. */
  status?: number;
  /** The scene is one of a lost connection. */
  offline?: boolean;
}

export async function open(page: Page, hub: Hub, { address, then }: Scene): Promise<void> {
  await visit(page, typeof address === 'string' ? address : await address(hub));
  await then?.(page);
}

/** A booking made through the API, by its private link. */
const booking = (rest = '') => async (hub: Hub) => {
  const { id, token } = await hub.book(ROOMY, { ...ALEX, contact: `family-${++families}@example.org` });
  return `/bookings/${id}${rest}#${token}`;
};
let families = 0;

/** A list of a service that is listed and one that is gone. */
const saved = () => async (page: Page) => {
  await page.evaluate(
    ([listed, closed, gone]) => {
      const note = 'sleep';
      [gone, closed, listed].forEach((id, turn) =>
        localStorage.setItem(`saved:${id}`, JSON.stringify({ turn, id, name: 'Alex Reid', note })),
      );
    },
    [BABY_MASSAGE, REFUGE, NOBODYS],
  );
  await visit(page, '/saved');
  await page.locator('.tag').first().waitFor();
};

const fullSession = async (hub: Hub) => {
  if ((await hub.placesLeft(FULL)) > 0) await hub.book(FULL, ALEX);
  return `/sessions/${FULL}`;
};

/** A family on the waiting list of a session that is full, by its private link. */
const waiting = (rest = '') => async (hub: Hub) => {
  await fullSession(hub);
  const { id, token } = await hub.wait(FULL, { ...ALEX, contact: `family-${++families}@example.org` });
  return `/bookings/${id}${rest}#${token}`;
};

/** A family that is offered the one place of a session, which the family before it gives back. */
const offered = (rest = '') => async (hub: Hub) => {
  const family = () => ({ ...ALEX, contact: `family-${++families}@example.org` });
  const before = holders.get(hub.url) ?? (await hub.book(ONE_TO_ONE, family()));
  const next = await hub.wait(ONE_TO_ONE, family());
  await hub.change(before, { change: 'cancel' });
  holders.set(hub.url, next);
  return `/bookings/${next.id}${rest}#${next.token}`;
};
const holders = new Map<string, { id: string; token: string }>();

export const SCENES: Scene[] = [
  { name: 'home', address: '/', heading: 'Kind people, free groups and good advice, close to home.', title: '' },
  { name: 'the guide', address: '/guide', heading: 'The guide' },
  {
    name: 'a guide page with a class near you',
    address: '/guide/baby-massage-and-touch',
    heading: 'Baby massage and touch',
  },
  { name: 'a guide page on sleep', address: '/guide/sleep-in-the-first-year', heading: 'Sleep in the first year' },
  { name: 'a guide page on food', address: '/guide/starting-solid-food', heading: 'Starting solid food' },
  { name: 'the guide pages of a stage', address: '/guide/stage/toddler', heading: 'Toddler' },
  { name: 'the guide pages on a topic', address: '/guide/topic/money-and-housing', heading: 'Money and housing' },
  { name: 'no such stage', address: '/guide/stage/none', heading: 'A stone is missing here', status: 404 },
  { name: 'the first question on the way to help', address: '/help', heading: 'Find the right help' },
  { name: 'a question on the way to help', address: '/help/new-baby', heading: 'A new baby' },
  { name: 'a question for a teenager', address: '/help/me', heading: 'This is for me' },
  { name: 'an answer', address: '/help/new-baby/feeding', heading: 'Help with feeding' },
  {
    name: 'an answer about danger',
    address: '/help/parent/abuse',
    heading: 'If someone hurts, scares or controls you',
  },
  { name: 'an answer nobody knows', address: '/help/me/nothing', heading: 'A stone is missing here', status: 404 },
  { name: 'childcare and money', address: '/childcare-and-money', heading: 'What could your family get?', title: 'Childcare and money' },
  {
    name: 'what a family may get',
    address: '/childcare-and-money',
    then: async (page) => {
      await page.locator('#born-1').fill('2024-12-31');
      await page.locator('#support-1').check();
      await page.locator('#questions button[type="submit"]').click();
      await page.locator('#found').waitFor();
      // From the top, where no question lies half under the head of the page.
      await page.evaluate(() => window.scrollTo(0, 0));
    },
    heading: 'What could your family get?',
    title: 'Childcare and money',
  },
  { name: 'all services', address: '/services', heading: 'Find help near you' },
  {
    name: 'services near a postcode',
    address: '/services?q=sleep&near=WA1+1AA&age=5&free=1',
    heading: 'Find help near you',
  },
  {
    name: 'services on a map',
    address: '/services?near=WA1+1AA&age=5&view=map',
    then: (page) => page.locator('.map__pin').first().waitFor(),
    heading: 'Find help near you',
  },
  {
    name: 'services on a map that did not come',
    address: '/services?near=WA1+1AA&view=map',
    then: async (page) => {
      await page.route('**/area.json', (route) => route.abort('connectionfailed'));
      await page.route('**/assets/map.*', (route) => route.abort('connectionfailed'));
      await page.reload();
      await page.locator('[data-action="retry"]').waitFor();
    },
    heading: 'Find help near you',
    offline: true,
  },
  { name: 'services outside the borough', address: '/services?near=M1+1AA', heading: 'Find help near you' },
  { name: 'no services found', address: '/services?q=zzzyx', heading: 'Find help near you' },
  { name: 'a postcode that is none', address: '/services?near=WA1+1A', heading: 'Find help near you' },
  {
    name: 'a place nobody knows',
    address: '/services?near=Nowhereville',
    heading: 'Find help near you',
    status: 422,
  },
  {
    name: 'services without a signal',
    address: '/',
    then: async (page) => {
      await page.route('**/api/v1/services?*', (route) => route.abort('connectionfailed'));
      await page.getByRole('combobox').fill('sleep');
      await page.getByRole('combobox').press('Enter');
      await page.waitForURL('**/services?q=sleep');
    },
    heading: 'Find help near you',
    offline: true,
  },
  { name: 'a service', address: `/services/${BABY_MASSAGE}`, heading: 'Baby massage' },
  { name: 'a service with a private address', address: `/services/${REFUGE}`, heading: 'Lanternside refuge' },
  {
    name: 'a service nobody knows',
    address: `/services/${NOBODYS}`,
    heading: 'A stone is missing here',
    status: 404,
  },
  { name: 'suggesting a change', address: `/services/${BABY_MASSAGE}/suggest`, heading: 'Suggest a change' },
  {
    name: 'a suggestion with things to put right',
    address: `/services/${BABY_MASSAGE}/suggest`,
    then: async (page) => {
      await page.locator('#email').fill('sam');
      await page.locator('#email').press('Enter');
      await page.locator('#error-summary').waitFor();
    },
    heading: 'Suggest a change',
  },
  {
    name: 'a suggestion sent',
    address: `/services/${BABY_MASSAGE}/suggest`,
    then: async (page) => {
      await page.locator('#what').check();
      await page.locator('button[type=submit]').click();
      await page.locator('#suggest').waitFor({ state: 'detached' });
    },
    heading: 'Thank you. We have it.',
    title: 'Suggest a change',
  },
  { name: 'what is on', address: '/whats-on', heading: 'What’s on' },
  { name: 'what is on today', address: '/whats-on?when=today', heading: 'What’s on' },
  { name: 'what is on tomorrow', address: '/whats-on?when=tomorrow', heading: 'What’s on' },
  {
    name: 'what is on for a week of places in the east',
    address: '/whats-on?when=week&locality=east&age=5&bookable=1',
    heading: 'What’s on',
  },
  { name: 'what is on on a date', address: '/whats-on?when=2026-12-02', heading: 'What’s on' },
  { name: 'nothing on', address: '/whats-on?when=2026-12-25', heading: 'What’s on' },
  {
    name: 'a session with places',
    address: `/sessions/${MASSAGE}`,
    heading: 'Baby massage at Oak Lane',
    title: 'Baby massage at Oak Lane, Tuesday 24 November',
  },
  {
    name: 'a session that is full',
    address: fullSession,
    heading: 'Feeding help, one to one',
    title: 'Feeding help, one to one, Monday 7 December',
  },
  {
    name: 'a session to drop in',
    address: `/sessions/${DROP_IN}`,
    heading: 'Baby weigh and chat at Kingfisher',
    title: 'Baby weigh and chat at Kingfisher, Tuesday 24 November',
  },
  {
    name: 'a session whose booking opens later',
    address: '/sessions/stay-and-play-kingfisher-2026-12-17',
    heading: 'Stay and play at Kingfisher',
    title: 'Stay and play at Kingfisher, Thursday 17 December',
  },
  {
    name: 'a session nobody knows',
    address: '/sessions/no-such-session-2026-11-24',
    heading: 'A stone is missing here',
    status: 404,
  },
  { name: 'the booking form', address: `/sessions/${MASSAGE}/book`, heading: 'Who is coming?' },
  {
    name: 'the booking form with things to put right',
    address: `/sessions/${MASSAGE}/book`,
    then: async (page) => {
      await page.getByRole('textbox').first().press('Enter');
      await page.getByRole('alert').waitFor();
    },
    heading: 'Who is coming?',
  },
  {
    name: 'the answers to check',
    address: `/sessions/${MASSAGE}/book`,
    then: async (page) => {
      const [name, contact] = [page.getByRole('textbox').first(), page.getByRole('textbox').nth(1)];
      await page.getByRole('main').getByRole('combobox').selectOption('5');
      await name.fill(SAM.name);
      await contact.fill(SAM.contact);
      await contact.press('Enter');
      await page.waitForURL('**/check');
    },
    heading: 'Is this right?',
  },
  { name: 'a booking', address: booking(), heading: 'You’re booked' },
  { name: 'cancelling a booking', address: booking('/cancel'), heading: 'Cancel your place?' },
  {
    name: 'a cancelled booking',
    address: booking('/cancel'),
    then: async (page) => {
      const cancel = page.getByRole('main').getByRole('button');
      await cancel.click();
      await cancel.waitFor({ state: 'detached' });
    },
    heading: 'Thank you. Someone else can come.',
  },
  { name: 'changing who is coming', address: booking('/party'), heading: 'Who is coming?' },
  {
    name: 'a change with things to put right',
    address: booking('/party'),
    then: async (page) => {
      await page.locator('#children1').click();
      await page.locator('#party button[type=submit]').click();
      await page.locator('#error-summary').waitFor();
    },
    heading: 'Who is coming?',
  },
  { name: 'the link and the details of a booking', address: booking('/link'), heading: 'Your link and your details' },
  {
    name: 'other links stopped',
    address: booking('/link'),
    then: async (page) => {
      await page.locator('#stop button').click();
      await page.locator('#outcome .notice').waitFor();
    },
    heading: 'Your link and your details',
  },
  { name: 'deleting the details of a booking', address: booking('/delete'), heading: 'Delete your details?' },
  {
    name: 'details deleted',
    address: booking('/delete'),
    then: async (page) => {
      await page.locator('#forget button').click();
      await page.locator('#forget').waitFor({ state: 'detached' });
    },
    heading: 'Your details are deleted',
  },
  { name: 'joining a waiting list', address: async (hub) => `${await fullSession(hub)}/book`, heading: 'Who is coming?' },
  { name: 'on a waiting list', address: waiting(), heading: 'You’re on the waiting list' },
  { name: 'leaving a waiting list', address: waiting('/cancel'), heading: 'Leave the waiting list?' },
  { name: 'an offer', address: offered(), heading: 'There is a place for you' },
  { name: 'letting an offer go', address: offered('/cancel'), heading: 'Let this place go?' },
  { name: 'a lost link', address: '/my-bookings/lost-link', heading: 'Lost your link?' },
  {
    name: 'a lost link to put right',
    address: '/my-bookings/lost-link',
    then: async (page) => {
      await page.locator('#lost-link button').click();
      await page.locator('#contact-error').waitFor();
    },
    heading: 'Lost your link?',
  },
  {
    name: 'a lost link asked for',
    address: '/my-bookings/lost-link',
    then: async (page) => {
      await page.locator('#contact').fill(SAM.contact);
      await page.locator('#lost-link button').click();
      await page.locator('#lost-link').waitFor({ state: 'detached' });
    },
    heading: 'Look out for a message',
    title: 'Lost your link?',
  },
  {
    name: 'a link that opens no booking',
    address: `/bookings/${NOBODYS}`,
    heading: 'This link does not open a booking',
  },
  { name: 'no bookings', address: '/my-bookings', heading: 'No bookings on this phone yet', title: 'My bookings' },
  {
    name: 'my bookings',
    address: booking(),
    then: async (page) => {
      await page.getByRole('strong').waitFor();
      await visit(page, '/my-bookings');
    },
    heading: 'My bookings',
  },
  { name: 'nothing saved', address: '/saved', heading: 'Nothing saved yet', title: 'Saved services' },
  { name: 'saved services', address: '/saved', then: saved(), heading: 'Saved services' },
  {
    name: 'saved services with a note to put right',
    address: '/saved',
    then: async (page) => {
      await saved()(page);
      await page.locator('[data-action=note]').first().click();
      await page.locator('#note-text').fill('9'.repeat(501));
      await page.locator('#note button[type=submit]').click();
      await page.locator('#note-text-error').waitFor();
    },
    heading: 'Saved services',
  },
  {
    name: 'a saved service that was removed',
    address: '/saved',
    then: async (page) => {
      await saved()(page);
      await page.locator('[data-action=remove]').first().click();
      await page.locator('[data-action=undo]').waitFor();
    },
    heading: 'Saved services',
  },
  {
    name: 'saved services without a signal',
    address: '/saved',
    then: async (page) => {
      await saved()(page);
      await page.route('**/api/v1/services/by-id?*', (route) => route.abort('connectionfailed'));
      await visit(page, '/saved');
      await page.locator('.notice').waitFor();
    },
    heading: 'Saved services',
    offline: true,
  },
  {
    name: 'a shared list',
    address: `/saved?ids=${BABY_MASSAGE},${REFUGE},${NOBODYS},-/-`,
    then: (page) => page.locator('.save').first().waitFor(),
    heading: 'A shared list',
  },
  {
    name: 'a shared list that is all saved',
    address: `/saved?ids=${BABY_MASSAGE},${REFUGE}`,
    then: async (page) => {
      await page.locator('[data-action=save-all]').click();
      await page.locator('#to-mine').waitFor();
    },
    heading: 'A shared list',
  },
  { name: 'a shared list with nothing in it', address: '/saved?ids=', heading: 'There is nothing in this link', title: 'A shared list' },
  {
    name: 'services side by side',
    address: `/saved?compare=${BABY_MASSAGE},${REFUGE}`,
    then: (page) => page.locator('table').waitFor(),
    heading: 'Side by side',
  },
  {
    name: 'one service to compare with nothing',
    address: `/saved?compare=${BABY_MASSAGE}`,
    heading: 'Tick at least two to compare',
    title: 'Side by side',
  },
  { name: 'a timeline with nobody on it', address: '/timeline', heading: 'My timeline' },
  {
    name: 'a timeline',
    address: '/timeline',
    then: async (page) => {
      await page.locator('#kind-born').check();
      await page.locator('#date').fill('2026-09-28');
      await page.locator('#due').fill('2026-11-16');
      await page.locator('button[type=submit]').click();
      await page.locator('#coming').waitFor();
    },
    heading: 'My timeline',
  },
  {
    name: 'a timeline with a date to put right',
    address: '/timeline',
    then: async (page) => {
      await page.locator('#date').fill('2020-01-01');
      await page.locator('button[type=submit]').click();
      await page.locator('#error-summary').waitFor();
    },
    heading: 'My timeline',
  },
  { name: 'an area', address: '/localities/east', heading: 'East' },
  { name: 'a family centre', address: '/places/oak-lane', heading: 'Oak Lane Family Centre' },
  { name: 'urgent help', address: '/urgent-help', heading: 'Urgent help' },
  { name: 'privacy', address: '/privacy', heading: 'Privacy' },
  { name: 'accessibility', address: '/accessibility', heading: 'Accessibility statement' },
  { name: 'about the data', address: '/about-data', heading: 'About our data' },
  { name: 'nothing at this address', address: '/nothing-here', heading: 'A stone is missing here', status: 404 },
];
