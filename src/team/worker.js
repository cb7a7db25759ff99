// Keeps the shell of the team's pages and its script, so that a register that was opened reads after a reload without a
// signal. It is registered once somebody of the team has signed in, for the team's pages alone; families never meet it.
// It keeps nothing of what the script asks for.
const KEPT = "team-__VERSION__";
const FILES = __FILES__;
const SHELL = "/team";
/** How long the shell may take before the kept one is shown, in milliseconds. */
const PATIENCE = 4000;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || request.headers.has("authorization") || origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (pathname === SHELL || pathname.startsWith(`${SHELL}/`)) event.respondWith(shell(request));
  } else if (FILES.includes(pathname)) {
    event.respondWith(file(request));
  }
});

async function install() {
  const kept = await caches.open(KEPT);
  await kept.addAll([SHELL, ...FILES]);
  await self.skipWaiting();
}

async function activate() {
  for (const name of await caches.keys()) {
    if (name.startsWith("team-") && name !== KEPT) await caches.delete(name);
  }
  await self.clients.claim();
}

async function shell(request) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), PATIENCE);
  try {
    return await fetch(request, { signal: controller.signal });
  } catch (error) {
    const kept = await caches.match(SHELL, { ignoreVary: true });
    if (kept) return kept;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function file(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}
