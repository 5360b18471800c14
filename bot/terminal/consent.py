"""Asking at the keyboard whether something may be done."""

import asyncio
import sys
from datetime import UTC, datetime

from agent.profile import Language
from bot.terminal.display import Display, View, note
from bot.turns.asking import asking_reply
from bot.words import language_for
from tools.consent import Deed

_DO_IT: dict[Language, str] = {
    "en": "Do it? [y/N] ",
    "zh": "执行吗？[y/N] ",
    "ja": "実行しますか？[y/N] ",
}


class AtKeyboard:
    """A `Consent` of whoever sits at the terminal; ``view`` shows the turn meanwhile.

    It speaks the ``chosen`` language, else that of the question.
    """

    def __init__(self, chosen: Language | None = None) -> None:
        self._chosen = chosen
        self._language: Language = chosen or "en"
        self.view: View | None = None

    def display(self, question: str) -> Display:
        """What shows the turn of this question from now on."""
        self._language = language_for(self._chosen, "", question)
        self.view = display = Display(sys.stdout, sys.stderr, self._language)
        return display

    async def __call__(self, deed: Deed) -> bool:
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            return False
        if self.view is not None:
            self.view.end()
        note(asking_reply(deed, "", datetime.now(UTC), self._language).text)
        answer = await asyncio.to_thread(input, _DO_IT[self._language])
        return answer.strip().casefold() in ("y", "yes")
