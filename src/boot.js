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

// What follows happens in a task of its own: between two short ones a phone can answer a tap.
const task = () => new Promise((next) => setTimeout(next));

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

// What only some come to is fetched when somebody does. A browser may remember that a script did not come, so the next
// try asks under another address.
const tries = {};
const later = async (address) => {
  try {
    const late = new Promise((_, giveUp) => setTimeout(giveUp, 20000));
    return await Promise.race([import(address + (tries[address] ?? "")), late]);
  } catch (error) {
    tries[address] = (tries[address] ?? "") + "?";
    throw error;
  }
};

const start = async () => {
  await painted();
  // A host that sends it as something else than wasm is asked once more, and the slower road taken.
  const code = WebAssembly.compileStreaming(fetch("__APP_WASM__")).catch(() => fetch("__APP_WASM__"));
  // It is waited for below; until then a failure is not lost.
  code.catch(() => {});
  const parts = [import("__APP_JS__"), text("/config.json"), styles()];
  // Opening what is kept on the device takes a while the first time.
  await task();
  const [app, config, , words] = await Promise.all([...parts, language()]);
  globalThis.familyHub = {
    config,
    words,
    planner: async () => {
      const planner = await later("__PLANNER_JS__");
      await planner.default({ module_or_path: fetch("__PLANNER_WASM__") });
      planner.begin(words);
      return planner;
    },
    map: async (...what) => (await later("__MAP_JS__")).show(...what, config, app.when),
  };
  const compiled = await code;
  // Compiling ends here and starting begins.
  await task();
  await app.default({ module_or_path: compiled });
};

let started = false;
try {
  await start();
  started = true;
} catch (error) {
  console.error(error);
  // Pages that only the app can draw then say what they say without script. The others are whole already.
  for (const words of document.querySelectorAll("#main noscript")) words.outerHTML = words.textContent;
}

// After the app, because it serves the next visit. Cleared with everything else that is kept on this device.
const worker = "__WORKER__";
if (started && worker && navigator.serviceWorker) {
  globalThis.familyHub.forget = async () => {
    for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
    for (const name of await caches.keys()) await caches.delete(name);
  };
  // Taking everything in is work too: not while a person begins to read.
  setTimeout(() => navigator.serviceWorker.register(worker).catch(() => {}), 5000);
}
