// Coming in: the link's code is taken out of the address and exchanged for a session.
import { speak, t } from "./words.js";

speak();
const form = document.querySelector("form");
form.elements.token.placeholder = t("token");
const said = document.querySelector("output");
// Whoever came to another room goes there.
const wanted = location.pathname === "/signin" ? "/" : location.pathname;

async function enter(key) {
  said.textContent = t("entering");
  const response = await fetch("/api/session", { method: "POST", body: JSON.stringify(key), headers: { "Content-Type": "application/json" } }).catch(() => undefined);
  if (response?.ok) return location.replace(wanted);
  const problem = response ? (await response.json().catch(() => ({}))).error?.message : undefined;
  said.textContent = problem ?? t("offline");
}

form.onsubmit = (event) => {
  event.preventDefault();
  enter({ token: form.elements.token.value.trim() });
};

async function arrive() {
  // A page that is only drawn ahead must not use up the link.
  if (document.prerendering) await new Promise((go) => document.addEventListener("prerenderingchange", go, { once: true }));
  const code = location.pathname === "/signin" ? location.hash.slice(1) : "";
  if (code) {
    history.replaceState(null, "", "/signin");
    return enter({ code });
  }
  // A link from another site comes without the session's cookie; from here it is sent.
  const session = await fetch("/api/session").then((response) => response.json()).catch(() => ({}));
  if (session.signed_in) location.replace(`${wanted}${location.hash}`);
}

arrive();
