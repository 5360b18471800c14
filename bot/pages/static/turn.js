// One turn on the page: the question, the steps that unfold, the growing answer, what can be done.
import { button, icon, make } from "./dom.js";
import { markdown } from "./markdown.js";
import { t } from "./words.js";

/** The turn's element; `element.show(turn)` brings it up to date. `on` has retry and rate. */
export function turnElement(question, on) {
  const steps = make("details", { class: "steps" }, make("summary"), make("ol"));
  const answer = make("div", { class: "answer" });
  const notice = make("p", { class: "notice" });
  const foot = make("footer");
  const element = make("article", { class: "turn" }, make("div", { class: "question" }, question), steps, answer, notice, foot);

  element.show = (turn) => {
    const { reply } = turn;
    element.turn = turn.turn;
    element.classList.toggle("pending", !reply.final);
    element.setAttribute("aria-busy", String(!reply.final));
    showSteps(steps, reply);
    markdown(answer, reply.text);
    notice.textContent = reply.notice || (reply.final ? ending(turn) : busy(turn));
    notice.hidden = !notice.textContent;
    const held = foot.contains(document.activeElement) && document.activeElement.title;
    const asked = (reply.buttons ?? []).filter(({ action }) => ["confirm", "decline"].includes(action));
    const choices = asked.map((one) => choice(one, on));
    foot.replaceChildren(...(reply.final && !turn.refused ? footer(turn, on) : choices));
    if (held) foot.querySelector(`[title="${held}"]`)?.focus();
  };
  return element;
}

const busy = ({ reply, queued }) => {
  if (queued) return t("queued");
  return reply.text || reply.activities.at(-1)?.state === "running" ? "" : t("waiting");
};

function ending({ reason, reply }) {
  if (reason === "stopped") return reply.text ? "" : t("stopped");
  return reply.text || !reason ? "" : t("none");
}

function showSteps(steps, { activities, final }) {
  const [summary, list] = steps.children;
  const tools = activities.filter(({ kind }) => kind === "tool").map(({ title }) => title);
  summary.replaceChildren(icon("steps"), t("steps", tools.length || activities.length), make("span", {}, [...new Set(tools)].join(", ")));
  steps.hidden = !activities.length;
  // While it works, and when there is little, one sees the steps; a person's own choice stays.
  if (steps.wasFinal !== final) steps.open = !final || activities.length <= 4;
  steps.wasFinal = final;
  activities.forEach((activity, at) => showStep(list.children[at] ?? list.appendChild(make("li")), activity));
  while (list.children.length > activities.length) list.lastElementChild.remove();
}

function showStep(item, activity) {
  const now = JSON.stringify(activity);
  if (item.now === now) return;
  item.now = now;
  const open = item.firstElementChild?.open ?? false;
  const { kind, title, detail, result, state } = activity;
  item.className = `${kind} ${state}`;
  const said = state === "done" ? [] : [make("em", {}, t(state))];
  const preview = kind === "tool" ? [make("code", {}, brief(detail)), make("b", {}, state === "running" ? "" : line(result))] : [];
  const head = [icon(kind === "thought" ? "thought" : state), make("span", { class: "name" }, title), ...preview, ...said];
  if (kind === "thought" && !detail) return item.replaceChildren(make("div", { class: "head" }, ...head));
  const unfolded = make("details", {}, make("summary", { class: "head" }, ...head));
  if (detail) unfolded.append(part(kind === "tool" ? "args" : "thought", pretty(detail)));
  if (result) unfolded.append(part("result", pretty(result)));
  unfolded.open = open;
  return item.replaceChildren(unfolded);
}

const part = (name, text) => make("div", { class: "part" }, make("small", {}, t(name)), make("pre", {}, text));

const line = (text) => text.replace(/\s+/g, " ").slice(0, 120);

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function pretty(text) {
  const value = parsed(text);
  return value !== null && typeof value === "object" ? JSON.stringify(value, null, 2) : text;
}

/** The arguments in a few words: values only. */
function brief(text) {
  const value = parsed(text);
  return line(value !== null && typeof value === "object" ? Object.values(value).map((each) => (typeof each === "string" ? each : JSON.stringify(each))).join(" · ") : text);
}

/** A button under a question of the assistant's; it can be pressed once. */
function choice({ action, label, subject }, on) {
  const node = make("button", { type: "button", class: `word ${action}`, title: label }, label);
  node.onclick = () => {
    node.disabled = true;
    on.word({ action, subject });
  };
  return node;
}

function footer(turn, on) {
  const { reply } = turn;
  const copy = button("copy", t("copy"), async () => {
    await navigator.clipboard.writeText(reply.text);
    copy.replaceChildren(icon("done"));
    setTimeout(() => copy.replaceChildren(icon("copy")), 1500);
  });
  const thumbs = ["up", "down"].map((rating) => {
    const node = button(rating, t(rating), () => on.rate(turn, turn.rating === rating ? null : rating));
    node.setAttribute("aria-pressed", String(turn.rating === rating));
    return node;
  });
  const retry = button("retry", t("retry"), on.retry);
  retry.classList.add("retry");
  const facts = [reply.model, reply.tokens && t("tokens", reply.tokens), turn.seconds && `${turn.seconds.toFixed(1)} s`];
  const words = make("span", { class: "facts" }, facts.filter(Boolean).join(" · "));
  return reply.text ? [copy, ...thumbs, retry, words] : [retry, words];
}
