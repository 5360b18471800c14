"""A turn shown in a terminal: its steps as they happen, the answer as it grows."""

import re
import sys
from typing import TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.status import Status
from rich.text import Text

from agent.events import AgentEvent, Finished, TextDelta, Thought, ToolFinished, ToolStarted

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_RESULT = 300
"""Characters of a tool's result that are shown."""


def plain(text: str) -> str:
    """Text of a model or of the web without what could steer a terminal."""
    return _CONTROL.sub("", text)


def note(text: str) -> None:
    """A word to the person that is not part of the output."""
    print(plain(text), file=sys.stderr, flush=True)


class Display:
    """Shows turns: steps on ``steps``, answers on ``out`` (growing where it is a terminal)."""

    def __init__(self, out: TextIO, steps: TextIO) -> None:
        self._out = out
        self._live = out.isatty()
        self._console = Console(file=steps, highlight=False, soft_wrap=True)
        self._icons = self._console.is_terminal
        self._written = ""
        self._status: Status | None = None

    def begin(self, waiting_for: str = "thinking …") -> None:
        """Say that it is at work until the first event."""
        self._written = ""
        if self._icons:
            self._status = self._console.status(waiting_for)
            self._status.start()

    def show(self, event: AgentEvent) -> None:
        match event:
            case TextDelta(text=text):
                self._grow(plain(text))
            case Thought(text=text):
                self._step("💭", "Thought", text)
            case ToolStarted(tool=tool, arguments=arguments):
                self._step("🔧", "Run", f"{tool} {arguments}")
            case ToolFinished(result=result, failed=failed):
                mark = ("❌", "Failed") if failed else ("👀", "Result")
                self._step(*mark, result if len(result) <= _RESULT else result[:_RESULT] + " …")
            case Finished(answer=answer):
                self._finish(plain(answer))
            case _:
                pass

    def end(self) -> None:
        """Stop saying that it is at work; call it however the turn ended."""
        if self._status is not None:
            self._status.stop()
            self._status = None

    def _step(self, icon: str, label: str, text: str) -> None:
        self._withdraw()
        self.end()
        head = f"{icon} " if self._icons else f"{label}: "
        self._console.print(Text(head + plain(text), style="dim"))
        if self._icons:
            self._status = self._console.status("…")
            self._status.start()

    def _grow(self, text: str) -> None:
        if self._live:
            self.end()
            self._written += text
            self._out.write(text)
            self._out.flush()

    def _finish(self, answer: str) -> None:
        self.end()
        if self._written != answer:
            self._withdraw()
            self._out.write(answer)
        self._out.write("\n")
        self._out.flush()
        self._written = ""

    def _withdraw(self) -> None:
        """Take back text that turned out not to be the answer."""
        if not self._written:
            return
        width, height = self._console.size
        lines = self._written.split("\n")
        rows = sum(max(1, -(-cell_len(line) // width)) for line in lines)
        up = f"\x1b[{rows - 1}A" if rows > 1 else ""
        self._out.write(f"{up}\r\x1b[J" if rows < height else "\n")
        self._out.flush()
        self._written = ""
