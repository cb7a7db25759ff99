// What the team's pages keep on a device, and the one place that clears it.
//
// In the tab's storage, which goes with the tab: the shift, the registers that were opened, and a form that was being filled
// in when the shift ended. In the device's storage: ticks that were not sent yet, which hold no names. "Leave no trace" in
// the families' app clears both.

const SHIFT = "team:shift";
const PAGE = "team:page:";
const DRAFT = "team:draft";
const BACK = "team:back";
const TICKS = "team:ticks";
/** A shift ends after an hour without use, in milliseconds. */
const IDLE = 60 * 60 * 1000;

const tab = () => sessionStorage;
const device = () => localStorage;

/** Storage that is full, blocked or holds something odd is treated as empty. */
function read(storage, key, otherwise) {
  try {
    return JSON.parse(storage().getItem(key)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function write(storage, key, value) {
  try {
    storage().setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

function remove(storage, isGone) {
  try {
    for (const key of Object.keys(storage())) if (isGone(key)) storage().removeItem(key);
  } catch {
    // What cannot be read was not kept.
  }
}

export const shift = () => read(tab, SHIFT);
export const keepShift = (shift) => write(tab, SHIFT, { ...shift, usedAt: Date.now() });

/** Somebody is at the device. */
export function touch() {
  const now = shift();
  if (now) keepShift(now);
}

/** Whether a shift is over by this device's own clock. */
export function isOver({ ends_at: endsAt, usedAt }, now = Date.now()) {
  return now >= Date.parse(endsAt) || now - usedAt >= IDLE;
}

export const page = (path) => read(tab, PAGE + path);
export const keepPage = (path, page) => write(tab, PAGE + path, page);
export const forgetPage = (path) => remove(tab, (key) => key === PAGE + path);

/** The registers kept here: path and title. */
export function pages() {
  try {
    const keys = Object.keys(sessionStorage).filter((key) => key.startsWith(PAGE));
    return keys.map((key) => ({ path: key.slice(PAGE.length), title: page(key.slice(PAGE.length))?.title ?? "" }));
  } catch {
    return [];
  }
}

export const ticks = () => read(device, TICKS, []);
export const keepTicks = (ticks) => (ticks.length ? write(device, TICKS, ticks) : remove(device, (key) => key === TICKS));

export const draft = () => read(tab, DRAFT);
export const keepDraft = (draft) => write(tab, DRAFT, draft);
export const forgetDraft = () => remove(tab, (key) => key === DRAFT);

export const back = () => read(tab, BACK);
export const keepBack = (address) => write(tab, BACK, address);

/** The shift is over: names of families go. What was typed and not sent waits for who signs in again in this tab. */
export function endShift() {
  remove(tab, (key) => key === SHIFT || key.startsWith(PAGE));
}

/** Nothing of the team is left on this device. */
export async function clear() {
  remove(tab, (key) => key.startsWith("team:"));
  remove(device, (key) => key.startsWith("team:"));
  try {
    for (const one of await navigator.serviceWorker.getRegistrations()) {
      if (new URL(one.scope).pathname === "/team") await one.unregister();
    }
    for (const name of await caches.keys()) if (name.startsWith("team-")) await caches.delete(name);
  } catch {
    // There was no worker.
  }
}
