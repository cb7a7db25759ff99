// Starts the app: the rest of the styles, the council's settings, the chosen language and the code load side
// by side. When any of them cannot be had the prerendered page stays as it is, readable, with working links.
const styles = () =>
  new Promise((done) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = "__MAIN_CSS__";
    link.onload = link.onerror = done;
    document.head.append(link);
  });

const text = (path) => fetch(path).then((answer) => (answer.ok ? answer.text() : ""), () => "");

const language = () => {
  try {
    const code = JSON.parse(localStorage.getItem("language") ?? "null");
    return /^[A-Za-z-]{2,12}$/.test(code ?? "") && code !== "en" ? text(`/locales/${code}.json`) : "";
  } catch {
    return "";
  }
};

// What a person reads comes first: on a slow line the app would compete with it. A hidden page is never painted,
// and an old browser does not tell.
const painted = () =>
  new Promise((done) => {
    if (document.hidden) done();
    setTimeout(done, 1000);
    try {
      new PerformanceObserver(() => done()).observe({ type: "paint", buffered: true });
    } catch {
      done();
    }
  });

// The map is fetched when a family asks for it. A browser may remember that a script did not come, so the next try asks
// under another address.
let tries = "";
const map = async (...what) => {
  try {
    const late = new Promise((_, giveUp) => setTimeout(giveUp, 20000));
    const { show } = await Promise.race([import("__MAP_JS__" + tries), late]);
    await show(...what, config, app.when);
  } catch (error) {
    tries += "?";
    throw error;
  }
};

await painted();
const code = fetch("__APP_WASM__");
const [app, config, words] = await Promise.all([import("__APP_JS__"), text("/config.json"), language(), styles()]);
globalThis.familyHub = { config, words, map };
await app.default({ module_or_path: code });

// After the app, because it serves the next visit. Cleared with everything else that is kept on this device.
const worker = "__WORKER__";
if (worker && navigator.serviceWorker) {
  globalThis.familyHub.forget = async () => {
    for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
    for (const name of await caches.keys()) await caches.delete(name);
  };
  // Taking everything in is work too: not while a person begins to read.
  setTimeout(() => navigator.serviceWorker.register(worker).catch(() => {}), 5000);
}
