"""What the model learns from is what the product will ask, and its grammar allows every answer."""

import json
import random
import re
from datetime import date

from agent.planners.starter.clues import Clues
from agent.planners.starter.grammar import commands
from training.dialogues import Example, examples
from training.phrasing import spoken
from training.questions import draw

ROUNDS = 160


def some(seed: int) -> list[Example]:
    chance = random.Random(seed)
    return [example for _ in range(ROUNDS) for example in examples(chance)]


def test_the_same_seed_gives_the_same_examples() -> None:
    assert some(3) == some(3)
    assert some(3) != some(4)


def test_plans_are_json_that_the_prompts_own_grammar_allows() -> None:
    plans = [example for example in some(1) if example.name == "plan"]
    assert len(plans) > ROUNDS
    for example in plans:
        plan = json.loads(example.said)
        arguments = json.dumps(plan["command"]["args"], ensure_ascii=False)
        assert plan["command"]["name"] in example.grammar
        assert arguments.replace('"', '\\"') in example.grammar


def test_about_a_third_want_no_tool() -> None:
    chance = random.Random(5)
    kinds = [draw(chance, date(2026, 11, 25)).kind for _ in range(600)]
    assert 0.3 <= sum(kind != "tool" for kind in kinds) / len(kinds) <= 0.5


def test_answers_hold_what_the_tools_found() -> None:
    for example in some(2):
        lines = example.user.split("\n")
        if example.name == "conclude" and lines[1].startswith("R: calculator"):
            result = lines[2]
            assert result.split(" (")[0].split("; ")[0] in example.said


def as_regex(grammar: str) -> str:
    """A grammar without recursion as a regular expression."""
    rules = dict(line.split(" ::= ", 1) for line in grammar.splitlines())

    def expanded(body: str) -> str:
        parts = re.findall(
            r'"(?:\\.|[^"\\])*"|\[(?:\\.|[^]\\])*\]|[a-z]+[0-9]*|[{][0-9,]+[}]|\S', body
        )
        return "".join(
            re.escape(json.loads(part))
            if part.startswith('"')
            else f"(?:{expanded(rules[part])})"
            if part in rules
            else part
            for part in parts
        )

    return expanded(rules["root"])


def test_the_grammars_allow_every_answer() -> None:
    conclusions = [example for example in some(6) + some(7) if example.name == "conclude"]
    assert len(conclusions) > ROUNDS / 2
    for example in conclusions:
        assert re.fullmatch(as_regex(example.grammar), example.said), example.said


def test_patterns_are_spoken_in_full() -> None:
    chance = random.Random(0)
    said = {spoken("(how (many|few)|number of) days( left|)", chance) for _ in range(200)}
    assert said == {
        f"{start} days{end}"
        for start in ("how many", "how few", "number of")
        for end in ("", " left")
    }


def test_nothing_is_offered_without_a_clue() -> None:
    offered = commands(("calculator",), [Clues()], date(2026, 1, 1), [])
    assert offered == [("do_nothing", {})]
