// The conversations at the side.
import { $, make } from "./dom.js";
import { insist } from "./outbox.js";
import { t } from "./words.js";

export let titles = new Map();

/** The conversation on the page; none for a new chat. */
export const current = () => decodeURIComponent(location.hash.slice(1));

export const path = (name, more = "") => `/api/conversations/${encodeURIComponent(name)}${more}`;

export async function showList() {
  const all = await insist("GET", "/api/conversations");
  titles = new Map(all.map(({ id, title }) => [id, title]));
  const days = new Map();
  for (const one of all) days.set(day(one), [...(days.get(day(one)) ?? []), make("a", { href: `#${one.id}`, title: one.title }, one.title)]);
  $("list").replaceChildren(...[...days].flatMap(([name, links]) => [make("h2", {}, name), ...links]));
  mark();
}

function day({ active_at: at }) {
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 864e5);
  return t(["today", "yesterday"][days] ?? "earlier");
}

/** Show which conversation is open. */
export function mark() {
  const title = titles.get(current()) ?? "";
  if (document.activeElement !== $("title")) $("title").value = title;
  document.title = title ? `${title} · KAgentSys` : "KAgentSys";
  for (const link of $("list").querySelectorAll("a")) {
    if (link.hash.slice(1) === current()) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}
