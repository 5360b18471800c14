"""What a terminal or a pipe is shown of a turn."""

import io
from dataclasses import replace

import pytest

from agent.events import AgentEvent, Finished, TextDelta, Thought, ToolFinished, ToolStarted
from agent.messages import Usage
from agent.profile import Language
from bot.terminal.display import Blank, ChainDisplay, Display, Loading, View, plain
from tests.bot.terminal.test_chain import clock

END = Finished(answer="170 days", reason="answered", steps=(), usage=Usage(), model="m")
EVENTS: tuple[AgentEvent, ...] = (
    TextDelta(text="I think "),
    Thought(text="Count the days"),
    ToolStarted(call_id="1", tool="time_delta", arguments='{"a": 1}'),
    ToolFinished(call_id="1", tool="time_delta", result="x" * 400, failed=False, seconds=0.1),
    ToolFinished(call_id="2", tool="hammer", result="no such tool", failed=True, seconds=0.1),
    TextDelta(text="170 days"),
    END,
)


class Tty(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(view: View, events: tuple[AgentEvent, ...] = EVENTS) -> None:
    view.begin()
    for event in events:
        view.show(event)
    view.end()


def test_piped_steps_are_plain_and_the_answer_stands_alone() -> None:
    out, steps = io.StringIO(), io.StringIO()
    shown(Display(out, steps))
    assert out.getvalue() == "170 days\n"
    assert steps.getvalue().splitlines() == [
        "Thought: Count the days",
        'Run: time_delta {"a": 1}',
        f"Result: {'x' * 300} …",
        "Failed: no such tool",
    ]


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("zh", ["想法：", "执行：", "结果：", "失败："]),
        ("ja", ["考え：", "実行：", "結果：", "失敗："]),
    ],
)
def test_steps_are_labelled_in_the_language(language: Language, labels: list[str]) -> None:
    steps = io.StringIO()
    shown(Display(io.StringIO(), steps, language))
    assert [line.partition("：")[0] + "：" for line in steps.getvalue().splitlines()] == labels


def test_at_a_terminal_the_answer_grows_and_what_was_none_is_taken_back() -> None:
    out = Tty()
    shown(Display(out, io.StringIO()))
    assert out.getvalue() == "I think \r\x1b[J170 days\n"


def test_an_answer_that_ends_otherwise_than_it_grew_is_written_anew() -> None:
    out = Tty()
    shown(Display(out, io.StringIO()), (TextDelta(text="17"), replace(END, answer="18")))
    assert out.getvalue() == "17\r\x1b[J18\n"


@pytest.mark.parametrize("out", [io.StringIO(), Tty()])
def test_the_chain(out: io.StringIO) -> None:
    view = ChainDisplay(out, "zh", clock)
    shown(view)
    *_, before, label, answer = out.getvalue().splitlines()
    icons = out.isatty()
    assert before.endswith("✅ 完成: 任务已完成。" if icons else "完成: 任务已完成。")
    assert label.endswith("💡 结论:" if icons else "结论:")
    assert answer == "170 days"
    assert view.chain.items[-1].action == "chain_end"
    assert ("I think" in out.getvalue()) == icons


def test_nothing_steers_the_terminal() -> None:
    assert plain("a\x1b[2Jb\x07c\u202ed\r\te\n") == "a[2Jbcd\te\n"
    out = io.StringIO()
    shown(Display(out, out), (replace(END, answer="\x1b]0;evil\x07ok"),))
    assert "\x1b" not in out.getvalue()


def test_a_blank_view_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    shown(Blank())
    assert capsys.readouterr() == ("", "")


def test_loading_speaks_only_when_it_takes_long() -> None:
    now, told = [0.0], list[str]()
    loading = Loading("Loading m", told.append, lambda: now[0])
    loading(0.1)
    now[0] = 2.5
    loading(0.5)
    loading(0.6)
    loading(1.0)
    assert told == ["Loading m … 50%", "Loading m … 100%"]
    quick = Loading("Loading m", told.append, lambda: now[0])
    quick(1.0)
    assert len(told) == 2
