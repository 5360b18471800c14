"""The words after a slash: each is answered by a function."""

import difflib
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Literal

from adapters.base import Button, IncomingMessage
from agent.history import ConversationStore
from agent.profile import Language, Profile
from bot.desk.access import Access
from bot.desk.door import BUSY, FAST, OLD, SPENT
from bot.desk.inert import code
from bot.turns.replies import File
from bot.words import LANGUAGES, Words, language_for, words
from bot.words.wording import Menu

WORDS = tuple(field.name for field in fields(Menu))
"""Every command that is on the menus, in its order there."""

_FOR_OWNERS = ("approve", "pair")
_REFUSALS = (OLD, FAST, BUSY, *SPENT.values())
_NEAR = 0.6


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A command as it reaches its function; ``profile`` is what the conversation has now.

    ``may_set``: the sender may change the conversation's settings.
    """

    message: IncomingMessage
    profile: Profile
    language: Language
    owner: bool
    may_set: bool

    @property
    def words(self) -> Words:
        return words(self.language)

    @property
    def text(self) -> str:
        """What follows the command."""
        return self.message.text.strip()


Command = Callable[[Asked], Awaitable[str]]
"""Answers in Markdown, "" when nothing is to be said. May be called again after a restart."""

Enclosing = Callable[[Asked], Awaitable[File | None]]
"""The file that goes with a command's answer. May be called again after a restart."""

Buttons = Callable[[IncomingMessage, Language], tuple[Button, ...]]
"""The buttons under a command's answer; the same whenever they are made."""


class Commands:
    """Answers commands by the functions in ``by_word``.

    ``setters`` says who may change a group's settings. ``buttons`` are under answers of a word,
    ``files`` go with them.
    """

    def __init__(
        self,
        by_word: Mapping[str, Command],
        *,
        store: ConversationStore,
        access: Access,
        profile: Profile,
        setters: Literal["owners", "everyone"] = "owners",
        buttons: Mapping[str, Buttons] | None = None,
        files: Mapping[str, Enclosing] | None = None,
    ) -> None:
        self._by_word = {**by_word, "help": self.help}
        self._store = store
        self._access = access
        self._profile = profile
        self._setters = setters
        self._buttons = buttons or {}
        self._files = files or {}

    async def answer(self, message: IncomingMessage) -> str:
        """The answer to a message that is a command."""
        asked = await self.asked(message)
        command = self._by_word.get(message.command)
        said = await command(asked) if command else self._unknown(asked)
        return as_typed(said, message.platform)

    async def asked(self, message: IncomingMessage) -> Asked:
        """What a command is given."""
        profile = await self._store.profile(message.conversation) or self._profile
        owner = self._access.is_owner(message.platform, message.sender_id)
        return Asked(
            message=message,
            profile=profile,
            language=language_for(profile.language, message.locale, message.text),
            owner=owner,
            may_set=owner or message.direct or self._setters == "everyone",
        )

    def buttons(self, message: IncomingMessage, language: Language) -> tuple[Button, ...]:
        """The buttons under the answer: what was not let in may be asked again."""
        if (made := self._buttons.get(message.command)) is not None:
            return made(message, language)
        if message.command not in _REFUSALS:
            return ()
        label = words(language).again_button
        return (Button(action="retry", label=label, subject=message.event_id),)

    async def file(self, message: IncomingMessage) -> File | None:
        """The file that goes with the answer; None with most."""
        make = self._files.get(message.command)
        return await make(await self.asked(message)) if make else None

    async def help(self, asked: Asked) -> str:
        """`/help`."""
        return f"{asked.words.help}\n\n{self._list(asked)}"

    def _list(self, asked: Asked) -> str:
        return "\n".join(
            f"- /{word} – {getattr(asked.words.menu, word)}"
            for word in WORDS
            if word in self._by_word and (asked.owner or word not in _FOR_OWNERS)
        )

    def _unknown(self, asked: Asked) -> str:
        word = asked.message.command
        said = asked.words.unknown.format(word=code(word).strip("`"))
        known = [each for each in self._by_word if not each.startswith("_")]
        guess = did_you_mean(asked.words, word, known, prefix="/")
        return f"{said} {guess}" if guess else f"{said}\n\n{self._list(asked)}"


def did_you_mean(said: Words, name: str, known: Iterable[str], prefix: str = "") -> str:
    """The known name that is nearest to a wrong one, asked back; "" when none is near."""
    by_name = {each.casefold(): each for each in known}
    near = difflib.get_close_matches(name.casefold(), by_name, n=1, cutoff=_NEAR)
    return said.did_you_mean.format(name=prefix + by_name[near[0]]) if near else ""


_TYPED = re.compile(rf"(?<![\w/])/({'|'.join(WORDS)})\b")


def as_typed(text: str, platform: str) -> str:
    """The text with its commands as they are given on this platform."""
    return _TYPED.sub(r"/kagent \1", text) if platform == "slack" else text


def menus(by_word: Iterable[str] = WORDS) -> dict[str, dict[str, str]]:
    """What the platforms list natively: language → word → what it does."""
    return {
        language: {word: getattr(said.menu, word) for word in WORDS if word in by_word}
        for language, said in LANGUAGES.items()
    }
