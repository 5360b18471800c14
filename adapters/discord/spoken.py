"""What people write on Discord, as it reads: names in place of numbers."""

import re
from collections.abc import Sequence

import discord

_SIGN = re.compile(r"<(@!?|@&|#)(\d+)>|<a?(:\w+:)\d+>", re.ASCII)


def spoken(content: str, message: discord.Message) -> str:
    """The content with the people, roles, channels and emoji in it by their names."""
    people = {user.id: user.display_name for user in message.mentions}
    roles = {role.id: role.name for role in message.role_mentions}
    channels = {channel.id: channel.name for channel in message.channel_mentions}

    def name(found: re.Match[str]) -> str:
        kind, number, emoji = found.groups()
        if emoji:
            return str(emoji)
        known = {"@&": roles, "#": channels}.get(kind, people)
        named = known.get(int(number))
        return found[0] if named is None else f"{kind[0]}{named}"

    return _SIGN.sub(name, content).strip()


def without(content: str, names: Sequence[str]) -> str:
    """The content without these names, each with the blank after it."""
    for name in names:
        content = re.sub(rf"{re.escape(name)}[ \t]*", "", content)
    return content
