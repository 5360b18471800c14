"""Asking a person whether something may be done, and hearing what they say to it."""

import asyncio
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from adapters.base import Button, IncomingMessage, Press, Reply
from agent.profile import Language
from bot.turns.durable import Entry
from bot.words import words
from tools.consent import Deed
from tools.plain_text import visible

ASKED = "asked:"
"""Begins the key of a question in a turn's journal; its answer's key is what follows."""
PATIENCE = timedelta(minutes=15)
"""How long a question waits for its answer."""


@dataclass(frozen=True, kw_only=True)
class Open:
    """A question that waits; ``word`` is set to the answer."""

    message: IncomingMessage
    word: asyncio.Future[bool]


class Asking:
    """The questions that wait for an answer now."""

    def __init__(self) -> None:
        self._open: dict[str, Open] = {}

    def expect(self, message: IncomingMessage, subjects: Iterable[str]) -> None:
        """Let these be answered already: an earlier process has asked, and its buttons stand."""
        for subject in subjects:
            word: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
            self._open.setdefault(subject, Open(message=message, word=word))

    @contextmanager
    def asked(self, message: IncomingMessage, subject: str) -> Iterator[asyncio.Future[bool]]:
        """Let the question be answered while this is open."""
        self.expect(message, (subject,))
        try:
            yield self._open[subject].word
        finally:
            del self._open[subject]

    def drop(self, message: IncomingMessage) -> None:
        """Expect nothing any more about this message."""
        self._open = {
            subject: question
            for subject, question in self._open.items()
            if question.message is not message
        }

    def settle(self, press: Press, *, by_owner: bool) -> bool:
        """Take a press as the answer; False when it is not theirs, or was answered already."""
        question = self._open.get(press.subject)
        if question is None or question.word.done():
            return False
        asker = question.message
        here = (asker.platform, asker.chat_id) == (press.platform, press.chat_id)
        if not here or not (by_owner or asker.sender_id == press.sender_id):
            return False
        question.word.set_result(press.action == "confirm")
        return True


def unanswered(turn: str, entries: Sequence[Entry]) -> list[str]:
    """The subjects of what the turn has asked before these entries end, and got no answer to."""
    keys = [entry.key for entry in entries]
    asked = (key.removeprefix(ASKED) for key in keys if key.startswith(ASKED))
    return [subject_of(turn, key) for key in asked if key not in keys]


def subject_of(turn: str, key: str) -> str:
    """What a question's buttons name; the same after a restart, and no two questions' alike."""
    return hashlib.sha256(f"{turn} {key}".encode()).hexdigest()[:32]


def asking_reply(deed: Deed, subject: str, until: datetime, language: Language) -> Reply:
    """What is asked: exactly what would be done, and two buttons."""
    said = words(language)
    told = said.shall_i_open if deed.address else said.shall_i
    return Reply(
        text=f"{told}\n\n```\n{deed.tool}\n{_readable(deed.arguments)}\n```",
        notice=said.waits_for_word.format(time=f"{until:%H:%M}"),
        buttons=(
            Button(action="confirm", label=said.confirm_button, subject=subject),
            Button(action="decline", label=said.decline_button, subject=subject),
        ),
    )


def _readable(arguments: str) -> str:
    """The arguments, one a line, whole, with nothing in them hidden."""
    given: dict[str, Any] = json.loads(arguments)
    lines = (f"  {_shown(name)}: {_shown(value)}" for name, value in given.items())
    return "\n".join(lines)


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    plain = visible(text)
    if isinstance(value, str) and (plain != text or "\n" in text or "`" in text):
        return json.dumps(value).replace("`", "\\u0060")
    return plain.replace("`", "\u02cb")
