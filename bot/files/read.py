"""What was read of the files that came with a message."""

import re
from dataclasses import dataclass

from pydantic import TypeAdapter

from agent.messages import Image

_VOICE, _PROBLEM = "🎤", "📎"
_HEADING = re.compile(rf"\A(?:> {_VOICE} .*\n(?:> .*\n)*\n)?(?:{_PROBLEM} .*(?:\n\n|\Z))*")


@dataclass(frozen=True, kw_only=True)
class Read:
    """``text`` is what the files say, for the agent to answer from, never to obey.

    ``spoken`` is what the person said into voice messages: part of the question. ``notes`` name
    each file in a few words. ``problems`` are sentences for the person, one for each thing that
    could not be read.
    """

    text: str = ""
    images: tuple[Image, ...] = ()
    spoken: str = ""
    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def anything(self) -> bool:
        """Whether there is something to answer."""
        return bool(self.text or self.images or self.spoken)

    def told(self, question: str) -> str:
        """The question as the agent is told it, now and later: with what was spoken, and with the
        files' names."""
        said = f"{question} {self.spoken}".strip()
        return "\n".join((said, *(f"[{note}]" for note in self.notes))).strip()

    @property
    def heading(self) -> str:
        """What stands above the answer, in Markdown: what was heard, and what could not be read."""
        heard = "\n".join(f"> {line}" for line in f"{_VOICE} {self.spoken}".splitlines())
        parts = [heard] if self.spoken else []
        parts += [f"{_PROBLEM} {problem}" for problem in self.problems]
        return "".join(f"{part}\n\n" for part in parts)


def without_heading(answer: str) -> str:
    """An answer as the agent is told it later: it has heard of the files with the question."""
    return _HEADING.sub("", answer)


READ: TypeAdapter[Read] = TypeAdapter(Read)
