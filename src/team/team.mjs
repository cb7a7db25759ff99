// The hub team's pages in the browser. The server draws them; this asks for them with the token of the shift and puts them
// in place, so that links stay links and forms stay forms. Families never download it: see
// docs/decisions/0023-team-pages.md.

import * as kept from "./kept.mjs";
import { add, change, flush, own } from "./queue.mjs";
import { register } from "./register.mjs";

const WORKER = "__TEAM_WORKER__";
const API = "/api/v1/team";
const DOOR = "/team";
const FIRST = "/team/sessions";
const REGISTER = /^\/team\/sessions\/[^/]+\/register$/;
/** Nothing is shown for the first half-second of waiting; after five, that it takes long. In milliseconds. */
const QUIET = 500;
const SLOW = 5000;
/** An answer that takes longer than this is a lost signal. */
const LATEST = 20000;
/** How often ticks that wait are tried again. */
const AGAIN = 15000;

const main = document.querySelector("#main");
const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("team") : undefined;
const site = document.title;

/** Which page is asked for: an answer to one that was asked for before is dropped. */
let turn = 0;
/** Whether a form is on its way. */
let busy = false;
/** What "Try again" does. */
let retry = () => {};
/** The register on the page, and what was last heard of it where that is newer than the page. */
let shown;
let marks = {};
/** How far the hub's clock is ahead of this device's, in milliseconds. */
let ahead = 0;
/** The last file that was chosen to import: it is sent twice, once to try it. */
let file;
let lost = false;
/** Whether ticks had to wait. */
let held = false;

// Words

const texts = document.querySelector("#words").dataset;
function words(name, values = {}) {
  return Object.entries(values).reduce((text, [key, value]) => text.replace(`{${key}}`, value), texts[name] ?? "");
}
words.many = (name, count) => words(name + (count === 1 ? "One" : "Other"), { count });

function announce(text) {
  const region = document.querySelector("#announcements");
  region.textContent = "";
  requestAnimationFrame(() => (region.textContent = text));
}

/** Says something that stays until it is read. */
function tell(text) {
  const list = document.querySelector("[data-told]");
  const item = document.createElement("li");
  item.className = "team-told__item";
  const said = document.createElement("p");
  said.textContent = text;
  const button = document.createElement("button");
  Object.assign(button, { className: "button button--quiet button--small", type: "button", textContent: words("dismiss") });
  button.onclick = () => {
    item.remove();
    list.hidden = !list.children.length;
  };
  item.append(said, button);
  list.append(item);
  list.hidden = false;
  announce(text);
}

// Places

function focus(element) {
  if (!element) return;
  if (!element.matches("a, button, input, select, textarea")) element.tabIndex = -1;
  element.focus();
}

/** Puts one of the shell's own pages in place. */
function show(name, again) {
  turn += 1;
  shown = undefined;
  const page = document.querySelector(`#state-${name}`).content.cloneNode(true);
  main.replaceChildren(page);
  if (again) retry = again;
  const waits = main.querySelector('[data-if="ticks"]');
  if (waits) waits.hidden = !kept.ticks().length;
  document.title = `${main.querySelector("h1").textContent} – ${site}`;
  focus(main.querySelector("h1"));
  announce(main.querySelector("h1").textContent);
}

/** What somebody who is signed in sees around the page. */
function frame() {
  const shift = kept.shift();
  for (const part of document.querySelectorAll("[data-me]")) part.hidden = !shift;
  const who = document.querySelector("[data-who]");
  who.textContent = shift ? who.dataset.who.replace("{name}", shift.name) : "";
  waiting();
}

/** How many ticks wait. */
function waiting() {
  const shift = kept.shift();
  const count = shift ? own(kept.ticks(), shift.name).length : 0;
  const bar = document.querySelector("[data-sync]");
  bar.hidden = !count;
  bar.querySelector("[data-sync-count]").textContent = words.many("unsent", count);
  bar.querySelector("[data-sync-offline]").hidden = navigator.onLine && !lost;
}

const here = () => location.pathname + location.search;

/** The server's answer to this address within the shift. No answer is { status: 0 }. */
async function ask(address, { method = "GET", body, type } = {}) {
  const headers = { authorization: `Bearer ${kept.shift()?.token ?? ""}` };
  if (type) headers["content-type"] = type;
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), LATEST);
  try {
    const answer = await fetch(address, { method, body, headers, cache: "no-store", signal: controller.signal });
    const text = await answer.text();
    lost = false;
    return { status: answer.status, text, isPage: (answer.headers.get("content-type") ?? "").startsWith("text/html") };
  } catch {
    lost = true;
    return { status: 0, text: "", isPage: false };
  } finally {
    clearTimeout(timer);
  }
}

/** Goes to a page. `how` says what becomes of the history: "push", "replace" or "none". */
async function go(address, how = "push") {
  const mine = ++turn;
  const timers = [
    setTimeout(() => {
      const left = mine === turn;
      if (!left) return;
      show("loading");
      turn = mine;
    }, QUIET),
    setTimeout(() => {
      const slow = mine === turn && main.querySelector("[data-slow]");
      if (slow) slow.hidden = false;
    }, SLOW),
  ];
  const answer = await ask(address);
  timers.forEach(clearTimeout);
  if (mine !== turn) return;
  if (how === "push" && address !== here()) history.pushState(null, "", address);
  if (how === "replace") history.replaceState(null, "", address);
  const { pathname } = new URL(address, location.href);
  if (answer.isPage) {
    place(answer.text);
    if (answer.status === 200 && REGISTER.test(pathname)) keepRegister(pathname, answer.text);
    else kept.forgetPage(pathname);
    if (answer.status === 200) restore();
    send();
  } else if (answer.status === 0 && kept.page(pathname)) {
    const page = kept.page(pathname);
    place(page.html, page);
  } else {
    troubled(answer.status, () => go(address, "none"));
  }
  waiting();
}

/** Keeps a register for reading without a signal. */
function keepRegister(path, html) {
  marks = {};
  kept.keepPage(path, { html, marks, title: document.title, at: new Date().toISOString() });
}

/** There is no page to put in place. */
function troubled(status, again) {
  if (status === 401) return ended();
  if (status === 429) return show("too-many", again);
  if (status) return show("failed", again);
  show("offline", again);
  const pages = kept.pages();
  const section = main.querySelector("[data-kept]");
  section.hidden = !pages.length;
  section.querySelector("ul").append(
    ...pages.map(({ path, title }) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      Object.assign(link, { href: path, textContent: title.split(" – ")[0], className: "link-list__link" });
      item.className = "link-list__item";
      item.append(link);
      return item;
    }),
  );
}

/** "11:57pm", "9am", as the pages that the server draws have it. */
function clock(at) {
  const time = at.toLocaleTimeString("en-GB", { hour: "numeric", minute: "2-digit", hourCycle: "h12", timeZone: "Europe/London" });
  return time.replace(":00", "").replace(/\s/g, "");
}

/** Whether the page is one that was kept, and says of when it is. */
const isOld = () => Boolean(main.querySelector("[data-as-of]:not([hidden])"));

/** Puts what the server drew in place, or what was kept of it, and goes to its top. */
function place(html, old) {
  const { title, said } = put(html, old);
  scrollTo(0, 0);
  focus(main.querySelector("#error-summary") ?? main.querySelector("h1"));
  announce(said || title);
}

function put(html, old) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const page = template.content.firstElementChild;
  const { title, said, here: place, now } = page.dataset;
  main.replaceChildren(page);
  document.title = `${title} – ${site}`;
  for (const link of document.querySelectorAll("[data-place]")) {
    if (link.dataset.place === place) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (!old && now) ahead = Date.parse(now) - Date.now();
  marks = old?.marks ?? {};
  shown = register(main);
  shown?.draw(kept.ticks(), marks, words);
  const asOf = old && main.querySelector("[data-as-of]");
  if (asOf) {
    asOf.textContent = words("asOf", { time: clock(new Date(old.at)) });
    asOf.hidden = false;
  }
  return { title, said };
}

// Forms

async function submitted(form, button) {
  if (busy) return;
  if (form.dataset.form === "link") return askLink(form);
  const address = new URL(form.action).pathname;
  const data = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  if (button?.name) data.set(button.name, button.value);
  if (form.method === "get") return go(`${address}?${data}`);
  busy = true;
  form.setAttribute("aria-busy", "true");
  button?.setAttribute("aria-disabled", "true");
  const request =
    form.dataset.form === "file"
      ? [`${address}?${data}`, { method: "POST", body: chosen(form), type: "text/csv" }]
      : [address, { method: "POST", body: data.toString(), type: "application/x-www-form-urlencoded" }];
  const answer = await ask(...request);
  busy = false;
  form.removeAttribute("aria-busy");
  button?.removeAttribute("aria-disabled");
  if (answer.isPage) {
    turn += 1;
    place(answer.text);
    const { address: led } = main.firstElementChild.dataset;
    if (answer.status === 200 && led !== location.pathname) history.pushState(null, "", led);
    keepChosen();
  } else if (answer.status === 401) {
    ended(form);
  } else {
    // The form stays as it is: nothing typed is lost.
    const name = answer.status === 429 ? "too-many" : answer.status ? "failed" : "offline";
    const { content } = document.querySelector(`#state-${name}`);
    const lead = name === "offline" ? "h1" : ".lead";
    tell(content.querySelector(lead).textContent);
  }
}

function chosen(form) {
  file = form.querySelector('[type="file"]').files[0] ?? file;
  return file ?? "";
}

/** The file that was tried stays chosen, to be imported. */
function keepChosen() {
  const input = main.querySelector('[type="file"]');
  if (!input) file = undefined;
  if (!input || !file) return;
  const all = new DataTransfer();
  all.items.add(file);
  input.files = all.files;
}

/** Whether something was typed into a form that changes something. */
function typed() {
  const fields = main.querySelectorAll('form[method="post"]:not([data-form]) :is(input:not([type="hidden"]), textarea, select)');
  return [...fields].some((field) => {
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.options) return [...field.options].some((option) => option.selected !== option.defaultSelected);
    return field.value !== field.defaultValue;
  });
}

/** Keeps what was typed for whoever signs in again in this tab, and comes back to the page. */
function keepTyped(form) {
  const fields = [...new FormData(form)].filter(([, value]) => typeof value === "string");
  const index = [...main.querySelectorAll("form")].indexOf(form);
  kept.keepDraft({ address: here(), index, fields, by: kept.shift()?.name });
}

function restore() {
  const draft = kept.draft();
  if (!draft || draft.address !== here() || draft.by !== kept.shift()?.name) return;
  const form = main.querySelectorAll("form")[draft.index];
  if (!form) return;
  for (const [name, value] of draft.fields) {
    const field = form.elements[name];
    // A hidden field makes sending twice once, so it has to stay the same too.
    if (field instanceof RadioNodeList) field.value = value;
    else if (field?.type === "checkbox") field.checked = true;
    else if (field) field.value = value;
  }
  kept.forgetDraft();
}

// Signing in and out

async function askLink(form) {
  const input = form.querySelector("input");
  busy = true;
  const answer = await post(`${API}/links`, { email: input.value });
  busy = false;
  const problem = form.querySelector("[data-problem]");
  problem.hidden = answer.status !== 422;
  input.toggleAttribute("aria-invalid", answer.status === 422);
  if (answer.status === 202) {
    const again = form.closest("[data-ended]");
    if (!again) return show("sent");
    const lead = document.querySelector("#state-sent").content.querySelector(".lead").cloneNode(true);
    form.replaceWith(lead);
    focus(lead);
  } else if (answer.status === 422) {
    input.setAttribute("aria-invalid", "true");
    focus(input);
    announce(problem.textContent);
  } else {
    const name = answer.status === 429 ? "too-many" : answer.status ? "failed" : "offline";
    tell(document.querySelector(`#state-${name}`).content.querySelector("h1").textContent);
  }
}

async function post(address, body) {
  try {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(address, { method: "POST", headers, body: JSON.stringify(body), cache: "no-store" });
    return { status: answer.status, body: answer.status === 201 ? await answer.json() : undefined };
  } catch {
    return { status: 0 };
  }
}

async function follow(link) {
  show("opening");
  const { status, body } = await post(`${API}/shifts`, { link });
  if (status === 201) {
    channel?.postMessage({ shift: body });
    begin(body);
    go(kept.back() ?? FIRST, "replace");
  } else if (status === 401 || status === 422) {
    show("link-over");
  } else {
    // The link was not used, so it can be tried again.
    troubled(status, () => follow(link));
  }
}

function begin(shift) {
  kept.keepShift(shift);
  frame();
  if (WORKER && navigator.serviceWorker) navigator.serviceWorker.register(WORKER, { scope: DOOR }).catch(() => {});
}

/** The shift is over. What is typed stays on the page; everything else with names goes. */
function ended(form) {
  const open = form ?? (typed() ? main.querySelector('form[method="post"]:not([data-form])') : undefined);
  if (open) keepTyped(open);
  kept.keepBack(location.pathname === DOOR ? FIRST : here());
  kept.endShift();
  frame();
  if (!open) return show("ended");
  if (main.querySelector("[data-ended]")) return;
  main.prepend(document.querySelector("#state-ended-typed").content.cloneNode(true));
  scrollTo(0, 0);
  focus(main.querySelector("[data-ended] h2"));
}

function signOut() {
  const count = own(kept.ticks(), kept.shift()?.name).length;
  if (!count) return leave();
  show("leave");
  main.querySelector("[data-leave]").textContent = words.many("leave", count);
}

async function leave() {
  const done = ask(`${API}/shift`, { method: "DELETE" });
  channel?.postMessage({ out: true });
  await Promise.race([done, new Promise((next) => setTimeout(next, 2000))]);
  await forget();
}

async function forget() {
  await kept.clear();
  frame();
  history.replaceState(null, "", DOOR);
  show("signed-out");
}

/** Another tab of this device signed in, or out. */
function heard({ data }) {
  if (data.out) {
    if (kept.shift()) forget();
  } else if (data.shift && !kept.shift()) {
    begin(data.shift);
    const again = main.querySelector("[data-ended]");
    if (!again) return go(kept.back() ?? FIRST, "replace");
    again.remove();
    kept.forgetDraft();
    announce(document.querySelector("[data-who]").textContent);
  }
}

// Ticks

function tap({ row, came }, undone) {
  const at = new Date(Date.now() + ahead).toISOString().slice(0, 19) + "Z";
  const { booking, reference, name } = row.dataset;
  const tick = { id: crypto.randomUUID(), booking, session: shown.session, reference, came, at, by: kept.shift().name };
  kept.keepTicks(add(kept.ticks(), tick));
  shown.draw(kept.ticks(), marks, words);
  announce(words(undone || !came ? "undone" : came, { name }));
  waiting();
  send();
}

/** Sends what waits. Of several tabs one does at a time; a tick that is sent twice does no harm. */
async function send() {
  const run = async (lock) => {
    const by = kept.shift()?.name;
    if (lock === null || !by) return;
    const last = await flush({ load: kept.ticks, save: kept.keepTicks, send: one, told, by });
    held = last === "later";
    if (last === "ended") ended();
    else if (last === "sent" && isOld()) refresh();
    waiting();
  };
  if (navigator.locks) await navigator.locks.request("team-ticks", { ifAvailable: true }, run);
  else await run();
}

async function one(tick) {
  const options = { method: "PATCH", body: JSON.stringify(change(tick)), type: "application/json" };
  const { status, text } = await ask(`${API}/bookings/${tick.booking}`, options);
  try {
    const { type, detail } = JSON.parse(text);
    return { status, type, detail };
  } catch {
    return { status };
  }
}

function told(tick, what, detail) {
  const path = `/team/sessions/${tick.session}/register`;
  if (what === "sent") {
    const page = kept.page(path);
    if (page) kept.keepPage(path, { ...page, marks: { ...page.marks, [tick.booking]: tick.came } });
    if (shown?.session === tick.session) marks[tick.booking] = tick.came;
    // Where the signal is good nobody needs to hear of each.
    if (held && !own(kept.ticks(), tick.by).length) announce(words("allSent"));
  } else {
    const row = shown?.session === tick.session && shown.row(tick.booking);
    const name = (row && row.dataset.name) || tick.reference;
    tell(words(what === "newer" ? "notedLater" : "refused", { name, reason: detail ?? "" }));
    if (row) refresh();
  }
  waiting();
}

/** Brings the register up to date, where the page is still the same. One that was kept is put in place anew. */
async function refresh() {
  const { pathname } = location;
  const answer = await ask(pathname);
  if (answer.status !== 200 || pathname !== location.pathname || !shown) return;
  if (isOld()) return renew(pathname, answer.text);
  const template = document.createElement("template");
  template.innerHTML = answer.text;
  keepRegister(pathname, answer.text);
  shown.hear(register(template.content)?.marks() ?? {});
  shown.draw(kept.ticks(), marks, words);
}

/** Puts a newer register in the place of one that was kept, and stays where the reader is. */
function renew(path, html) {
  const { scrollX: left, scrollY: top } = globalThis;
  const { before } = shown;
  const focused = main.contains(document.activeElement) && document.activeElement;
  const booking = focused && focused.closest("[data-booking]")?.dataset.booking;
  put(html);
  keepRegister(path, html);
  if (shown) {
    shown.before = before;
    shown.draw(kept.ticks(), marks, words);
  }
  const button = booking && shown?.row(booking)?.querySelector(`[data-tick="${focused.dataset.tick}"]`);
  if (focused) focus(button ?? main.querySelector("h1"));
  scrollTo(left, top);
}

// Taps, keys and moments

const acts = {
  "sign-out": signOut,
  "sign-in": () => {
    history.replaceState(null, "", DOOR);
    show("sign-in");
  },
  send,
  retry: () => retry(),
  stay: () => go(here() === DOOR ? FIRST : here(), "none"),
  leave,
  refresh: () => go(here(), "none"),
  print: () => print(),
  undo: () => {
    const last = shown?.undone();
    if (last) tap(last, true);
  },
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-tick]");
  if (button && shown) return tap(shown.tapped(button));
  const act = event.target.closest("[data-do]");
  if (act) return acts[act.dataset.do]();
  const link = event.target.closest("a[href]");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const url = new URL(link.href);
  if (link.getAttribute("href").startsWith("#")) {
    event.preventDefault();
    focus(document.getElementById(url.hash.slice(1)));
  } else if (url.origin === location.origin && (url.pathname === DOOR || url.pathname.startsWith(`${DOOR}/`))) {
    event.preventDefault();
    if (kept.shift()) go(url.pathname + url.search);
    else show("sign-in");
  }
});

document.addEventListener("submit", (event) => {
  event.preventDefault();
  submitted(event.target, event.submitter);
});

for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => kept.touch(), { passive: true });
addEventListener("popstate", () => {
  // A link that was pasted over this page's own address does not load it anew.
  if (link()) start();
  else if (kept.shift()) go(here(), "none");
  else show("sign-in");
});
addEventListener("online", send);
addEventListener("offline", waiting);
// Another tab tapped or sent.
addEventListener("storage", waiting);
channel?.addEventListener("message", heard);

function watch() {
  const shift = kept.shift();
  if (shift && kept.isOver(shift)) ended();
  else if (shift && (own(kept.ticks(), shift.name).length || isOld())) send();
}
setInterval(watch, AGAIN);
document.addEventListener("visibilitychange", () => document.hidden || watch());

/** What stands behind the # of a private link. */
const link = () => /^#([0-9a-f]{32})$/i.exec(location.hash)?.[1];

function start() {
  const secret = link();
  history.replaceState(null, "", here());
  const shift = kept.shift();
  if (shift && kept.isOver(shift)) kept.endShift();
  frame();
  if (secret) return follow(secret);
  if (kept.shift()) {
    begin(kept.shift());
    return go(location.pathname === DOOR ? FIRST : here(), "replace");
  }
  if (location.pathname !== DOOR) kept.keepBack(here());
  show(shift ? "ended" : "sign-in");
}

start();
