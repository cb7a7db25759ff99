// Draws a piece of a page anew and touches only what has changed: the browser then works out the style and the place of
// that alone, what has the focus keeps it, and a screen reader does not lose where it was.

// What only the screen knows, whatever is drawn: a list that a person unfolded, what a dialog keeps out of reach, and
// the attributes that an element names itself.
const kept = (element, name) =>
  name === "open" || name === "inert" || element.dataset.keeps?.split(" ").includes(name);

// Things that are drawn in another place the next time are known again by their id, or by where they lead.
const key = (node) => {
  if (node.nodeType !== 1) return "";
  const inside = node.localName === "li" ? node.querySelector("a[href]") : node.localName === "label" && node.querySelector("input");
  return node.id || (inside || node).getAttribute("href") || (inside && inside.id) || "";
};

const patch = (old, drawn) => {
  // An element of our own (`service-map`) takes care of what is in it.
  if (old.isEqualNode(drawn) || old.localName?.includes("-")) return;
  if (old.nodeType !== 1) {
    old.data = drawn.data;
    return;
  }
  // What is typed or ticked stays, unless something else is drawn into the field.
  const isRewritten = old.localName === "textarea" && old.defaultValue !== drawn.defaultValue;
  const text = drawn.defaultValue;
  for (const name of new Set([...old.getAttributeNames(), ...drawn.getAttributeNames()])) {
    const [before, value] = [old.getAttribute(name), drawn.getAttribute(name)];
    if (before === value || kept(old, name)) continue;
    if (value === null) old.removeAttribute(name);
    else old.setAttribute(name, value);
    if (name === "value" && (before ?? "") !== (value ?? "")) old.value = value ?? "";
    if (name === "checked" || name === "selected") old[name] = value !== null;
  }
  children(old, drawn);
  if (isRewritten) old.value = text;
};

const children = (old, drawn) => {
  const before = [...old.childNodes];
  const after = [...drawn.childNodes];
  const [names, wanted] = [before.map(key), after.map(key)];
  const isSame = (node, i) => node.nodeName === before[i].nodeName && wanted[i] === names[i];
  if (before.length === after.length && after.every(isSame)) {
    after.forEach((node, i) => patch(before[i], node));
    return;
  }
  const known = new Map();
  before.forEach((node, i) => {
    if (!names[i]) return;
    if (wanted.includes(names[i]) && !known.has(names[i])) known.set(names[i], node);
    else node.remove();
  });
  let at = old.firstChild;
  after.forEach((node, i) => {
    const same = wanted[i] ? known.get(wanted[i]) : at && !key(at) && at;
    known.delete(wanted[i]);
    if (same?.nodeName !== node.nodeName) return old.insertBefore(node, at);
    if (same === at) at = at.nextSibling;
    else old.insertBefore(same, at);
    patch(same, node);
  });
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
};

export function redraw(node, html) {
  const drawn = document.createElement("template");
  drawn.innerHTML = html;
  children(node, drawn.content);
}
