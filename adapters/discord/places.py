"""Where a report goes that answers nobody: a channel, or the private chat with a person."""

from dataclasses import dataclass

from adapters.base import PostGone, Undeliverable
from adapters.discord.line import Line
from adapters.discord.refusals import refusals

_PRIVATE = 1


@dataclass(frozen=True, kw_only=True)
class Place:
    """A channel by its id; ``direct``: nobody else is there."""

    channel: str
    direct: bool


class Places:
    """Numbers do not tell whether they are a channel's or a person's: Discord is asked, once."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._known: dict[str, Place] = {}

    async def find(self, number: str) -> Place:
        """Raises `Undeliverable` when it is neither."""
        if number not in self._known:
            self._known[number] = await self._asked(number)
        return self._known[number]

    async def _asked(self, number: str) -> Place:
        try:
            with refusals():
                told = await self._line.request("GET", "/channels/{channel_id}", channel_id=number)
        except (PostGone, Undeliverable):
            with refusals(absent=Undeliverable):
                told = await self._line.request(
                    "POST", "/users/@me/channels", json={"recipient_id": number}
                )
        return Place(channel=str(told["id"]), direct=told.get("type") == _PRIVATE)
