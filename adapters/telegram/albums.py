"""Which parts of a group's albums are for the bot: all of them, if one names it."""

from telegram import Message

_REMEMBERED = 200

Key = tuple[int, str]


class Albums:
    """Only one part has the words; those that come before it are kept in mind until then."""

    def __init__(self) -> None:
        self._named: dict[Key, None] = {}
        self._waiting: dict[Key, list[Message]] = {}

    def is_named(self, message: Message) -> bool:
        """Whether another part has named the bot; else this one waits for that."""
        key = _key(message)
        if key is None:
            return False
        if key not in self._named:
            self._waiting.setdefault(key, []).append(message)
            _trim(self._waiting)
        return key in self._named

    def before(self, message: Message) -> list[Message]:
        """This part names the bot: those that came before it, and were not heard."""
        key = _key(message)
        if key is None:
            return []
        self._named[key] = None
        _trim(self._named)
        waiting = self._waiting.pop(key, [])
        return [each for each in waiting if each is not message]


def _key(message: Message) -> Key | None:
    return (message.chat.id, message.media_group_id) if message.media_group_id else None


def _trim(kept: dict[Key, None] | dict[Key, list[Message]]) -> None:
    if len(kept) > _REMEMBERED:
        del kept[next(iter(kept))]
