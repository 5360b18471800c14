"""The person who sets a platform up: told what to do, and asked for what only they know."""

import getpass
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from bot.failures import BadValue
from bot.platforms.asking import BadToken
from bot.terminal.display import plain

T = TypeVar("T")

_TRIES = 3


@dataclass(frozen=True, kw_only=True)
class Given:
    """What was typed on the command line; "" is not given. ``yes``: ask nothing."""

    token: str = ""
    app_token: str = ""
    signing_secret: str = ""
    url: str = ""
    name: str = ""
    owner: str = ""
    yes: bool = False


class Person:
    """Talks on this terminal, or reads answers line by line from a script."""

    def __init__(self, *, asked: bool) -> None:
        self._asked = asked

    def say(self, text: str) -> None:
        print(plain(text), flush=True)

    def secret(self, what: str, flag: str, given: str, check: Callable[[str], T]) -> tuple[str, T]:
        """A token that passes the check, and what the check found; nothing of it is shown.

        Raises `BadValue` when there is nobody to ask, `BadToken` after three wrong ones.
        """
        for left in reversed(range(_TRIES)):
            value = given or self._hidden(what, flag)
            try:
                return value, check(value)
            except BadToken as error:
                if given or not left or not sys.stdin.isatty():
                    raise
                self.say(f"   {error}.")
        raise AssertionError("the last try returns or raises")

    def line(self, what: str, *, enter: str = "", unasked: str = "") -> str:
        """What the person answers; ``enter`` for nothing, ``unasked`` where nobody is there."""
        if not self._asked:
            return unasked
        try:
            return input(plain(f"   {what}: ")).strip() or enter
        except EOFError:
            return unasked

    def agrees(self, what: str) -> bool:
        """Whether the person says yes, or nothing; nobody does not agree."""
        said = self.line(f"{what} [Y/n]", enter="y", unasked="n")
        return not said.casefold().startswith("n")

    def _hidden(self, what: str, flag: str) -> str:
        if not self._asked:
            raise BadValue(f"{flag} is missing")
        try:
            asked = getpass.getpass if sys.stdin.isatty() else input
            value = asked(plain(f"   {what}: ")).strip()
        except EOFError:
            value = ""
        if not value:
            raise BadValue(f"{flag} is missing. Nothing was written")
        return value
