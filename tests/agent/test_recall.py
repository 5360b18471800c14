"""What memory holds is told at the prompt's tail and cited; nothing of it where nothing bears."""

import json
from collections.abc import Sequence
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from agent.citing import Citations
from agent.events import TextDelta
from agent.history import History, Turn
from agent.knowledge import Passage
from agent.profile import PlannerName
from tests.agent.desk import ANSWER, CALL, agent_of, finished, heard, model_at
from tests.agent.test_loop import EVERY
from tests.servers.openai_server import Say, ScriptedServer

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
RULES = Passage(
    kind="knowledge",
    text="Hand luggage weighs 8 kg at most.",
    title="House rules",
    source="https://a.example/rules",
    at=AT,
)
SAID = Passage(kind="conversation", text="– My dog is Rex.\n– Fine.", at=AT)


class Bank:
    """Tells the passages one list per query, and remembers what it was asked."""

    def __init__(self, *passages: Sequence[Passage]) -> None:
        self._passages = list(passages)
        self.asked: list[tuple[str, datetime | None]] = []

    async def __call__(self, query: str, before: datetime | None) -> tuple[Passage, ...]:
        self.asked.append((query, before))
        return tuple(self._passages.pop(0)) if self._passages else ()


def _tail(body: dict[str, Any]) -> str:
    return str(body["messages"][-1]["content"])


@pytest.mark.parametrize("planner", [name for name in EVERY if name != "noagent"])
async def test_the_model_is_told_what_memory_holds(planner: PlannerName) -> None:
    bank = Bank([RULES, SAID])
    seen: list[str] = []

    def answer(body: dict[str, Any]) -> Say:
        seen.append(json.dumps(body["messages"], ensure_ascii=False))
        return Say(text="It may weigh 8 kg [1].")

    with ScriptedServer(answer, window=32_768) as server:
        async with aclosing(model_at(server)) as model:
            await heard(agent_of(model, planner), "How heavy?", recall=bank)
    for told in ("[1] House rules, https://a.example/rules, 2026-03-01", "8 kg at most", "Rex"):
        assert told in seen[0]
    assert bank.asked[0][0] == "How heavy?"


async def test_a_cited_source_is_a_link_and_listed() -> None:
    with ScriptedServer(lambda body: Say(text="At most 8 kg [1].")) as server:
        async with aclosing(model_at(server)) as model:
            events = await heard(agent_of(model, "noagent"), recall=Bank([RULES, SAID]))
    assert finished(events).answer == (
        "At most 8 kg [1](https://a.example/rules).\n\n"
        "1. [House rules](https://a.example/rules) (2026-03-01)"
    )
    assert sum(isinstance(event, TextDelta) for event in events) > 1


async def test_nothing_is_added_where_memory_holds_nothing() -> None:
    prompts: list[str] = []

    def answer(body: dict[str, Any]) -> Say:
        prompts.append(json.dumps(body["messages"]))
        return Say(text=ANSWER)

    with ScriptedServer(answer) as server:
        async with aclosing(model_at(server)) as model:
            await heard(agent_of(model, "noagent"), "Hello", recall=Bank([]))
            await heard(agent_of(model, "noagent"), "Hello")
    assert prompts[0] == prompts[1]


async def test_memory_is_asked_again_at_every_step_and_repeats_nothing() -> None:
    other = Passage(kind="knowledge", text="37 is a prime.", title="Numbers", at=AT)
    bank = Bank([RULES], [RULES, other])
    prompts: list[str] = []

    def answer(body: dict[str, Any]) -> Say:
        prompts.append(json.dumps(body["messages"]))
        return CALL if len(prompts) == 1 else Say(text=ANSWER)

    with ScriptedServer(answer, window=32_768) as server:
        async with aclosing(model_at(server)) as model:
            await heard(agent_of(model, "native"), recall=bank)
    assert len(bank.asked) == 2
    assert "37" in bank.asked[1][0]
    assert prompts[1].count(RULES.text) == 1
    assert "[2] Numbers, 2026-03-01" in prompts[1]
    assert "37 is a prime" not in prompts[0]


async def test_only_what_is_older_than_the_window_is_asked_for() -> None:
    turns = tuple(
        Turn(question=f"q{n}", answer="a", asked_at=AT + timedelta(minutes=n)) for n in (1, 2)
    )
    bank = Bank()
    with ScriptedServer(lambda body: Say(text=ANSWER)) as server:
        async with aclosing(model_at(server)) as model:
            history = History(turns=turns)
            await heard(agent_of(model, "noagent"), "And now?", history, recall=bank)
    assert bank.asked == [("And now?", AT + timedelta(minutes=1))]


async def test_in_a_small_window_memory_takes_little() -> None:
    long = [
        Passage(kind="knowledge", text=f"{n} " + "words and words. " * 60, title=f"Book {n}")
        for n in range(9)
    ]
    sizes: list[int] = []

    def answer(body: dict[str, Any]) -> Say:
        sizes.append(len(_tail(body)))
        return Say(text=ANSWER)

    with ScriptedServer(answer, window=4096) as server:
        async with aclosing(model_at(server)) as model:
            await heard(agent_of(model, "noagent"), recall=Bank(long))
    assert 300 < sizes[0] < 1300


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("So [1].", "So [1](https://a.example/rules)."),
        ("So [1][2].", "So [1][2]."),
        ("So [1](https://b.example).", "So [1](https://b.example)."),
        ("`a = [1]` and rows[1]", "`a = [1]` and rows[1]"),
        ("```\n[1]\n```", "```\n[1]\n```"),
        ("[9] [0]", "[9] [0]"),
    ],
)
def test_only_known_numbers_become_links(text: str, linked: str) -> None:
    citations = Citations()
    citations.told([RULES], most=1000, mark="…")
    assert citations.linked(text) == linked


def test_a_growing_answer_only_grows() -> None:
    citations = Citations()
    citations.told([RULES], most=1000, mark="…")
    whole = "So [1]. And `[1]`, see [1](https://x.example) or [1]"
    shown = ""
    for end in range(len(whole) + 1):
        now = citations.growing(whole[:end])
        assert now.startswith(shown)
        shown = now
    assert citations.linked(whole).startswith(shown)


def test_what_has_no_address_is_named_only() -> None:
    citations = Citations()
    note = Passage(kind="knowledge", text="x", title="notes.md", source="/data/notes.md", at=AT)
    assert citations.told([note], most=1000, mark="…").startswith("[1] notes.md, 2026-03-01\n")
    assert citations.linked("So [1].") == "So [1]."
    assert citations.used("So [1].") == "1. notes.md (2026-03-01)"
