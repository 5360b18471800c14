// The open conversation: its turns, read from the service and followed while they grow.
import { $, icon } from "./dom.js";
import { current, mark, path, showList, titles } from "./list.js";
import { away, insist, keep, send, unsent } from "./outbox.js";
import { turnElement } from "./turn.js";
import { ask, events, patiently } from "./wire.js";
import { t } from "./words.js";

const EMPTY = { text: "", activities: [], notice: "", final: false };
let view = new AbortController(); // ends what the conversation that was open is busy with
let following = false;

// The page keeps to the end of the conversation until a person scrolls away from it.
let atEnd = true;
$("scroll").addEventListener("scroll", ({ target: box }) => (atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 80));
const toEnd = () => atEnd && ($("scroll").scrollTop = $("scroll").scrollHeight);

const elements = () => [...$("turns").children];
const find = (turn) => elements().find((each) => each.turn === turn);
export const isBusy = () => $("turns").querySelector(".pending") !== null;

/** Open the conversation that the address names. */
export async function show() {
  view.abort();
  view = new AbortController();
  following = false;
  atEnd = true;
  $("turns").replaceChildren();
  $("older").hidden = true;
  $("language").value = "auto";
  document.body.classList.toggle("fresh", !current());
  document.body.classList.remove("menu");
  mark();
  showBusy();
  $("question").focus();
  if (current()) await read();
}

/** Bring the page up to date with what is kept, and follow what is still running. */
export async function read() {
  const { signal } = view;
  try {
    const said = await patiently(() => ask("GET", path(current()), undefined, signal), away, signal);
    if (signal.aborted) return;
    $("language").value = said.language;
    $("older").hidden = !said.more || elements().length > said.turns.length;
    for (const turn of said.turns) element(turn).show(turn);
    for (const item of unsent(current())) if (!find(`web:${item.id}`)) showUnsent(item);
    showBusy();
    toEnd();
    if (said.turns.some(({ reply }) => !reply.final)) await follow(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function follow(signal) {
  if (following) return;
  following = true;
  await patiently(() => live(signal), away, signal);
  following = false;
  showList();
  await read();
}

/** Show the replies as they grow. Throws when the line breaks before all are answered. */
async function live(signal) {
  for await (const [name, data] of events(path(current(), "/live"), signal)) {
    away(false);
    if (name === "done") return;
    const node = find(data.turn);
    if (node) node.show({ turn: data.turn, reply: data });
    else await read();
    showBusy();
    toEnd();
  }
  throw new TypeError("the line broke");
}

/** The turn's element, made where it belongs if it is new here. */
function element({ turn, question, place }, before = null) {
  const known = find(turn);
  if (known) return Object.assign(known, { place });
  const node = turnElement(question, { retry, rate, word });
  return $("turns").insertBefore(Object.assign(node, { turn, place }), before);
}

export async function older() {
  const first = elements()[0];
  const said = await insist("GET", path(current(), `?before=${first.place}`));
  $("older").hidden = !said.more;
  for (const turn of said.turns) element(turn, first).show(turn);
}

/** What the one button does now: stop what runs, or send what is written. */
export function showBusy() {
  const halt = isBusy() && !$("question").value.trim();
  document.body.classList.toggle("busy", isBusy());
  $("go").title = t(halt ? "stop" : "send");
  $("go").setAttribute("aria-label", $("go").title);
  $("go").replaceChildren(icon(halt ? "halt" : "send"));
}

/** Ask something, in a new conversation if none is open. */
export function say(message) {
  if (!current()) {
    const name = Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join("");
    history.pushState(null, "", `#${name}`);
    document.body.classList.remove("fresh");
  }
  const language = titles.has(current()) ? undefined : $("language").value;
  showUnsent(keep(current(), message, language === "auto" ? undefined : language));
  atEnd = true;
  toEnd();
  sendAll();
}

function showUnsent({ id, message }) {
  element({ turn: `web:${id}`, question: message }).show({ turn: `web:${id}`, reply: EMPTY, queued: isBusy() });
  showBusy();
}

export function sendAll() {
  const isOpen = ({ conversation }) => conversation === current();
  send(
    (item) => {
      showList();
      if (isOpen(item) && !following) read();
    },
    (item, notice) => {
      const turn = `web:${item.id}`;
      if (isOpen(item)) find(turn)?.show({ turn, reply: { ...EMPTY, notice, final: true }, refused: true });
      showBusy();
    },
  );
}

export const stop = () => isBusy() && ask("POST", path(current(), "/stop")).catch(() => undefined);

async function retry() {
  atEnd = true;
  await ask("POST", path(current(), "/retry")).catch(() => undefined);
  await read();
}

const word = (said) => ask("POST", path(current(), "/word"), said).catch(() => undefined);

async function rate(turn, rating) {
  await insist("PUT", `/api/turns/${encodeURIComponent(turn.turn)}/rating`, { rating });
  element(turn).show({ ...turn, rating });
}
