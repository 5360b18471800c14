// Elements made by hand; text that goes into them stays text.

export const $ = (id) => document.getElementById(id);

/** An element with its attributes and children. */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** A drawn icon of the sheet in index.html. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

export function button(name, label, act) {
  const node = make("button", { type: "button", class: "quiet", title: label, "aria-label": label }, icon(name));
  node.onclick = act;
  return node;
}
