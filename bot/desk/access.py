"""Who is let in: owners and others by the settings, and people by pairing. Nobody else."""

from collections.abc import Iterable

from bot.desk.settings import EVERYBODY
from storage.people import People

LOCAL = ("web", "console")
"""Platforms that only whoever runs the service gets at."""


class Access:
    """``owners`` and ``allow`` are "platform:ID"; see `DeskSettings`."""

    def __init__(self, *, owners: Iterable[str], allow: Iterable[str], people: People) -> None:
        self._owners = tuple(owners)
        self._allow = frozenset(allow)
        self._people = people

    def is_owner(self, platform: str, person: str) -> bool:
        """Owners are named one by one: no group, and no pairing, makes one."""
        return platform in LOCAL or f"{platform}:{person}" in self._owners

    def owners_on(self, platform: str) -> tuple[str, ...]:
        """The owners' ids on a platform."""
        found = (owner.partition(":") for owner in self._owners)
        return tuple(name for where, _, name in found if where == platform)

    async def by_name(self, platform: str) -> tuple[str, ...]:
        """The ids that are let in one by one: owners, what is allowed, and who was paired."""
        allowed = (each.partition(":") for each in sorted(self._allow))
        found = [name for where, _, name in allowed if where == platform and name != EVERYBODY]
        paired = [each.person for each in await self._people.paired() if each.platform == platform]
        return tuple(dict.fromkeys((*self.owners_on(platform), *found, *paired[::-1])))

    async def lets_in(self, platform: str, person: str, groups: Iterable[str]) -> bool:
        """Whether this person may talk here; ``groups`` are what they stand in."""
        if self.is_owner(platform, person):
            return True
        named = {f"{platform}:{each}" for each in (person, *groups, EVERYBODY) if each}
        return bool(named & self._allow) or await self._people.is_paired(platform, person)
