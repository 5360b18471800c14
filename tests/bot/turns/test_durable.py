"""What came of a call is kept and told again, and only where it is the same call."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest
from pydantic import BaseModel

from agent.events import TextDelta
from agent.messages import AssistantMessage, ToolCall, Usage, UserMessage
from agent.model import Abilities, ChatModel, ModelUnavailable, Request
from agent.spending import counting, spend
from bot.turns.durable import MAY_HAVE_HAPPENED, DurableModel, Entry, Journal, durable_toolbox
from tools.base import Tool, Toolbox, ToolError


class Record:
    """A list that entries are recorded in, as the engine would."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    async def __call__(self, name: str, entry: Entry) -> None:
        self.entries.append(entry)

    def journal(self) -> Journal:
        """The journal of the next process."""
        return Journal(self, tuple(self.entries))


class Speaker:
    """A model that counts its calls; it is down for the first ``down`` of them."""

    name = "speaker"

    def __init__(self, down: int = 0) -> None:
        self.calls = 0
        self._down = down

    async def abilities(self) -> Abilities:
        return Abilities()

    async def count(self, text: str) -> int:
        return len(text)

    async def stream(self, request: Request) -> AsyncGenerator[TextDelta | AssistantMessage]:
        self.calls += 1
        text = f"word {self.calls}"
        yield TextDelta(text=text[:2])
        if self.calls <= self._down:
            raise ModelUnavailable("down")
        yield TextDelta(text=text[2:])
        call = ToolCall(id="1", name="t", arguments="{}")
        yield AssistantMessage(text=text, tool_calls=(call,), usage=Usage(calls=1, prompt=3))


async def said(model: ChatModel, question: str) -> tuple[str, AssistantMessage]:
    """The text as it came, and the message."""
    text, message = "", AssistantMessage()
    request = Request(messages=(UserMessage(text=question),))
    async with aclosing(model.stream(request)) as parts:
        async for part in parts:
            if isinstance(part, TextDelta):
                text += part.text
            else:
                message = part
    return text, message


def durable(model: ChatModel, journal: Journal) -> DurableModel:
    return DurableModel(model, journal, lambda: None)


async def test_a_completed_call_is_told_again_after_a_restart() -> None:
    record, speaker = Record(), Speaker()
    journal = record.journal()
    first = await said(durable(speaker, journal), "hello")
    assert record.entries == [] and journal.said == (first[1],), "the turn may end with it"
    await journal.settle()
    again = await said(durable(speaker, record.journal()), "hello")
    assert again == first == ("word 1", first[1])
    assert again[1].tool_calls[0].name == "t"
    assert speaker.calls == 1 and record.journal().usage == Usage(calls=1, prompt=3)


async def test_another_request_is_another_call() -> None:
    record, speaker = Record(), Speaker()
    await said(durable(speaker, record.journal()), "hello")
    assert (await said(durable(speaker, record.journal()), "bye"))[0] == "word 2"


async def test_the_same_request_made_twice_is_two_calls() -> None:
    record, speaker = Record(), Speaker()
    journal = record.journal()
    model = durable(speaker, journal)
    assert [(await said(model, "hello"))[0] for _ in range(2)] == ["word 1", "word 2"]
    await journal.settle()
    model = durable(speaker, record.journal())
    told = [(await said(model, "hello"))[0] for _ in range(3)]
    assert told == ["word 1", "word 2", "word 3"]


async def test_a_call_is_on_record_before_anything_more_is_done() -> None:
    record, counter = Record(), Counter()
    journal = record.journal()
    model = durable(Speaker(), journal)
    await said(model, "hello")
    running = [counter.run(journal, text) for text in ("a", "b")]
    await asyncio.gather(*running)
    assert [entry.key.partition(":")[0] for entry in record.entries] == ["model", "came", "came"]
    await said(model, "hello")
    await said(model, "bye")
    assert record.entries[-1].value["text"] == "word 2"


async def test_a_failed_call_leaves_nothing_behind() -> None:
    record, speaker = Record(), Speaker(down=1)
    journal = record.journal()
    with pytest.raises(ModelUnavailable):
        await said(durable(speaker, journal), "hello")
    assert record.entries == []
    journal.rewind()
    assert (await said(durable(speaker, journal), "hello"))[0] == "word 2"
    journal.rewind()
    assert (await said(durable(speaker, journal), "hello"))[0] == "word 2"
    assert speaker.calls == 2


async def test_a_call_that_is_broken_off_is_not_kept() -> None:
    record, speaker = Record(), Speaker()
    stream = durable(speaker, record.journal()).stream(Request(messages=()))
    await anext(stream)
    await stream.aclose()
    assert record.entries == []


class Text(BaseModel):
    text: str


class Counter:
    """A tool that counts its runs; it refuses the text "no"."""

    def __init__(self, *, idempotent: bool = True) -> None:
        self.runs: list[str] = []
        self._tool = Tool(
            name="count",
            zh_name="数",
            description="Counts.",
            arguments=Text,
            run=self._run,
            idempotent=idempotent,
        )

    async def _run(self, args: Text) -> str:
        self.runs.append(args.text)
        if args.text == "no":
            raise ToolError("not that")
        spend(Usage(calls=1, prompt=5))
        if args.text == "die":
            raise KeyboardInterrupt
        return f"{args.text} {len(self.runs)}"

    async def run(self, journal: Journal, text: str) -> str:
        tool = durable_toolbox(Toolbox((self._tool,)), journal).find("count")
        return await tool.run(tool.parse({"text": text}))


async def test_a_tools_result_is_told_again_whatever_the_order() -> None:
    record, counter = Record(), Counter()
    journal = record.journal()
    assert [await counter.run(journal, text) for text in ("a", "b", "a")] == ["a 1", "b 2", "a 3"]
    journal = record.journal()
    assert [await counter.run(journal, text) for text in ("b", "a", "a")] == ["b 2", "a 1", "a 3"]
    assert await counter.run(journal, "b") == "b 4"


async def test_what_a_tool_took_of_the_model_counts_after_a_restart_too() -> None:
    record, counter, once = Record(), Counter(), Usage(calls=1, prompt=5)
    for _ in range(2):
        with counting() as spent:
            await counter.run(record.journal(), "a")
        assert spent == [once]
    assert counter.runs == ["a"] and record.journal().usage == once


async def test_a_tools_refusal_is_told_again() -> None:
    record, counter = Record(), Counter()
    for _ in range(2):
        with pytest.raises(ToolError, match="not that"):
            await counter.run(record.journal(), "no")
    assert counter.runs == ["no"]


async def test_what_may_not_be_repeated_is_not_run_after_a_crash() -> None:
    record, counter = Record(), Counter(idempotent=False)
    assert await counter.run(record.journal(), "a") == "a 1"
    with pytest.raises(KeyboardInterrupt):
        await counter.run(record.journal(), "die")
    for _ in range(2):  # the second time it is on record that it was not run
        with pytest.raises(ToolError, match="not known"):
            await counter.run(record.journal(), "die")
    assert counter.runs == ["a", "die"]
    journal = record.journal()
    assert await counter.run(journal, "a") == "a 1"
    assert await counter.run(journal, "a") == "a 3", "a new run of what was completed before"
    assert "ask before you repeat it" in MAY_HAVE_HAPPENED
