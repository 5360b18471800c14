"""What of a record is learnt, whatever the chat template puts around it."""

from pathlib import Path

import pytest

from training.tuning.records import Call, Instance

pytest.importorskip("transformers", reason="the training extra is not installed")

CHAT = (
    "{% for m in messages %}[{{ m.role }}] {{ m.content }}"
    "{% if m.role == 'assistant' %}END{% endif %}; {% endfor %}"
)
ASKS = CHAT + "{% if add_generation_prompt %}[assistant] {% endif %}"
OTHER = CHAT + "{% if add_generation_prompt %}>>>{% endif %}"


@pytest.mark.parametrize(
    ("template", "prompt", "said"),
    [
        (ASKS, "[user] Do it.\nnow; [assistant] ", "Noon.END; <|im_end|>"),
        (
            ASKS.replace("END{% endif %}; ", "<|im_end|>\n{% endif %}"),
            "[user] Do it.\nnow[assistant] ",
            "Noon.<|im_end|>",
        ),
        (OTHER, "[user] Do it.\nnow; >>>", "Noon.<|im_end|>"),
    ],
)
def test_only_the_answer_and_its_end_are_learnt(
    tmp_path: Path, template: str, prompt: str, said: str
) -> None:
    from transformers import AutoTokenizer

    from tests.training.tuning.tiny_llama import write_tiny_llama
    from training.tuning.examples import UNLEARNT, encode

    tokenizer = AutoTokenizer.from_pretrained(write_tiny_llama(tmp_path, ["Do it now. Noon."]))
    tokenizer.chat_template = template
    call = Call(instruction="Do it.", input="now", output=" Noon.\n")
    instance = Instance(id="1", query="q", source="s", calls=(call, call))
    examples = encode([instance], tokenizer, 100)
    ids, labels = examples.input_ids[0], examples.labels[0]
    learnt = [token for token, label in zip(ids, labels, strict=True) if label != UNLEARNT]
    assert tokenizer.decode(learnt) == said
    assert tokenizer.decode(ids) == prompt + said
    assert examples.learnt == 2 * len(learnt)
    short = encode([instance], tokenizer, len(ids) - 1)
    assert short.too_long == 2 and not short.input_ids
