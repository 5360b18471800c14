"""A turn shown in a terminal: its steps as they happen, the answer as it grows."""

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Protocol, TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.status import Status
from rich.text import Text

from agent.events import AgentEvent, Finished, TextDelta, Thought, ToolFinished, ToolStarted
from agent.profile import Language
from bot.terminal.chain import Chain, ChainItem

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_RESULT = 300
"""Characters of a tool's result that are shown."""
_PATIENCE = 2.0
"""Seconds after which a person wants to see that something moves on."""


@dataclass(frozen=True, kw_only=True)
class Labels:
    """What stands before a step where there are no icons, and while nothing is seen yet."""

    thought: str
    run: str
    result: str
    failed: str
    thinking: str


_LABELS: dict[Language, Labels] = {
    "en": Labels(
        thought="Thought: ",
        run="Run: ",
        result="Result: ",
        failed="Failed: ",
        thinking="thinking …",
    ),
    "zh": Labels(
        thought="想法：", run="执行：", result="结果：", failed="失败：", thinking="思考中 …"
    ),
    "ja": Labels(
        thought="考え：", run="実行：", result="結果：", failed="失敗：", thinking="考え中 …"
    ),
}


def plain(text: str) -> str:
    """Text of a model or of the web without what could steer a terminal."""
    return _CONTROL.sub("", text)


def note(text: str) -> None:
    """A word to the person that is not part of the output."""
    print(plain(text), file=sys.stderr, flush=True)


class Loading:
    """Tells by ``say`` how far something is, every two seconds if it takes that long."""

    def __init__(
        self, what: str, say: Callable[[str], None] = note, clock: Callable[[], float] = monotonic
    ) -> None:
        self._what = what
        self._say = say
        self._clock = clock
        self._told = clock()
        self._spoken = False

    def __call__(self, share: float) -> None:
        if self._clock() - self._told >= _PATIENCE or (self._spoken and share == 1):
            self._told, self._spoken = self._clock(), True
            self._say(f"{self._what} … {share:.0%}")


class View(Protocol):
    """Something that shows a turn: ``begin``, each event, and ``end`` however it ended."""

    def begin(self) -> None: ...
    def show(self, event: AgentEvent) -> None: ...
    def end(self) -> None: ...


class Blank:
    """A view that stays empty, for output that a program reads."""

    def begin(self) -> None: ...
    def show(self, event: AgentEvent) -> None: ...
    def end(self) -> None: ...


class _Growing:
    """Text that grows where ``out`` is a terminal, and may be taken back."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._live = out.isatty()
        self._size = Console(file=out).size
        self._written = ""

    def grow(self, text: str) -> None:
        if self._live:
            self._written += text
            self._out.write(text)
            self._out.flush()

    def settle(self, answer: str) -> None:
        """End with this text, whatever was written of it."""
        if self._written != answer:
            self.withdraw()
            self._out.write(answer)
        self._out.write("\n")
        self._out.flush()
        self._written = ""

    def withdraw(self) -> None:
        """Take back text that turned out not to be the answer."""
        if not self._written:
            return
        width, height = self._size
        lines = self._written.split("\n")
        rows = sum(max(1, -(-cell_len(line) // width)) for line in lines)
        up = f"\x1b[{rows - 1}A" if rows > 1 else ""
        self._out.write(f"{up}\r\x1b[J" if rows < height else "\n")
        self._out.flush()
        self._written = ""


class Display:
    """Shows turns: steps on ``steps``, answers on ``out`` (growing where it is a terminal)."""

    def __init__(self, out: TextIO, steps: TextIO, language: Language = "en") -> None:
        self._labels = _LABELS[language]
        self._answer = _Growing(out)
        self._console = Console(file=steps, highlight=False, soft_wrap=True)
        self._icons = self._console.is_terminal
        self._status: Status | None = None

    def begin(self) -> None:
        """Say that it is at work until the first event."""
        self._wait(self._labels.thinking)

    def show(self, event: AgentEvent) -> None:
        match event:
            case TextDelta(text=text):
                self.end()
                self._answer.grow(plain(text))
            case Thought(text=text):
                self._step("💭", self._labels.thought, text)
            case ToolStarted(tool=tool, arguments=arguments):
                self._step("🔧", self._labels.run, f"{tool} {arguments}")
            case ToolFinished(result=result, failed=failed):
                mark = ("❌", self._labels.failed) if failed else ("👀", self._labels.result)
                self._step(*mark, result if len(result) <= _RESULT else result[:_RESULT] + " …")
            case Finished(answer=answer):
                self.end()
                self._answer.settle(plain(answer))
            case _:
                pass

    def end(self) -> None:
        """Stop saying that it is at work; call it however the turn ended."""
        if self._status is not None:
            self._status.stop()
            self._status = None

    def _wait(self, text: str) -> None:
        if self._icons:
            self._status = self._console.status(text)
            self._status.start()

    def _step(self, icon: str, label: str, text: str) -> None:
        self._answer.withdraw()
        self.end()
        head = f"{icon} " if self._icons else label
        self._console.print(Text(head + plain(text), style="dim"))
        self._wait("…")


class ChainDisplay:
    """Shows a turn as the original's chain: icons in a terminal, plain when piped."""

    def __init__(self, out: TextIO, language: Language, clock: Callable[[], datetime]) -> None:
        self.chain = Chain(clock, language)
        self._out = out
        self._answer = _Growing(out)

    def begin(self) -> None:
        self._print(self.chain.begin())

    def show(self, event: AgentEvent) -> None:
        if isinstance(event, TextDelta):
            self._answer.grow(plain(event.text))
            return
        items = self.chain.feed(event)
        if items:
            self._answer.withdraw()
        for item in items:
            self._print(item)

    def end(self) -> None: ...

    def _print(self, item: ChainItem) -> None:
        if item.action == "chain_end":
            return
        label = self.chain.line(item, icons=self._out.isatty())
        if item.action == "conclusion":
            label = f"{label.removesuffix(item.text).rstrip()}\n{item.text}"
        print(plain(label), file=self._out, flush=True)
