import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Page } from '../fixtures';
import { type Hub, ROOT } from '../hub';
import { BABY_MASSAGE, MASSAGE } from '../steps';
import type { Scene } from './every-page';

// Pages that the server draws whole. They have no script and are in English whatever is chosen, so they are not among the
// scenes of the app; every one of them, in every state, is looked at in the same way.

const AFTERWARDS = new Date('2026-11-24T12:00:00Z');
const OTHER_SERVICE = 'Detached youth team';
const TOKEN = '0123456789abcdef0123456789abcdef';

/** One page in one state; what is done there works without script. */
export interface WrittenScene extends Omit<Scene, 'offline'> {
  /** It changes what others see, and needs a hub of its own. */
  alone?: boolean;
}

/** A family page with these things on it, by the form, as a school sends it. */
async function familyPage(hub: Hub, ...items: string[]): Promise<string> {
  const form = new URLSearchParams([
    ['theme', 'reception'],
    ['organisation', 'Bridgewater Family Hubs'],
    ...items.map((item) => ['items', item]),
  ]);
  const answer = await hub.send('/share', form);
  const made = answer.headers.get('location');
  if (answer.status !== 303 || !made) throw new Error(`the family page was not made: ${answer.status}`);
  return made.replace('/share/', '');
}

const everything = (hub: Hub) =>
  familyPage(hub, 'guide.starting-solid-food', `service.${BABY_MASSAGE}`, `session.${MASSAGE}`, 'hub.oak-lane');

const ASKED = {
  urgency: 'soon', topic: 'sleep', words: 'He wakes at two', whom: 'baby', locality: 'east', name: 'Sam', contact: '07700 900123',
  message: 'no', times: 'morning', language: '', consent: 'yes',
};
let requests = 0;

/** A request for help, by its secret. */
async function request(hub: Hub, changes: Partial<typeof ASKED> = {}): Promise<string> {
  const token = TOKEN.slice(0, -4) + String(++requests).padStart(4, '0');
  const answer = await hub.send('/ask', new URLSearchParams({ token, ...ASKED, ...changes }));
  if (answer.status !== 303) throw new Error(`the request was not kept: ${answer.status}`);
  return token;
}

/** A request for help that the team has closed. */
async function closed(hub: Hub): Promise<string> {
  const token = await request(hub);
  const answer = await (await fetch(`${hub.url}/ask/${token}`)).text();
  const reference = /class="reference"><bdi dir="ltr">([^<]+)</.exec(answer)?.[1];
  await hub.command('requests', '--close', reference ?? '', '--outcome', 'helped');
  return token;
}

/** The address on a hub where the session is over. */
const afterwards = async (hub: Hub) => {
  await hub.goOnAt(AFTERWARDS);
  return `/how-was-it/${MASSAGE}`;
};

/** So many families say how a session was. */
const told = (families: number, address: string) => async (hub: Hub) => {
  const form = await afterwards(hub);
  for (let family = 0; family < families; family++) {
    await hub.send(form, new URLSearchParams({ mark: crypto.randomUUID(), helped: 'a-lot', changed: 'met', next: 'again' }));
  }
  return address;
};

const send = (page: Page) => page.getByRole('main').locator('button[type=submit], form button').last().click();

export const WRITTEN: WrittenScene[] = [
  { name: 'coverage', address: '/coverage', heading: 'What there is, and where' },
  { name: 'coverage of one area', address: '/coverage?area=east', heading: 'What there is, and where' },
  { name: 'coverage for one age', address: '/coverage?age=2-4', heading: 'What there is, and where' },
  { name: 'coverage with nothing in it', address: (hub) => hub.emptied('/coverage'), heading: 'What there is, and where', alone: true },
  { name: 'a summary of coverage', address: '/coverage/summary', heading: 'What families can find: a summary' },
  { name: 'making a family page', address: '/share', heading: 'Make a family page' },
  { name: 'making a family page, with what was found', address: '/share?q=sleep', heading: 'Make a family page' },
  { name: 'making a family page, with nothing found', address: '/share?q=zzzyx', heading: 'Make a family page' },
  {
    name: 'making a family page with things to put right',
    address: '/share',
    then: (page) => page.locator('button[formmethod=post]').click(),
    heading: 'Make a family page',
    title: 'Error: Make a family page',
    status: 422,
  },
  { name: 'a family page made', address: async (hub) => `/share/${await everything(hub)}`, heading: 'Your family page is ready', title: 'Your family page is ready: Starting Reception, from Bridgewater Family Hubs' },
  { name: 'a poster', address: async (hub) => `/share/${await everything(hub)}/poster`, heading: 'Starting Reception', title: 'Poster: Starting Reception, from Bridgewater Family Hubs' },
  { name: 'strips to tear off', address: async (hub) => `/share/${await everything(hub)}/strips`, heading: 'Starting Reception', title: 'Strips: Starting Reception, from Bridgewater Family Hubs' },
  {
    name: 'a family page',
    address: async (hub) => `/f/${await everything(hub)}`,
    heading: 'Starting Reception',
    title: 'Starting Reception, from Bridgewater Family Hubs',
  },
  {
    name: 'a family page of which something is gone',
    address: async (hub) => {
      const service = (await sample()).find(({ name }) => name === OTHER_SERVICE)?.id ?? '';
      const id = await familyPage(hub, `service.${service}`, 'hub.oak-lane');
      await hub.without(service);
      return `/f/${id}`;
    },
    heading: 'Starting Reception',
    title: 'Starting Reception, from Bridgewater Family Hubs',
    alone: true,
  },
  { name: 'no such family page', address: '/f/00000000', heading: 'A stone is missing here', status: 404 },
  { name: 'asking for help', address: '/ask', heading: 'Ask your hub for help' },
  { name: 'asking for help in an area about something', address: '/ask?locality=east&topic=sleep', heading: 'Ask your hub for help' },
  { name: 'asking for help with things to put right', address: '/ask', then: send, heading: 'Ask your hub for help', title: 'Error: Ask your hub for help', status: 422 },
  {
    name: 'asking for help in danger',
    address: '/ask',
    then: async (page) => {
      await page.locator('input[name=urgency][value=danger]').check();
      await send(page);
    },
    heading: 'Urgent help',
  },
  {
    name: 'asking for help where nobody can',
    address: (hub) => hub.withoutKey('/ask'),
    heading: 'Ask your hub for help',
    alone: true,
  },
  { name: 'a request for help', address: async (hub) => `/ask/${await request(hub)}`, heading: 'We have your request', title: 'Your request for help' },
  { name: 'a request for help today', address: async (hub) => `/ask/${await request(hub, { urgency: 'today' })}`, heading: 'We have your request', title: 'Your request for help' },
  { name: 'an answered request', address: async (hub) => `/ask/${await closed(hub)}`, heading: 'This request is done', title: 'Your request for help' },
  { name: 'how an answer was', address: async (hub) => `/ask/${await closed(hub)}/how-was-it`, heading: 'How was it?' },
  {
    name: 'a request taken back',
    address: async (hub) => `/ask/${await request(hub)}`,
    then: send,
    heading: 'You took this request back',
    title: 'Your request for help',
  },
  { name: 'how a session was', address: afterwards, heading: 'How was it?', alone: true },
  { name: 'how a session was, without an answer', address: afterwards, then: send, heading: 'How was it?', title: 'Error: How was it?', status: 422, alone: true },
  {
    name: 'having said how a session was',
    address: afterwards,
    alone: true,
    then: async (page) => {
      await page.locator('input[name=helped]').first().check();
      await send(page);
    },
    heading: 'Thank you',
  },
  { name: 'how a session will have been', address: `/how-was-it/${MASSAGE}`, heading: 'This session is still to come' },
  { name: 'outcomes of fewer than five', address: told(4, '/outcomes'), heading: 'What families told us', alone: true },
  { name: 'outcomes', address: told(5, '/outcomes'), heading: 'What families told us', alone: true },
  { name: 'what is new, by area', address: '/whats-new', heading: 'What’s new for settings' },
  { name: 'what is new', address: '/whats-new/east', heading: 'What’s new in East' },
  { name: 'nothing new', address: (hub) => hub.emptied('/whats-new/east'), heading: 'What’s new in East', alone: true },
];

async function sample(): Promise<{ id: string; name: string }[]> {
  return JSON.parse(await readFile(path.join(ROOT, 'sample', 'services.json'), 'utf8')).contents;
}

/** Opens the scene, and waits until the page of its state is there. */
export async function openWritten(page: Page, hub: Hub, { address, then }: WrittenScene): Promise<void> {
  await page.goto(typeof address === 'string' ? address : await address(hub));
  await then?.(page);
}
