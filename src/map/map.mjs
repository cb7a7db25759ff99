// The results of a search on a map. Fetched when a family asks for it; see docs/decisions/0016-our-own-map.md.
//
// The app says where `<service-map>` stands and hands over the points as the API sent them. Everything in it can be
// reached by keyboard, in the order of the list. One finger scrolls the page; two move the map.

import { cluster, countServices, partingZoom, stacksOf } from "./clusters.mjs";
import { fit, metresPerPixel, project, scaleBar, size } from "./projection.mjs";

const STYLE = "__MAP_CSS__";
/** The area that the council draws: GeoJSON (RFC 7946), see docs/operations.md. */
const AREA = "/area.json";
/** The size of a thumb: no two pins are nearer, in pixels. */
const THUMB = 44;
/** Free space around what is brought into view, and how far an arrow key goes, in pixels. */
const MARGIN = 56;
const STEP = 96;
const FARTHEST = 8;
const NEAREST = 17;
/** The list's first page is what a map near a place begins with. */
const FIRST = 20;
/** How long moving takes, in milliseconds. */
const MOVE = 180;
/** The zoom at which a unit of the area's drawing is one pixel. */
const DRAWN_AT = 12;
/** Area names make room for streets and doors from here on. */
const CLOSE = 14.5;

/** What is on the map, and how it was left: a way back finds it again. */
let shown;
let ready;
let area;
let tiles;
let when;

/**
 * Draws these points, an answer of the API as text, in every `<service-map>` there is and will be. `search` tells one
 * search from another, `config` is the council's settings as text, `say` puts a moment into words. Without points it only
 * gets ready.
 */
export async function show(points, search, config, say) {
  ready ??= Promise.all([outline(), styles()]);
  [area] = await ready;
  if (!points) return;
  when = say;
  tiles = settings(config).tiles;
  if (shown?.points !== points || shown.search !== search) {
    const answer = JSON.parse(points);
    const left = shown?.search === search ? { view: shown.view, open: shown.open } : {};
    shown = { points, search, answer, stacks: stacksOf(answer.points, answer.centres, project), ...left };
  }
  if (!customElements.get("service-map")) customElements.define("service-map", ServiceMap);
  for (const map of document.querySelectorAll("service-map")) map.draw();
}

function styles() {
  return new Promise((done, failed) => {
    document.head.append(element("link", { rel: "stylesheet", href: STYLE, onload: done, onerror: failed }));
  });
}

/** A map without its outline is still a map. */
async function outline() {
  try {
    const { features } = await (await fetch(AREA)).json();
    return features.map(({ properties, geometry: { type, coordinates } }) => {
      const polygons = type === "MultiPolygon" ? coordinates : [coordinates];
      const flat = ([longitude, latitude]) => project({ latitude, longitude });
      return { ...properties, rings: polygons.flat().map((ring) => ring.map(flat)) };
    });
  } catch {
    return [];
  }
}

function settings(config) {
  try {
    return JSON.parse(config);
  } catch {
    return {};
  }
}

/** An element: what it has as a property is set as one, the rest as attributes. */
function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in made) made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

function icon(name, size = "") {
  const holder = document.createElement("span");
  holder.innerHTML = `<svg class="icon ${size}" aria-hidden="true"><use href="/icons.svg#${name}"></use></svg>`;
  return holder.firstChild;
}

function fill(text, values) {
  return Object.entries(values).reduce((filled, [name, value]) => filled.replaceAll(`{${name}}`, value), text);
}

class ServiceMap extends HTMLElement {
  connectedCallback() {
    this.draw();
  }

  disconnectedCallback() {
    this.resized?.disconnect();
    if (this.target) shown.view = this.target;
    this.stop();
  }

  /** Draws what is to be shown, unless it stands here already. */
  draw() {
    if (!shown || this.drawn === shown || !this.isConnected) return;
    this.drawn = shown;
    this.words = this.dataset.words.split("\n");
    this.build();
    this.resized?.disconnect();
    this.resized = new ResizeObserver(() => this.settle());
    this.begin();
    this.resized.observe(this.window);
    if (shown.open) this.open(this.clusterOf(shown.open), false);
  }

  word(name) {
    return this.words[WORDS.indexOf(name)];
  }

  count(name, count, values = {}) {
    return fill(this.word(`${name}_${count === 1 ? "one" : "other"}`), { count, ...values });
  }

  // What it is made of.

  build() {
    const button = (name, sign, act) =>
      element("button", { type: "button", className: "map__tool", "aria-label": this.word(name), title: this.word(name), onclick: act }, icon(sign));
    this.ground = this.drawGround();
    this.tiles = element("div", { className: "map__tiles" });
    this.names = element("div", { className: "map__names" }, ...this.localities());
    this.pins = element("ol", { className: "map__pins", role: "list" });
    this.scale = element("p", { className: "map__scale" });
    this.hint = element("p", { className: "map__hint", textContent: this.word("hint") });
    for (const decoration of [this.tiles, this.names, this.scale, this.hint]) decoration.setAttribute("aria-hidden", "true");
    this.window = element(
      "div",
      { className: "map__window", tabIndex: 0, dir: "ltr", role: "group", "aria-label": this.word("label") },
      ...[this.ground, this.tiles, this.names, this.pins, this.scale, this.hint],
    );
    if (tiles?.attribution) this.window.append(element("p", { className: "map__credit", textContent: tiles.attribution }));
    this.tools = element(
      "div",
      { className: "map__tools" },
      button("zoom_in", "plus", () => this.zoomBy(1)),
      button("zoom_out", "minus", () => this.zoomBy(-1)),
      button("whole", "map", () => this.move(this.whole())),
    );
    this.panel = element("section", { className: "map__panel", hidden: true, role: "dialog", "aria-labelledby": "map-title" });
    this.status = element("p", { className: "hidden-visually", role: "status" });
    const skip = element("a", { className: "skip-link", href: "#after-map", textContent: this.word("skip") });
    const frame = element("div", { className: "map__frame" }, skip, this.tools, this.window, this.panel);
    this.replaceChildren(frame, this.notes(), this.status);
    this.listen();
  }

  /** The area in one drawing, which zooming only stretches. */
  drawGround() {
    const ground = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    ground.setAttribute("class", "map__ground");
    ground.setAttribute("aria-hidden", "true");
    const all = area.flatMap(({ rings }) => rings.flat());
    this.origin = all[0] ?? shown.stacks[0]?.at ?? { x: 0.5, y: 0.5 };
    const unit = size(DRAWN_AT);
    const path = (rings) => {
      const corner = ({ x, y }) => `${((x - this.origin.x) * unit).toFixed(1)} ${((y - this.origin.y) * unit).toFixed(1)}`;
      return rings.map((ring) => `M${ring.map(corner).join("L")}Z`).join("");
    };
    const kinds = { boundary: [], locality: [], streets: [] };
    for (const feature of area) kinds[feature.kind]?.push(feature);
    const drawn = [...kinds.boundary, ...kinds.streets, ...kinds.locality].map(({ kind, rings }) => {
      const shape = document.createElementNS(ground.namespaceURI, "path");
      shape.setAttribute("class", `map__${kind}`);
      shape.setAttribute("d", path(rings));
      return shape;
    });
    const group = document.createElementNS(ground.namespaceURI, "g");
    group.append(...drawn);
    ground.append(group);
    return ground;
  }

  localities() {
    const named = area.filter(({ name }) => name);
    return named.map(({ name, rings }) => {
      const label = element("p", { className: "map__name" }, element("span", { textContent: name }));
      label.spots = spots(rings[0]);
      label.at = label.spots[0];
      return label;
    });
  }

  /** What the map cannot show, in words. */
  notes() {
    const { points, left_out: left, private: hidden, unplaced, reaching, centres } = shown.answer;
    const notes = [];
    const note = (text, ...before) => notes.push(element("li", { className: "map__note" }, ...before, element("span", { textContent: text })));
    if (!points.length) note(this.word("none"));
    if (centres.length) note(this.word("family_centre"), element("span", { className: "map__key" }, icon("home", "icon--small")));
    if (hidden) note(this.count("private", hidden));
    if (unplaced) note(this.count("unplaced", unplaced));
    if (reaching) note(this.count("reaching", reaching));
    if (left) note(this.count("left_out", left));
    return element("ul", { className: "map__notes", id: "after-map", tabIndex: -1, role: "list" }, ...notes);
  }

  // What is in view.

  room() {
    return { width: this.window.clientWidth || 320, height: this.window.clientHeight || 320 };
  }

  most() {
    return Math.min(NEAREST, tiles?.max_zoom ?? NEAREST);
  }

  /** Everything that was found, and the family's own place; the whole area where that is nothing. */
  whole() {
    const found = shown.stacks.filter(({ services }) => services.length).map(({ at }) => at);
    return this.fitted([...found, ...this.own()]);
  }

  own() {
    return shown.answer.origin ? [project(shown.answer.origin.point)] : [];
  }

  fitted(points) {
    const all = points.length ? points : area.flatMap(({ rings }) => rings.flat());
    // The buttons stand over the map's end, where no pin should begin.
    const { width, height } = this.room();
    const view = fit(all.length ? all : [this.origin], { width: width - THUMB, height }, MARGIN, 15);
    const side = getComputedStyle(this).direction === "rtl" ? -1 : 1;
    return { ...view, x: view.x + (side * THUMB) / 2 / size(view.zoom) };
  }

  /** Near a place, the first page of the list; else everything. As it was left, after a way back. */
  begin() {
    const first = new Set(shown.answer.points.map(({ id }) => id).slice(0, FIRST));
    const near = shown.stacks.filter(({ services }) => services.some(({ id }) => first.has(id))).map(({ at }) => at);
    shown.view ??= this.own().length && near.length ? this.fitted([...near, ...this.own()]) : this.whole();
    this.settle();
  }

  /** Clusters for the zoom that is there now, and everything in its place. */
  settle(zoom = shown.view.zoom) {
    const focused = this.pins.contains(document.activeElement) ? document.activeElement.closest("li").cluster : null;
    const known = new Map([...this.pins.children].map((pin) => [pin.id, pin]));
    const clusters = cluster(shown.stacks, size(zoom), THUMB);
    const pins = clusters.map((one) => {
      const pin = this.pin(one);
      const old = known.get(pin.id);
      // What has the focus stays the same element, so that nothing is said twice.
      return old && old.mark === pin.mark ? Object.assign(old, { cluster: one }) : pin;
    });
    const own = this.ownMark();
    const wanted = [...own, ...pins];
    const lost = [...this.pins.children].filter((pin) => !wanted.includes(pin));
    for (const pin of lost) pin.remove();
    wanted.forEach((pin, i) => {
      if (this.pins.children[i] !== pin) this.pins.insertBefore(pin, this.pins.children[i] ?? null);
    });
    this.place();
    this.label();
    this.markOpen();
    if (focused) this.focusOn(focused.head.location);
  }

  /** Puts everything where the view has it. */
  place() {
    const { view } = shown;
    this.seen = this.room();
    const { width, height } = this.seen;
    const world = size(view.zoom);
    for (const pin of this.pins.children) this.put(pin);
    this.placeNames();
    const stretch = 2 ** (view.zoom - DRAWN_AT);
    const [left, top] = [(this.origin.x - view.x) * world + width / 2, (this.origin.y - view.y) * world + height / 2];
    this.ground.firstChild.setAttribute("transform", `translate(${left.toFixed(1)} ${top.toFixed(1)}) scale(${stretch})`);
    this.placeTiles(width, height);
    this.measure();
  }

  placeNames() {
    for (const name of this.names.children) this.put(name);
  }

  put(node) {
    const { view } = shown;
    const { width, height } = this.seen;
    node.left = (node.at.x - view.x) * size(view.zoom) + width / 2;
    node.top = (node.at.y - view.y) * size(view.zoom) + height / 2;
    node.style.transform = `translate(${node.left.toFixed(1)}px, ${node.top.toFixed(1)}px)`;
  }

  placeTiles(width, height) {
    if (!tiles?.url) return;
    const { view } = shown;
    const zoom = Math.max(0, Math.min(Math.round(view.zoom), tiles.max_zoom ?? NEAREST));
    const side = size(view.zoom - zoom);
    const count = 2 ** zoom;
    const [west, north] = [view.x * count - width / 2 / side, view.y * count - height / 2 / side];
    const wanted = new Map();
    for (let x = Math.floor(west); x <= west + width / side; x += 1) {
      for (let y = Math.floor(north); y <= north + height / side; y += 1) {
        if (x >= 0 && y >= 0 && x < count && y < count) wanted.set(`${zoom}/${x}/${y}`, [x, y]);
      }
    }
    for (const tile of [...this.tiles.children]) {
      if (!wanted.has(tile.name)) tile.remove();
      else {
        this.putTile(tile, wanted.get(tile.name), side, west, north);
        wanted.delete(tile.name);
      }
    }
    for (const [name, [x, y]] of wanted) {
      const tile = element("img", { alt: "", src: fill(tiles.url, { z: zoom, x, y }), draggable: false });
      tile.name = name;
      // A picture that does not come leaves the outline to be seen.
      tile.onerror = () => (tile.hidden = true);
      this.putTile(tile, [x, y], side, west, north);
      this.tiles.append(tile);
    }
  }

  putTile(tile, [x, y], side, west, north) {
    tile.style.transform = `translate(${(x - west) * side}px, ${(y - north) * side}px) scale(${side / 256})`;
  }

  /** How far a mile is here. */
  measure() {
    const { miles, yards, pixels } = scaleBar(metresPerPixel(shown.view.y, shown.view.zoom), 120);
    const fraction = { 0.5: "half_mile", 0.25: "quarter_mile", 1: "one_mile" }[miles];
    this.scale.textContent = fraction
      ? this.word(fraction)
      : fill(this.word(miles ? "miles" : "yards"), { miles, yards });
    this.scale.style.inlineSize = `${pixels.toFixed(0)}px`;
  }

  // Pins.

  pin(one) {
    const { head, stacks, services } = one;
    const found = stacks.filter((each) => each.services.length).length;
    const kind = found > 1 ? "many" : services > 1 ? "some" : found ? "one" : "empty";
    const name = this.nameOf(one);
    const button = found
      ? element("button", { type: "button", onclick: () => this.activate(one) })
      : element("a", { href: `${this.dataset.place}${head.slug}` });
    button.id = `pin-${head.location}`;
    button.className = `map__pin map__pin--${kind}${head.centre ? " map__pin--centre" : ""}`;
    button.setAttribute("aria-label", name);
    if (head.centre) button.append(icon("home"));
    if (services > 1 || (head.centre && found)) {
      button.append(element("span", { className: head.centre ? "map__badge" : "map__number", textContent: services }));
    }
    const pin = element("li", { className: "map__place", id: `place-${head.location}` }, button);
    if (head.centre) {
      pin.append(element("span", { className: "map__label", textContent: head.name, "aria-hidden": "true" }));
    }
    return Object.assign(pin, { at: one.at, cluster: one, mark: `${name}\n${stacks.map((each) => each.location)}` });
  }

  nameOf({ head, stacks, services }) {
    const found = stacks.filter((each) => each.services.length);
    if (!found.length) return `${head.name}, ${this.word("family_centre")}`;
    const count = this.count("services", services);
    if (found.length > 1) {
      return fill(this.word("cluster"), { services: count, places: this.count("places", found.length), place: found[0].name });
    }
    const [{ name, services: [service] }] = found;
    return fill(this.word("pin"), { service: services > 1 ? count : service.name, place: name });
  }

  /** Where the family searched from, which is nothing to press. */
  ownMark() {
    const [at] = this.own();
    if (!at) return [];
    const mark = this.pins.querySelector(".map__own") ?? element("li", { className: "map__place map__own", "aria-hidden": "true" });
    mark.replaceChildren(element("span", { className: "map__here" }), element("span", { className: "map__label", textContent: shown.answer.origin.name }));
    return [Object.assign(mark, { at })];
  }

  /** Names where they cover neither a pin nor one another: of centres beside them, of areas anywhere within. */
  label() {
    const half = THUMB / 2;
    const { width, height } = this.room();
    const pins = [...this.pins.children];
    // A number stands out at the upper corner.
    const taken = pins.map(({ left, top }) => ({ left: left - half, right: left + half + 10, top: top - half - 10, bottom: top + half }));
    const [frame, tools] = [this.window.getBoundingClientRect(), this.tools.getBoundingClientRect()];
    taken.push({ left: tools.left - frame.left, right: tools.right - frame.left, top: 0, bottom: tools.bottom - frame.top });
    const isFree = (box) =>
      box.left > 0 && box.right < width && box.top > 0 && box.bottom < height &&
      !taken.some((other) => box.left < other.right && box.right > other.left && box.top < other.bottom && box.bottom > other.top);
    const settle = (label, boxes) => {
      const box = boxes.find(isFree);
      label.classList.toggle("map__label--covered", !box);
      if (box) taken.push(box);
      return box;
    };
    for (const pin of pins) {
      const label = pin.querySelector(".map__label");
      if (!label) continue;
      const [wide, high] = [label.offsetWidth, label.offsetHeight];
      const beside = [
        [-wide / 2, half],
        [half + 10, -high / 2],
        [-half - wide, -high / 2],
        [-wide / 2, -half - high - 10],
      ];
      const boxes = beside.map(([x, y]) => ({ x, y, left: pin.left + x, right: pin.left + x + wide, top: pin.top + y, bottom: pin.top + y + high }));
      const box = settle(label, boxes);
      if (box) label.style.transform = `translate(${box.x}px, ${box.y}px)`;
    }
    const world = size(shown.view.zoom);
    for (const name of this.names.children) {
      const [wide, high] = [name.firstChild.offsetWidth / 2 + 8, 16];
      const boxes = name.spots.map((at) => {
        const [x, y] = [(at.x - shown.view.x) * world + width / 2, (at.y - shown.view.y) * world + height / 2];
        return { at, left: x - wide, right: x + wide, top: y - high, bottom: y + high };
      });
      name.at = settle(name, shown.view.zoom < CLOSE ? boxes : [])?.at ?? name.at;
    }
    this.placeNames();
  }

  clusterOf(location) {
    return [...this.pins.children].map((pin) => pin.cluster).find((one) => one?.stacks.some((stack) => stack.location === location));
  }

  focusOn(location) {
    const pin = [...this.pins.children].find(({ cluster: one }) => one?.stacks.some((stack) => stack.location === location));
    if (pin && !pin.contains(document.activeElement)) pin.firstChild.focus({ preventScroll: true });
  }

  /** A place opens; places that part when nearer are gone to. */
  activate(one) {
    const found = one.stacks.filter(({ services }) => services.length);
    const zoom = found.length > 1 ? partingZoom(one.stacks, shown.view.zoom, this.most(), THUMB, size) : null;
    if (zoom === null) return this.open(one, true);
    const view = fit(one.stacks.map(({ at }) => at), this.room(), MARGIN, this.most());
    this.close(false);
    this.move({ ...view, zoom: Math.max(zoom, view.zoom) }, found[0].location);
  }

  // What is at a place.

  open(one, isAsked) {
    if (!one?.services) return;
    shown.open = one.head.location;
    const found = one.stacks.filter(({ services }) => services.length);
    const title = element("h3", { className: "map__title", id: "map-title", tabIndex: -1 });
    const close = element("button", { type: "button", className: "map__tool", "aria-label": this.word("close"), onclick: () => this.close(true) }, icon("cross"));
    const places = found.map((stack) => this.placeOf(stack, found.length > 1));
    title.textContent = found.length > 1 ? this.count("places", found.length) : found[0].name;
    if (found.length === 1 && found[0].slug) {
      title.replaceChildren(element("a", { href: `${this.dataset.place}${found[0].slug}`, textContent: found[0].name }));
    }
    const head = element("div", { className: "map__head" }, title, close);
    const body = element("div", { className: "map__body" }, ...places);
    this.panel.replaceChildren(head, body);
    this.panel.hidden = false;
    this.markOpen();
    if (!isAsked) return;
    title.focus({ preventScroll: true });
    this.uncover(one.at);
  }

  placeOf({ name, services }, isNamed) {
    const rows = services.map((service) => {
      const more = service.status === "temporarily_closed" ? this.word("closed") : service.next ? fill(this.word("next"), { when: when(service.next) }) : "";
      const link = element("a", { className: "link-list__link", href: `${this.dataset.service}${service.id}` });
      link.append(element("span", { className: "link-list__name", textContent: service.name }), " ");
      if (more) link.append(element("span", { className: "link-list__more", textContent: more }));
      const arrow = icon("arrow-next", "icon--way");
      arrow.classList.add("link-list__arrow");
      link.append(arrow);
      return element("li", { className: "link-list__item" }, link);
    });
    const list = element("ul", { className: "link-list", role: "list" }, ...rows);
    const parts = isNamed ? [element("h4", { textContent: name }), list] : [list];
    return element("div", {}, ...parts);
  }

  close(isAsked) {
    if (this.panel.hidden) return;
    const location = shown.open;
    shown.open = undefined;
    this.panel.hidden = true;
    this.markOpen();
    if (isAsked) this.focusOn(location);
  }

  markOpen() {
    for (const pin of this.pins.children) {
      const isOpen = pin.cluster?.stacks.some(({ location }) => location === shown.open);
      pin.classList.toggle("map__place--open", Boolean(isOpen));
    }
  }

  /** Moves the map when what was opened lies under the panel. */
  uncover(at) {
    const { width, height } = this.room();
    const [frame, panel] = [this.window.getBoundingClientRect(), this.panel.getBoundingClientRect()];
    const pin = [...this.pins.children].find((one) => one.at === at);
    const [left, top] = [frame.left + pin.left, frame.top + pin.top];
    const isCovered = left > panel.left - THUMB && left < panel.right + THUMB && top > panel.top - THUMB && top < panel.bottom + THUMB;
    if (!isCovered) return;
    const isBelow = panel.width > width * 0.75;
    const world = size(shown.view.zoom);
    const [before, after] = [panel.left - frame.left, frame.right - panel.right];
    const beside = before > after ? before / 2 : width - after / 2;
    const free = isBelow ? { x: width / 2, y: (panel.top - frame.top) / 2 } : { x: beside, y: height / 2 };
    this.move({ ...this.goal(), x: at.x + (width / 2 - free.x) / world, y: at.y + (height / 2 - free.y) / world });
  }

  // Moving.

  zoomBy(steps) {
    this.move({ ...this.goal(), zoom: this.goal().zoom + steps });
  }

  /** Where the map is, or is on its way to. */
  goal() {
    return this.target ?? shown.view;
  }

  stop() {
    cancelAnimationFrame(this.frame);
    this.target = undefined;
  }

  pan(right, down) {
    const world = size(shown.view.zoom);
    const { x, y, zoom } = shown.view;
    shown.view = { x: x + right / world, y: y + down / world, zoom };
    this.place();
  }

  /** Zooms so that what is under this point of the window stays there. */
  zoomAt(zoom, left, top) {
    const { width, height } = this.room();
    const held = Math.max(FARTHEST, Math.min(this.most(), zoom));
    const [right, down] = [left - width / 2, top - height / 2];
    const { x, y, zoom: before } = shown.view;
    shown.view = {
      x: x + right / size(before) - right / size(held),
      y: y + down / size(before) - down / size(held),
      zoom: held,
    };
    this.place();
  }

  /** Goes to a view, where the pin of a place may take the focus; at once for those who want nothing to move. */
  move(to, focused) {
    this.stop();
    const from = shown.view;
    const target = { ...to, zoom: Math.max(FARTHEST, Math.min(this.most(), to.zoom)) };
    // The pins of the end are there from the beginning, so that the focus has somewhere to go.
    shown.view = target;
    this.settle();
    if (focused) this.focusOn(focused);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return this.arrive();
    this.target = target;
    const began = performance.now();
    const step = (now) => {
      const part = Math.min(1, Math.max(0, (now - began) / MOVE));
      if (part === 1) {
        shown.view = target;
        return this.arrive();
      }
      const left = (1 - part) ** 3;
      const between = (name) => target[name] + (from[name] - target[name]) * left;
      shown.view = { x: between("x"), y: between("y"), zoom: between("zoom") };
      this.place();
      this.frame = requestAnimationFrame(step);
    };
    step(began);
  }

  /** The map has come to rest: clusters, names and what is said follow. */
  arrive() {
    this.stop();
    this.settle();
    const { width, height } = this.room();
    const inView = [...this.pins.children].filter(({ cluster: one, left, top }) => one && left > 0 && top > 0 && left < width && top < height);
    const stacks = inView.flatMap(({ cluster: one }) => one.stacks);
    this.status.textContent = fill(this.word("in_view"), { services: this.count("services", countServices(stacks)) });
  }

  listen() {
    this.onkeydown = (event) => this.press(event);
    this.window.addEventListener("focusin", ({ target }) => this.reveal(target));
    // The map moves itself; the browser must not scroll it to a pin that has the focus.
    this.window.addEventListener("scroll", () => this.window.scrollTo(0, 0));
    this.window.addEventListener("wheel", (event) => this.turn(event), { passive: false });
    this.window.addEventListener("pointerdown", (event) => this.grab(event));
    this.window.addEventListener("click", (event) => this.tap(event), true);
    for (const name of ["touchstart", "touchmove", "touchend", "touchcancel"]) {
      this.window.addEventListener(name, (event) => this.touch(event), { passive: false });
    }
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && !this.panel.hidden) {
      event.stopPropagation();
      return this.close(true);
    }
    if (!this.window.contains(event.target)) return;
    const arrow = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
    const steps = { "+": 1, "=": 1, "-": -1, _: -1 }[event.key];
    if (!arrow && !steps) return;
    event.preventDefault();
    if (steps) return this.zoomBy(steps);
    this.stop();
    this.pan(...arrow);
    this.arrive();
  }

  /** Brings a pin that was tabbed to into view. */
  reveal(target) {
    this.window.scrollTo(0, 0);
    const pin = target.closest("li");
    const { width, height } = this.room();
    if (!pin || (pin.left > THUMB && pin.top > THUMB && pin.left < width - THUMB && pin.top < height - THUMB)) return;
    this.move({ ...this.goal(), x: pin.at.x, y: pin.at.y });
  }

  turn(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const { left, top } = this.window.getBoundingClientRect();
    this.zoomAt(shown.view.zoom - event.deltaY / 100, event.clientX - left, event.clientY - top);
    clearTimeout(this.turned);
    this.turned = setTimeout(() => this.arrive(), MOVE);
  }

  /** A mouse or pen drags the map. */
  grab(event) {
    if (event.pointerType === "touch" || event.button !== 0) return;
    this.stop();
    let [x, y] = [event.clientX, event.clientY];
    let far = 0;
    this.isDragged = false;
    const drag = (move) => {
      far += Math.abs(move.clientX - x) + Math.abs(move.clientY - y);
      if (far > 4 && !this.isDragged) {
        this.isDragged = true;
        this.window.setPointerCapture(event.pointerId);
      }
      if (this.isDragged) this.pan(x - move.clientX, y - move.clientY);
      [x, y] = [move.clientX, move.clientY];
    };
    const letGo = () => {
      this.window.removeEventListener("pointermove", drag);
      if (this.isDragged) this.arrive();
    };
    this.window.addEventListener("pointermove", drag);
    for (const end of ["pointerup", "pointercancel"]) this.window.addEventListener(end, letGo, { once: true });
  }

  /** A tap beside the pins closes what is open; else it brings that spot to the middle, for those who cannot drag. */
  tap(event) {
    if (this.isDragged) {
      this.isDragged = false;
      event.preventDefault();
      event.stopPropagation();
    } else if (!event.target.closest("button, a")) {
      if (!this.panel.hidden) return this.close(false);
      const { left, top, width, height } = this.window.getBoundingClientRect();
      const world = size(shown.view.zoom);
      const { x, y, zoom } = shown.view;
      this.move({ x: x + (event.clientX - left - width / 2) / world, y: y + (event.clientY - top - height / 2) / world, zoom });
    }
  }

  /** One finger scrolls the page and is told of two; two move the map and zoom. */
  touch(event) {
    const fingers = [...event.touches].slice(0, 2);
    this.hint.classList.toggle("map__hint--shown", event.type === "touchmove" && fingers.length === 1);
    if (fingers.length < 2) {
      if (this.fingers) this.arrive();
      this.fingers = null;
      return;
    }
    // While the page glides on, the browser keeps the touch to itself.
    if (event.cancelable) event.preventDefault();
    const { left, top } = this.window.getBoundingClientRect();
    const [a, b] = fingers.map(({ clientX, clientY }) => ({ x: clientX - left, y: clientY - top }));
    const now = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, apart: Math.hypot(a.x - b.x, a.y - b.y) || 1 };
    const before = this.fingers;
    this.fingers = now;
    if (!before) return this.stop();
    this.pan(before.x - now.x, before.y - now.y);
    this.zoomAt(shown.view.zoom + Math.log2(now.apart / before.apart), now.x, now.y);
  }
}

/** The words that the app hands over, one a line, in this order: `views::pages::services::map`. */
const WORDS = [
  "label",
  "skip",
  "zoom_in",
  "zoom_out",
  "whole",
  "hint",
  "services_one",
  "services_other",
  "places_one",
  "places_other",
  "pin",
  "cluster",
  "in_view",
  "next",
  "closed",
  "close",
  "family_centre",
  "none",
  "private_one",
  "private_other",
  "unplaced_one",
  "unplaced_other",
  "reaching_one",
  "reaching_other",
  "left_out_one",
  "left_out_other",
  "one_mile",
  "miles",
  "half_mile",
  "quarter_mile",
  "yards",
];

/** Where an area's name may stand: its middle, then points of a grid within it, the nearest to the middle first. */
function spots(ring) {
  const heart = middle(ring);
  const xs = ring.map(({ x }) => x);
  const ys = ring.map(({ y }) => y);
  const [west, north] = [Math.min(...xs), Math.min(...ys)];
  const [wide, high] = [Math.max(...xs) - west, Math.max(...ys) - north];
  const grid = Array.from({ length: 225 }, (_, i) => ({
    x: west + (wide * ((i % 15) + 0.5)) / 15,
    y: north + (high * (Math.floor(i / 15) + 0.5)) / 15,
  }));
  const away = ({ x, y }) => Math.hypot(x - heart.x, y - heart.y);
  return [heart, ...grid.filter((point) => isWithin(point, ring)).sort((a, b) => away(a) - away(b))];
}

/** Whether a point is within a ring: a line from it crosses the ring an odd number of times. */
function isWithin({ x, y }, ring) {
  const crosses = (a, i) => {
    const b = ring[(i + 1) % ring.length];
    return a.y > y !== b.y > y && x < a.x + ((b.x - a.x) * (y - a.y)) / (b.y - a.y);
  };
  return ring.filter(crosses).length % 2 === 1;
}

/** The middle of an area's own ground. */
function middle(ring) {
  let [sum, x, y] = [0, 0, 0];
  const [{ x: left, y: top }] = ring;
  ring.forEach((a, i) => {
    const b = ring[(i + 1) % ring.length];
    const cross = (a.x - left) * (b.y - top) - (b.x - left) * (a.y - top);
    sum += cross;
    x += (a.x + b.x - 2 * left) * cross;
    y += (a.y + b.y - 2 * top) * cross;
  });
  return { x: left + x / (3 * sum), y: top + y / (3 * sum) };
}
