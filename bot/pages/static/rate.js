// Rating: what a button gives is kept, then the next answer is shown. The keys 1 to 5 do the same.
import { ask } from "./wire.js";

const scores = document.querySelector(".scores");
const buttons = [...scores.querySelectorAll("button")];

async function give(score) {
  for (const button of buttons) button.disabled = true;
  try {
    await ask("POST", "/api/bench/rate", { answer: scores.dataset.answer, score });
    location.reload();
  } catch {
    for (const button of buttons) button.disabled = false;
  }
}

for (const button of buttons) button.addEventListener("click", () => give(Number(button.dataset.score)));
addEventListener("keydown", ({ key }) => buttons.find((button) => button.dataset.score === key)?.click());
