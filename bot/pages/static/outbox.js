// What was asked and is not known to have arrived: kept in the browser, sent in order, once.
import { $ } from "./dom.js";
import { ask, patiently, Refused } from "./wire.js";
import { t } from "./words.js";

const KEY = "unsent ";
const items = Object.keys(localStorage)
  .filter((key) => key.startsWith(KEY))
  .map((key) => JSON.parse(localStorage.getItem(key)))
  .sort((one, other) => one.at - other.at);
let sending = false;

const name = () => Array.from(crypto.getRandomValues(new Uint32Array(3)), (part) => part.toString(36)).join("");

/** Say whether the service is missing. */
export function away(is) {
  $("away").hidden = !is;
  $("away").textContent = is ? t(items.length ? "late" : "offline") : "";
}

/** Have something done, however long the service is away. */
export const insist = (...what) => patiently(() => ask(...what), away);

export const unsent = (conversation) => items.filter((item) => item.conversation === conversation);

/** Keep a question to be sent; `language` is set for a new conversation. */
export function keep(conversation, message, language) {
  const item = { id: name(), at: Date.now(), conversation, message, language };
  items.push(item);
  localStorage.setItem(KEY + item.id, JSON.stringify(item));
  return item;
}

/** Send everything, waiting for the service if need be; each is told to `taken` or `refused`. */
export async function send(taken, refused) {
  if (sending) return;
  sending = true;
  for (let item = items[0]; item; item = items[0]) {
    const { conversation, id, message, language } = item;
    const path = `/api/conversations/${encodeURIComponent(conversation)}`;
    try {
      if (language) await insist("PATCH", path, { language });
      await insist("POST", `${path}/messages`, { id, message });
      taken(item);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refused(item, error.message);
    }
    items.shift();
    localStorage.removeItem(KEY + id);
  }
  sending = false;
}
