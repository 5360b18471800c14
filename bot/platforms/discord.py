"""What Discord says of a bot's token: who it is, whose, and whether it may read messages."""

import re
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict

from bot.platforms.asking import Asking, BadToken, OutOfReach, read

HOME = "https://discord.com"
_VERSION = "/api/v10"
_WITH_VERSION = re.compile(r"/api(/v\d+)?$")
_MESSAGE_CONTENT = 1 << 18 | 1 << 19
"""The application's flags of which one means that it may read messages."""


class User(BaseModel):
    model_config = ConfigDict(frozen=True)

    id: str
    username: str = ""


class _Team(BaseModel):
    owner_user_id: str | None = None


class _Application(BaseModel):
    id: str
    flags: int = 0
    owner: User | None = None
    team: _Team | None = None


@dataclass(frozen=True, kw_only=True)
class Application:
    """``owner`` is the person's id who made it, "" where it is not told."""

    id: str
    reads_messages: bool
    owner: str = ""
    owner_name: str = ""


@dataclass(frozen=True, kw_only=True)
class Discord:
    """One bot, by its token. ``base_url`` is another server's, with or without "/api/v10"."""

    asking: Asking
    token: str
    base_url: str | None = None

    async def bot(self) -> User:
        """Who it is. Raises `BadToken`, `OutOfReach`."""
        if not re.fullmatch(r"[\w.-]{3,}", self.token, re.ASCII):
            raise BadToken(
                "This is no Discord token: it stands under Bot → Reset Token at"
                " https://discord.com/developers/applications"
            )
        return read("Discord", User, await self._ask("/users/@me"))

    async def application(self) -> Application:
        """What it belongs to. Raises `BadToken`, `OutOfReach`."""
        found = read("Discord", _Application, await self._ask("/applications/@me"))
        owner, name = (found.owner.id, found.owner.username) if found.owner else ("", "")
        if found.team is not None and found.team.owner_user_id:
            owner, name = found.team.owner_user_id, ""
        return Application(
            id=found.id,
            reads_messages=bool(found.flags & _MESSAGE_CONTENT),
            owner=owner,
            owner_name=name,
        )

    async def _ask(self, path: str) -> dict[str, Any]:
        home = (self.base_url or HOME).rstrip("/")
        versioned = (
            home if re.search(r"/api/v\d+$", home) else _WITH_VERSION.sub("", home) + _VERSION
        )
        told = await self.asking.ask("Discord", versioned + path, key=f"Bot {self.token}")
        if told.status in (401, 403):
            raise BadToken(
                "Discord refuses this token. Make another one: Bot → Reset Token at"
                " https://discord.com/developers/applications"
            )
        if told.status != 200:
            raise OutOfReach(f"Discord answers in a form that can't be read ({told.status})")
        return told.body
