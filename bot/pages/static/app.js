// The page: what a person does with it, and who answers.
import { isBusy, older, read, say, sendAll, show, showBusy, stop } from "./conversation.js";
import { $, make } from "./dom.js";
import { current, path, showList, titles } from "./list.js";
import { insist } from "./outbox.js";
import { speak, t } from "./words.js";

/** Commands that have a room of their own here. */
const rooms = { "/bench": "/bench", "/rate": "/bench/rate" };

const on = (id, event, act) => $(id).addEventListener(event, act);

on("composer", "submit", (event) => {
  event.preventDefault();
  const text = $("question").value.trim();
  if (!text) return stop();
  $("question").value = "";
  grow();
  return rooms[text] ? location.assign(rooms[text]) : say(text);
});

on("question", "keydown", (event) => {
  // While characters are being composed, Enter chooses one (229 is what Safari says then).
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  if ($("question").value.trim()) $("composer").requestSubmit();
});

function grow() {
  const box = $("question");
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, 240)}px`;
  showBusy();
}
on("question", "input", grow);

function fresh() {
  if (location.hash) history.pushState(null, "", "/");
  show();
}

function menu(open) {
  document.body.classList.toggle("menu", open);
  $("menu-button").setAttribute("aria-expanded", String(open));
}
const menuIsOpen = () => document.body.classList.contains("menu");
on("menu-button", "click", () => menu(!menuIsOpen()));
on("scroll", "click", () => menu(false));

addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    fresh();
  } else if (event.key === "Escape" && !event.isComposing && !$("sure").open) {
    if (menuIsOpen()) menu(false);
    else stop();
  }
});

on("new", "click", fresh);
on("older", "click", older);
addEventListener("hashchange", show);
addEventListener("popstate", () => location.hash || show());
addEventListener("visibilitychange", () => {
  if (document.hidden || isBusy()) return;
  showList();
  if (current()) read();
});

on("title", "change", async () => {
  await insist("PATCH", path(current()), { title: $("title").value });
  showList();
});
on("title", "keydown", ({ key }) => key === "Enter" && $("title").blur());
on("language", "change", () => titles.has(current()) && insist("PATCH", path(current()), { language: $("language").value }));

on("reset-button", "click", async () => {
  await insist("POST", path(current(), "/reset"));
  $("turns").append(make("p", { class: "mark" }, t("resetDone")));
  $("turns").lastElementChild.scrollIntoView();
});
on("remove-button", "click", () => $("sure").showModal());
on("sure", "close", async () => {
  if ($("sure").returnValue !== "yes") return;
  await insist("DELETE", path(current()));
  fresh();
  showList();
});

on("theme-toggle", "click", () => {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const now = document.documentElement.dataset.theme ?? (dark ? "dark" : "light");
  document.documentElement.dataset.theme = now === "dark" ? "light" : "dark";
  localStorage.setItem("theme", document.documentElement.dataset.theme);
});
on("leave-button", "click", async () => {
  await insist("DELETE", "/api/session");
  location.replace("/signin");
});

for (const text of t("examples")) {
  const node = make("button", { type: "button" }, text);
  node.addEventListener("click", () => say(text));
  $("examples").append(node);
}

async function introduce() {
  const { model, starter } = await insist("GET", "/api/about");
  $("honest").textContent = $("who").textContent = t(starter ? "starter" : "model", model);
  $("question").placeholder = t(starter ? "askStarter" : "ask");
  $("question").setAttribute("aria-label", $("question").placeholder);
}

speak();
introduce();
showList();
show();
sendAll();
