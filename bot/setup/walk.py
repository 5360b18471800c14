"""Sets one platform up: walks through it, then writes `.env` and says what comes next."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.config import Settings, in_environment
from bot.failures import BadValue, Failure
from bot.platforms.asking import BadToken, OutOfReach
from bot.setup.discord import set_up_discord
from bot.setup.env_file import read_from, set_in
from bot.setup.person import Given, Person
from bot.setup.slack import set_up_slack
from bot.setup.telegram import set_up_telegram
from bot.setup.wanted import Wanted

PlatformName = Literal["telegram", "slack", "discord"]

_OWNERS = "KAGENT_OWNERS"


@dataclass(frozen=True, kw_only=True)
class _Way:
    """How a platform is set up, and what a person's id looks like there."""

    walk: Callable[[Settings, Given, Person], Wanted]
    id: str


_WAYS: Mapping[PlatformName, _Way] = {
    "telegram": _Way(walk=set_up_telegram, id=r"\d{1,20}"),
    "slack": _Way(walk=set_up_slack, id=r"[UW][A-Z0-9]+"),
    "discord": _Way(walk=set_up_discord, id=r"\d{1,20}"),
}


def set_up(settings: Settings, platform: PlatformName, given: Given, file: Path) -> None:
    """Walk a person through it and write ``file``. Raises `BadValue`, `Failure`."""
    person = Person(asked=not given.yes)
    way = _WAYS[platform]
    _check_owner(way, given.owner, "--owner: ")
    try:
        wanted = way.walk(settings, given, person)
    except (BadToken, OutOfReach) as error:
        raise Failure(f"{error}. Nothing was written.") from None
    _check_owner(way, wanted.owner, "")
    values = dict(wanted.values)
    if wanted.owner:
        values[_OWNERS] = _with_owner(read_from(file, _OWNERS), f"{platform}:{wanted.owner}")
    set_in(file, values)
    _conclude(person, wanted, values, file)


def _check_owner(way: _Way, owner: str, where: str) -> None:
    if owner and not re.fullmatch(way.id, owner, re.ASCII):
        raise BadValue(f"{where}{owner!r} is not a person's id there. Nothing was written")


def _with_owner(owners: str, owner: str) -> str:
    listed = [each.strip() for each in owners.split(",") if each.strip()]
    return ",".join(listed if owner in listed else [*listed, owner])


def _conclude(person: Person, wanted: Wanted, values: Mapping[str, str], file: Path) -> None:
    person.say(f"Written to {file.absolute()} (for you alone): {', '.join(values)}")
    for name in in_environment(values):
        person.say(f"Note: {name} is also set in the environment, which goes before that file.")
    if not wanted.owner:
        person.say(
            f"Note: nobody may talk to it yet. Set {_OWNERS}={wanted.platform}:YOUR-ID in that"
            f" file; {wanted.where_ids_are}."
        )
    person.say("Next: start it with kagentsys serve (if it runs already, start it anew).")
    person.say(wanted.then)
