// Keeps the hub readable with no signal: the app, the whole guide, urgent help, the hubs, and what was opened of the pages
// that the server draws. Bookings are kept by the app itself, and so are saved services; what is asked with a private
// token never comes here.
//
// Pages and answers come from the network whenever it answers in time, so that a new version is seen at once and places
// left are never old without saying so.
const SHELL = "shell-__VERSION__";
const FILES = __FILES__;
/** Answers of the API as they were last heard. */
const HEARD = "heard";
const MOST_HEARD = 80;
/** All texts of the guide in one file, by address. */
const TEXTS = "/offline.json";
/** A page that the app fills by itself, whatever its address. */
const FRAME = "/offline";
/** How long a page or text may take before what is kept is shown, in milliseconds. */
const PATIENCE = 4000;
const AS_OF = "x-as-of";
/** Pages that the server draws whole, as they were last opened. */
const OPENED = "opened";
const MOST_OPENED = 30;
/** Which of them are kept. A family's own request for help, behind its secret, is not. */
const WRITTEN = /^\/(f\/[\w-]+|share|ask|whats-new(\/[\w-]+)?|coverage(\/summary)?)$/;
/** The forms among them that send something. */
const FORMS = ["/ask", "/share"];
/** What the map needs: not taken in beforehand, and kept once it was asked for. */
const MAP = /^\/(assets\/map\.[\w.]+|area\.json)$/;
/** The styles of the pages that the server draws whole: kept with the first of them. */
const WRITTEN_STYLES = /^\/assets\/written\.[\w.]+$/;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method === "POST" && request.mode === "navigate" && FORMS.includes(url.pathname)) {
    event.respondWith(sent(request, url));
    return;
  }
  if (request.method !== "GET" || request.headers.has("authorization") || request.cache === "no-store") return;
  if (url.pathname.startsWith("/api/")) {
    if (isKept(url.pathname)) event.respondWith(answer(request));
  } else if (url.origin === location.origin) {
    if (request.mode === "navigate" && WRITTEN.test(url.pathname)) event.respondWith(written(event, url));
    else if (request.mode === "navigate") event.respondWith(page(request));
    else if (FILES.includes(url.pathname) && url.pathname !== "/config.json") event.respondWith(file(request));
    else if (MAP.test(url.pathname) || WRITTEN_STYLES.test(url.pathname)) event.respondWith(onceAskedFor(request));
    else if (url.pathname.endsWith(".json")) event.respondWith(text(request, url.pathname));
  }
});

async function install() {
  const shell = await caches.open(SHELL);
  await shell.addAll(FILES);
  await self.skipWaiting();
}

async function activate() {
  // What the hub team's own worker keeps is not this one's.
  for (const name of await caches.keys()) {
    if (name.startsWith("shell-") && name !== SHELL) await caches.delete(name);
  }
  await self.clients.claim();
  // Whoever saves data keeps what they open, and no more.
  if (!navigator.connection?.saveData) await Promise.allSettled([keepTexts(), keepHubs()]);
}

async function keepTexts() {
  await (await caches.open(SHELL)).add(TEXTS);
}

/** Every locality and site of the network, which are few. */
async function keepHubs() {
  const shell = await caches.open(SHELL);
  const { api } = await (await shell.match("/config.json")).json();
  const ask = (path) => answer(new Request(`${api}/api/v1/${path}`));
  const [localities, sites] = await Promise.all(
    ["localities", "locations"].map(async (path) => (await ask(path)).json()),
  );
  await Promise.allSettled([
    ...localities.slice(0, 20).map(({ id }) => ask(`localities/${id}`)),
    ...sites.slice(0, 40).map(({ slug, id }) => ask(`locations/${slug ?? id}`)),
  ]);
}

function isKept(path) {
  return /^\/api\/v1\/(localities|locations|categories|services|sessions)(\/|$)/.test(path) && !path.endsWith(".ics");
}

/** The network's answer; when there is none, the last one with the time it was heard. */
async function answer(request) {
  const heard = await caches.open(HEARD);
  try {
    const response = await fetch(request);
    if (response.ok) {
      const headers = { "content-type": "application/json", [AS_OF]: new Date().toISOString().slice(0, 19) + "Z" };
      await heard.put(request, new Response(await response.clone().blob(), { headers }));
      const asked = await heard.keys();
      for (const old of asked.slice(0, Math.max(0, asked.length - MOST_HEARD))) await heard.delete(old);
    }
    return response;
  } catch (error) {
    const last = await heard.match(request, { ignoreVary: true });
    if (last) return last;
    throw error;
  }
}

async function page(request) {
  const shell = await caches.open(SHELL);
  try {
    return await inTime(request);
  } catch (error) {
    // Redirects aside, an address reads the same whether its page or the app draws it. What only the server can draw, the
    // app then knows not to be lost.
    const kept = await shell.match(FRAME);
    if (!kept) throw error;
    return new Response((await kept.text()).replace("<html", "<html data-unreached"), { headers: kept.headers });
  }
}

/** A page that the server draws whole; when there is no signal, as it was last opened. */
async function written(event, url) {
  const { request } = event;
  try {
    const response = await inTime(request);
    if (response.ok) event.waitUntil(keep(response.clone(), url));
    return response;
  } catch (error) {
    const kept = await opened(url);
    // What was typed into a form that asks stands in its address.
    if (kept) return again(kept, "kept", url.searchParams);
    return page(request);
  }
}

/** A form that could not be sent comes back with all that was typed, and says so. */
async function sent(request, url) {
  const copy = request.clone();
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await opened(url);
    if (!kept) throw error;
    return again(kept, "unsent", await copy.formData());
  }
}

/** Under its address, and a form as it is before anything is chosen or typed: nobody is to read on this device what was asked. */
async function keep(response, url) {
  const isForm = FORMS.includes(url.pathname);
  if (isForm && [...url.searchParams.keys()].some((name) => name !== "locality")) return;
  // The secret of one request must not become that of another.
  const html = (await response.text()).replace(/(<input type="hidden" name="token" value=")[^"]*/g, "$1");
  const headers = new Headers(response.headers);
  for (const name of ["content-encoding", "content-length"]) headers.delete(name);
  const cache = await caches.open(OPENED);
  const address = isForm ? url.pathname : url.pathname + url.search;
  await cache.delete(address);
  await cache.put(address, new Response(html, { headers }));
  const all = await cache.keys();
  for (const old of all.slice(0, Math.max(0, all.length - MOST_OPENED))) await cache.delete(old);
}

async function opened(url) {
  const cache = await caches.open(OPENED);
  return (await cache.match(url.pathname + url.search)) ?? cache.match(url.pathname);
}

/** A kept page with the words for why it stands here, and with what was typed. */
async function again(kept, why, values) {
  const html = (await kept.text()).replace(` hidden data-${why}`, "");
  return new Response(filled(html, values), { headers: kept.headers });
}

/** The page with these values in its fields. The server writes every attribute in double quotes. */
function filled(html, values) {
  if (![...values].length) return html;
  const of = (tag, name) => plain(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? "");
  const isOn = (name, value) => values.getAll(name).includes(value);
  const marked = (tag, mark, on) => tag.replace(new RegExp(`\\s${mark}(="")?(?=[\\s>])`), "").replace(/>$/, on ? ` ${mark}>` : ">");
  const input = (tag) => {
    const name = of(tag, "name");
    if (!name) return tag;
    if (/\stype="(checkbox|radio)"/.test(tag)) return marked(tag, "checked", isOn(name, of(tag, "value") || "on"));
    const typed = values.get(name);
    if (typeof typed !== "string") return tag;
    return tag.replace(/\svalue="[^"]*"/, "").replace(/>$/, () => ` value="${safe(typed)}">`);
  };
  const area = (whole, start, end) => {
    const typed = values.get(of(start, "name"));
    return typeof typed === "string" ? start + "\n" + safe(typed) + end : whole;
  };
  const select = (whole, start, inside) => {
    const name = of(start, "name");
    if (!values.has(name)) return whole;
    const option = (tag) => marked(tag, "selected", isOn(name, of(tag, "value")));
    return start + inside.replace(/<option\b[^>]*>/g, option) + "</select>";
  };
  return html
    .replace(/<input\b[^>]*>/g, input)
    .replace(/(<textarea\b[^>]*>)[^<]*(<\/textarea>)/g, area)
    .replace(/(<select\b[^>]*>)([\s\S]*?)<\/select>/g, select);
}

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const safe = (text) => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign]);
const plain = (text) => Object.entries(ENTITIES).reduceRight((plain, [sign, name]) => plain.replaceAll(name, sign), text);

async function file(request) {
  const shell = await caches.open(SHELL);
  return (await shell.match(request, { ignoreVary: true })) ?? fetch(request);
}

async function onceAskedFor(request) {
  const shell = await caches.open(SHELL);
  const kept = await shell.match(request, { ignoreSearch: true, ignoreVary: true });
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await shell.put(request, response.clone());
  return response;
}

async function text(request, path) {
  const shell = await caches.open(SHELL);
  try {
    const response = await inTime(request);
    if (response.ok) return response;
  } catch {
    // What is kept follows.
  }
  const own = await shell.match(path, { ignoreVary: true });
  if (own) return own;
  const texts = await shell.match(TEXTS);
  const found = texts && (await texts.json())[path];
  return found ? new Response(found, { headers: { "content-type": "application/json" } }) : fetch(request);
}

/** The network's answer, or an error when it takes too long for a person who waits. */
async function inTime(request) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), PATIENCE);
  try {
    return await fetch(request, { signal: controller.signal });
  } finally {
    clearTimeout(timer);
  }
}
