"""What may follow an app command, offered while somebody types it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import discord
import structlog

from adapters.base import IncomingMessage
from adapters.discord.incoming import asked
from adapters.discord.line import Line
from adapters.discord.responses import UNANSWERED

Choices = Callable[[IncomingMessage], Awaitable[Sequence[str]]]
"""What may be chosen by a command that is typed so far; nothing for those who may not talk."""

COMPLETED = frozenset(["model", "agent", "tools", "persona", "lang"])
"""The commands whose text is completed."""

_log = structlog.get_logger(__name__)
_OFFER = 8
_MOST, _LONGEST = 25, 100
_PATIENCE = 2.5
"""Seconds in which Discord must have been told, with a little to spare."""


async def nothing(_: IncomingMessage) -> Sequence[str]:
    return ()


class Completing:
    """Answers each such question at once, or not at all: the next key asks another."""

    def __init__(self, line: Line, choices: Choices, clock: Callable[[], datetime]) -> None:
        self._line = line
        self._choices = choices
        self._clock = clock

    async def answer(self, interaction: discord.Interaction) -> None:
        """Offer what may be chosen; Discord takes 25 names of 100 characters."""
        typed = asked(interaction, self._clock())
        if typed is None:
            return
        try:
            async with asyncio.timeout(_PATIENCE):
                found = [each for each in await self._choices(typed) if len(each) <= _LONGEST]
                await self._offer(interaction, found[:_MOST])
        except (*UNANSWERED, TimeoutError) as failure:
            _log.info("a command could not be completed", error=str(failure))

    async def _offer(self, interaction: discord.Interaction, found: Sequence[str]) -> None:
        choices = [{"name": each, "value": each} for each in found]
        await self._line.request(
            "POST",
            "/interactions/{interaction_id}/{webhook_token}/callback",
            interaction_id=interaction.id,
            webhook_token=interaction.token,
            json={"type": _OFFER, "data": {"choices": choices}},
        )
