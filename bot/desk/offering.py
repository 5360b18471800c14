"""What may follow a command's word, offered to those who may choose it, as they type."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from adapters.base import IncomingMessage
from bot.desk.access import Access
from bot.desk.commands import Asked

Choices = Callable[[Asked], Awaitable[Sequence[str]]]
"""Everything that may be chosen by a command, of which the typed text may be a part."""


class Offering:
    """``asked`` makes of a message what a command is given; ``by_word`` are the choices."""

    def __init__(
        self,
        by_word: Mapping[str, Choices],
        *,
        asked: Callable[[IncomingMessage], Awaitable[Asked]],
        access: Access,
    ) -> None:
        self._by_word = by_word
        self._asked = asked
        self._access = access

    async def choices(self, typed: IncomingMessage) -> tuple[str, ...]:
        """What the command may be ended to, the likeliest first; nothing for strangers."""
        choices = self._by_word.get(typed.command)
        who = (typed.platform, typed.sender_id, typed.groups)
        if choices is None or not await self._access.lets_in(*who):
            return ()
        asked = await self._asked(typed)
        return _ending(asked.text, await choices(asked)) if asked.may_set else ()


def _ending(typed: str, choices: Sequence[str]) -> tuple[str, ...]:
    """Those that begin with what is typed, then those that have it in them."""
    wanted = typed.casefold()
    begun = [each for each in choices if each.casefold().startswith(wanted)]
    within = [each for each in choices if wanted in each.casefold()]
    return tuple(dict.fromkeys((*begun, *within)))
