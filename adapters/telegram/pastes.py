"""A long text that somebody pastes is cut by Telegram's apps into messages, sent at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from telegram import Message

_FULL = 4000
"""UTF-16 units: a message takes 4096, and the apps may cut a little earlier, at a blank."""
_AT_ONCE = timedelta(seconds=1)
_REMEMBERED = 200

Key = tuple[int, int, int]


@dataclass(frozen=True, kw_only=True)
class _Full:
    album: str
    at: datetime


class Pastes:
    """Gives the parts of a paste one name, as if they were an album's."""

    def __init__(self) -> None:
        self._open: dict[Key, _Full] = {}

    def goes_on(self, message: Message) -> bool:
        """Whether it is what comes next after a message that was full."""
        full = self._open.get(_key(message))
        if full is None or not message.text:
            return False
        return timedelta() <= message.date - full.at <= _AT_ONCE

    def album(self, message: Message) -> str:
        """The name of the paste that it is a part of; "" for none."""
        key, full = _key(message), len((message.text or "").encode("utf-16-le")) // 2 >= _FULL
        album = f"paste-{message.message_id}" if full else ""
        if self.goes_on(message):
            album = self._open[key].album
        self._open.pop(key, None)
        if full:
            self._open[key] = _Full(album=album, at=message.date)
        if len(self._open) > _REMEMBERED:
            del self._open[next(iter(self._open))]
        return album


def _key(message: Message) -> Key:
    sender = message.sender_chat or message.from_user
    return message.chat.id, sender.id if sender else 0, message.message_thread_id or 0
