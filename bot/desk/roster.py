"""Letting people in from the command line."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.config import Settings
from bot.database import open_database
from bot.failures import BadValue, Failure
from bot.terminal.display import plain
from storage.conversations import Conversations
from storage.people import People

_APPROVER = "the command line"


def approve(settings: Settings, code: str) -> None:
    """Let in whoever was told this code, and say so. Raises `BadValue`, `Failure`."""
    _with_database(settings, lambda engine: _approve(settings, engine, _clean(code)))


def show(settings: Settings) -> None:
    """Print who was let in, and who waits. Raises `BadValue`."""
    _with_database(settings, lambda engine: _show(settings, engine))


def remove(settings: Settings, person: str) -> None:
    """Let somebody in no longer, and say so. Raises `BadValue`, `Failure`."""
    platform, _, name = person.partition(":")
    if not (platform and name):
        raise BadValue(f"say whom: platform:ID, such as telegram:42, not {person!r}")
    _with_database(settings, lambda engine: _remove(engine, platform.casefold(), name))


def _with_database(settings: Settings, work: Callable[[AsyncEngine], Awaitable[None]]) -> None:
    async def opened() -> None:
        async with open_database(settings) as engine:
            await work(engine)

    asyncio.run(opened())


def _clean(code: str) -> str:
    return "".join(char for char in code.upper() if char.isalnum())


async def _approve(settings: Settings, engine: AsyncEngine, code: str) -> None:
    people, now = People(engine), settings.now()
    found = await people.approve(code, approver=_APPROVER, by=f"by hand {uuid4().hex}", at=now)
    if found == "too many":
        end = (await people.tries_end(_APPROVER, now)).astimezone(now.tzinfo)
        raise Failure(f"Too many wrong codes. Try again after {end:%H:%M}.")
    if found == "unknown":
        raise Failure("No one waits with this code: mistyped, used already, or too old?")
    await Conversations(engine).delete(f"{found.platform}:{found.chat}#commands")
    print(plain(f"{found.name} ({found.platform}:{found.person}) is let in. Tell them."))


async def _show(settings: Settings, engine: AsyncEngine) -> None:
    people, zone = People(engine), settings.zone
    paired = await people.paired()
    for each in paired:
        day = f"{each.approved_at.astimezone(zone):%Y-%m-%d}"
        print(plain(f"{each.platform}:{each.person}  {each.name}  (since {day})"))
    waiting = await people.waiting(settings.now())
    for applicant in waiting:
        print(plain(f"{applicant.platform}:{applicant.person}  {applicant.name}  (waits)"))
    if not paired and not waiting:
        print("Nobody was let in by a code, and nobody waits.")


async def _remove(engine: AsyncEngine, platform: str, person: str) -> None:
    if not await People(engine).remove(platform, person):
        raise Failure(f"{platform}:{person} was not let in by a code (see: kagentsys pair list)")
    print(plain(f"{platform}:{person} is no longer let in."))
