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
  if (old.nodeType !== 1) {
    if (old.data !== drawn.data) old.data = drawn.data;
    return;
  }
  // What is typed or ticked stays, unless something else is drawn into the field.
  const written = old.localName === "textarea" && old.defaultValue !== drawn.defaultValue;
  const names = new Set([...old.getAttributeNames(), ...drawn.getAttributeNames()]);
  for (const name of names) {
    const [before, value] = [old.getAttribute(name), drawn.getAttribute(name)];
    if (before === value || kept(old, name)) continue;
    if (value === null) old.removeAttribute(name);
    else old.setAttribute(name, value);
    if (name === "value" && (before ?? "") !== (value ?? "")) old.value = value ?? "";
    if (name === "checked" || name === "selected") old[name] = value !== null;
  }
  children(old, drawn);
  if (written) old.value = drawn.value;
};

const children = (old, drawn) => {
  const wanted = new Set();
  for (const node of drawn.childNodes) wanted.add(key(node));
  const known = new Map();
  for (const node of [...old.childNodes]) {
    const name = key(node);
    if (!name) continue;
    if (wanted.has(name) && !known.has(name)) known.set(name, node);
    else node.remove();
  }
  let at = old.firstChild;
  for (const node of [...drawn.childNodes]) {
    const name = key(node);
    const same = name ? known.get(name) : at && !key(at) && at;
    known.delete(name);
    if (same && same.nodeName === node.nodeName) {
      if (same === at) at = at.nextSibling;
      else old.insertBefore(same, at);
      patch(same, node);
    } else {
      old.insertBefore(node, at);
    }
  }
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
