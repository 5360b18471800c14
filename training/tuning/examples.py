"""Records as token ids for fine-tuning: only what the model should say is learnt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from training.tuning.records import Instance

UNLEARNT = -100
"""The label of tokens that carry no loss, as Hugging Face's trainers have it."""
CHATML = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
"""For a model whose tokenizer has no chat template."""


@dataclass(frozen=True, kw_only=True)
class Examples:
    """``input_ids`` with their ``labels``; ``too_long`` were left out, as cutting would ruin them.

    ``learnt`` is how many tokens carry loss.
    """

    input_ids: tuple[list[int], ...]
    labels: tuple[list[int], ...]
    too_long: int
    learnt: int


def encode(instances: Iterable[Instance], tokenizer: Any, longest: int) -> Examples:
    """Every call of the records in the model's own chat form, in ``longest`` tokens at most."""
    all_ids: list[list[int]] = []
    all_labels: list[list[int]] = []
    too_long = learnt = 0
    for instance in instances:
        for call in instance.calls:
            prompt, said = _ids(tokenizer, call.prompt, call.output)
            if len(prompt) + len(said) > longest:
                too_long += 1
                continue
            learnt += len(said)
            all_ids.append([*prompt, *said])
            all_labels.append([UNLEARNT] * len(prompt) + [*said])
    return Examples(
        input_ids=tuple(all_ids), labels=tuple(all_labels), too_long=too_long, learnt=learnt
    )


def _ids(tokenizer: Any, prompt: str, output: str) -> tuple[Sequence[int], Sequence[int]]:
    asked = [{"role": "user", "content": prompt}]
    output = output.strip()
    said = [{"role": "assistant", "content": output}]
    before = tokenizer.apply_chat_template(asked, tokenize=False, add_generation_prompt=True)
    whole = tokenizer.apply_chat_template([*asked, *said], tokenize=False)
    # Some templates put more before an answer than they do when they ask for one.
    answer = whole[len(before) :] if whole.startswith(before) else output
    end = tokenizer.eos_token or ""
    answer = answer.rstrip("\n")
    if end and not answer.endswith(end):
        answer += end
    # The prompt's end and the answer's beginning never melt into one token, as in generation.
    return (
        tokenizer(before, add_special_tokens=False)["input_ids"],
        tokenizer(answer, add_special_tokens=False)["input_ids"],
    )
