"""A turn's events become the original's chain."""

from datetime import UTC, datetime

from agent.events import Finished, TextDelta, Thought, ToolFinished, ToolStarted
from agent.messages import Usage
from bot.terminal.chain import Chain


def clock() -> datetime:
    return datetime(2024, 1, 1, 12, tzinfo=UTC)


EVENTS = (
    Thought(text="Count the days"),
    ToolStarted(call_id="1", tool="time_delta", arguments='{"a": 1}'),
    ToolFinished(call_id="1", tool="time_delta", result="x" * 250, failed=False, seconds=0.1),
    ToolStarted(call_id="2", tool="nothing", arguments="{}"),
    ToolFinished(call_id="2", tool="nothing", result="There is no tool", failed=True, seconds=0),
    TextDelta(text="170"),
    Finished(answer="170 days", reason="answered", steps=(), usage=Usage(), model="m"),
)


def test_actions_in_order_with_short_texts_and_times() -> None:
    chain = Chain(clock)
    chain.begin()
    for event in EVENTS:
        chain.feed(event)
    assert [item.action for item in chain.items] == [
        "thinking", "thought", "execute", "observation", "thinking", "execute", "fail", "thinking",
        "finish", "conclusion", "chain_end",
    ]  # fmt: skip
    assert [item.index for item in chain.items] == list(range(11))
    assert (len(chain.items[3].text), len(chain.items[3].short_text)) == (250, 100)
    assert chain.as_json()[0] == {
        "index": 0,
        "action": "thinking",
        "text": "",
        "short_text": "",
        "finish_time": "2024-01-01T12:00:00+00:00",
    }


def test_lines_are_plain_or_have_icons_and_speak_the_language() -> None:
    english, chinese = Chain(clock), Chain(clock, "zh")
    (item,) = english.feed(EVENTS[0])
    assert english.line(item, icons=False) == "Thought: Count the days"
    assert english.line(item, icons=True) == "💭 Thought: Count the days"
    assert chinese.line(item, icons=False) == "想法: Count the days"
    assert english.text() == "Thought: Count the days"
