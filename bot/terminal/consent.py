"""Asking at the keyboard whether something may be done."""

import asyncio
import sys
from datetime import UTC, datetime

from bot.terminal.display import View, note
from bot.turns.asking import asking_reply
from tools.consent import Deed


class AtKeyboard:
    """A `Consent` of whoever sits at the terminal; ``view`` shows the turn meanwhile."""

    def __init__(self) -> None:
        self.view: View | None = None

    async def __call__(self, deed: Deed) -> bool:
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            return False
        if self.view is not None:
            self.view.end()
        note(asking_reply(deed, "", datetime.now(UTC), "en").text)
        answer = await asyncio.to_thread(input, "Do it? [y/N] ")
        return answer.strip().casefold() in ("y", "yes")
