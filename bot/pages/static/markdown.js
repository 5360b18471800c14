// Markdown as DOM nodes. Nothing a model writes becomes HTML, and nothing is fetched for it.
import { make } from "./dom.js";
import { t } from "./words.js";

const DEEPEST = 8;
const FENCE = /^\s{0,3}(`{3,}|~{3,})\s*([\w+#.-]*)[^`]*$/;
const HEADING = /^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$/;
const RULE = /^\s{0,3}([-*_])(?:\s*\1){2,}\s*$/;
const QUOTE = /^\s{0,3}> ?/;
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])(?:\s+|$)/;
const COLUMNS = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

const INLINE = new RegExp(
  [
    /\\(?<escaped>[!-/:-@[-`{-~])/,
    /(?<!`)(?<tick>`+)(?!`)(?<code>[^]*?[^`])\k<tick>(?!`)/,
    /!?\[(?<label>[^\][]*)\]\((?<url>[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)(?:\s+"[^"]*")?\)/,
    /<(?<auto>https?:\/\/[^\s<>]+)>/,
    /(?<bare>https?:\/\/[^\s<>"'`，。；：！？、（）《》「」]*[^\s<>"'`，。；：！？、（）《》「」.,;:!?)\]*_~])/,
    /\*\*\*(?=[^\s*])(?<both>[^*\n]+)\*\*\*/,
    /(?<![0-9)*])\*\*(?=\S)(?<strong>(?:[^*]|\*(?!\*))+)\*\*/,
    /(?<!\w)__(?=\S)(?<strong2>(?:[^_]|_(?!_))+)__(?!\w)/,
    /(?<![A-Za-z0-9)*])\*(?=[^\s*])(?<em>[^*\n]+)\*/,
    /(?<!\w)_(?=[^\s_])(?<em2>[^_\n]+)_(?!\w)/,
    /~~(?=\S)(?<gone>[^~]+)~~/,
    /(?<hard> {2,}\n|\n)/,
  ].map((part) => part.source).join("|"),
  "g",
);

/** Draw the text into the node, leaving alone the blocks that are as they were. */
export function markdown(node, text) {
  const parts = blocks(text.split(/\r?\n/), 0);
  parts.forEach(({ source, draw }, at) => {
    const old = node.children[at];
    if (old?.source === source) return;
    const fresh = draw();
    fresh.source = source;
    if (old) old.replaceWith(fresh);
    else node.append(fresh);
  });
  while (node.children.length > parts.length) node.lastElementChild.remove();
}

function blocks(lines, depth) {
  const found = [];
  for (let at = 0; at < lines.length; ) {
    if (!lines[at].trim()) {
      at += 1;
      continue;
    }
    const [end, draw] = depth > DEEPEST ? paragraph(lines, at, depth) : block(lines, at, depth);
    found.push({ source: lines.slice(at, end).join("\n"), draw });
    at = end;
  }
  return found;
}

const drawn = (lines, depth) => blocks(lines, depth + 1).map(({ draw }) => draw());

/** The block that begins here: where it ends and how it is drawn. */
function block(lines, at, depth) {
  const line = lines[at];
  const fence = line.match(FENCE);
  if (fence) return fenced(lines, at, fence);
  const heading = line.match(HEADING);
  if (heading) return [at + 1, () => inline(make(`h${Math.min(heading[1].length + 1, 6)}`), heading[2])];
  if (RULE.test(line)) return [at + 1, () => make("hr")];
  if (QUOTE.test(line)) {
    const end = until(lines, at, (each) => !QUOTE.test(each));
    const inner = lines.slice(at, end).map((each) => each.replace(QUOTE, ""));
    return [end, () => make("blockquote", {}, ...drawn(inner, depth))];
  }
  if (isTable(lines, at)) return table(lines, at);
  return ITEM.test(line) ? list(lines, at, depth) : paragraph(lines, at, depth);
}

function until(lines, at, stop) {
  let end = at + 1;
  while (end < lines.length && !stop(lines[end], end)) end += 1;
  return end;
}

function paragraph(lines, at, depth) {
  const starts = (line, end) => [FENCE, HEADING, RULE, QUOTE, ITEM].some((kind) => kind.test(line)) || isTable(lines, end);
  const end = until(lines, at, (line, next) => !line.trim() || (depth <= DEEPEST && starts(line, next)));
  return [end, () => inline(make("p"), lines.slice(at, end).map((line) => line.trimStart()).join("\n"))];
}

function fenced(lines, at, [, mark, language]) {
  const closing = new RegExp(`^\\s{0,3}${mark[0]}{${mark.length},}\\s*$`);
  const end = until(lines, at, (line) => closing.test(line));
  const code = lines.slice(at + 1, end).join("\n");
  return [end + 1, () => {
    const copy = make("button", { type: "button", class: "copy" }, t("copy"));
    copy.onclick = async () => {
      await navigator.clipboard.writeText(code);
      copy.textContent = t("copied");
      setTimeout(() => (copy.textContent = t("copy")), 1500);
    };
    return make("figure", { class: "code" }, make("figcaption", {}, make("span", {}, language), copy), make("pre", {}, make("code", {}, code)));
  }];
}

function list(lines, at, depth) {
  const [, indent, mark] = lines[at].match(ITEM);
  const ordered = /\d/.test(mark);
  const inside = (line) => line.search(/\S/) > indent.length;
  const sibling = (line) => {
    const item = line.match(ITEM);
    return item && !RULE.test(line) && item[1].length <= indent.length && /\d/.test(item[2]) === ordered;
  };
  const end = until(lines, at, (line, next) => {
    if (inside(line) || sibling(line)) return false;
    const after = lines.slice(next).find((each) => each.trim());
    return line.trim() !== "" || after === undefined || !(inside(after) || sibling(after));
  });
  return [end, () => {
    const items = [];
    for (const line of lines.slice(at, end)) {
      if (sibling(line)) items.push([line.replace(ITEM, "")]);
      else items.at(-1).push(line.slice(Math.min(Math.max(line.search(/\S/), 0), indent.length + mark.length + 1)));
    }
    const node = make(ordered ? "ol" : "ul", ordered ? { start: parseInt(mark) } : {});
    node.append(...items.map((item) => make("li", {}, ...drawn(item, depth))));
    return node;
  }];
}

const isTable = (lines, at) => lines[at].includes("|") && lines[at + 1]?.includes("-") && COLUMNS.test(lines[at + 1]);

const cells = (line) => line.trim().replace(/^\||(?<!\\)\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));

function table(lines, at) {
  const end = until(lines, at + 1, (line) => !line.includes("|"));
  const sides = cells(lines[at + 1]).map((cell) => (cell.endsWith(":") ? (cell.startsWith(":") ? "center" : "right") : "left"));
  const row = (line, tag) => make("tr", {}, ...cells(line).slice(0, sides.length).map((cell, i) => inline(make(tag, { class: sides[i] }), cell)));
  return [end, () =>
    make("div", { class: "wide" }, make("table", {}, make("thead", {}, row(lines[at], "th")),
      make("tbody", {}, ...lines.slice(at + 2, end).map((line) => row(line, "td")))))];
}

function inline(node, text, depth = 0) {
  let last = 0;
  for (const found of depth > DEEPEST ? [] : text.matchAll(INLINE)) {
    node.append(text.slice(last, found.index), span(found.groups, found[0], depth));
    last = found.index + found[0].length;
  }
  node.append(text.slice(last));
  return node;
}

function span(is, whole, depth) {
  if (is.escaped) return is.escaped;
  if (is.code !== undefined) return make("code", {}, is.code.replace(/^ (.*) $/, "$1"));
  if (is.url !== undefined) return link(is.url, is.label, whole, depth);
  if (is.auto ?? is.bare) return link(is.auto ?? is.bare, undefined, whole, depth);
  if (is.both) return make("strong", {}, inline(make("em"), is.both, depth + 1));
  if (is.strong ?? is.strong2) return inline(make("strong"), is.strong ?? is.strong2, depth + 1);
  if (is.em ?? is.em2) return inline(make("em"), is.em ?? is.em2, depth + 1);
  return is.gone ? inline(make("del"), is.gone, depth + 1) : make("br");
}

/** A link out to the web, or the text as it stands when it leads anywhere else. */
function link(url, label, whole, depth) {
  if (!/^(https?:\/\/|mailto:)/i.test(url) || !URL.canParse(url)) return whole;
  const node = make("a", { href: url, target: "_blank", rel: "noopener noreferrer nofollow", title: url });
  return label ? inline(node, label, depth + 1) : (node.append(url), node);
}
