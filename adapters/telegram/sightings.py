"""The message numbers seen, from which a lost post's number can be told."""

_SUPERGROUP = "-100"
_REMEMBERED = 10_000


class Sightings:
    """Supergroups and channels number their messages by themselves; all other chats together.

    A server that is not Telegram's may number each chat by itself; it shows when one number is
    seen in two chats.
    """

    def __init__(self) -> None:
        self._here: dict[str, int] = {}
        self._owners: dict[int, str] = {}
        self._looked_at: dict[tuple[str, int], None] = {}
        self._anywhere = 0
        self._shared = True

    def note(self, chat: str, number: int) -> None:
        self._here[chat] = max(number, self._here.get(chat, 0))
        if chat.startswith(_SUPERGROUP):
            return
        if self._owners.setdefault(number, chat) != chat:
            self._shared = False
        if len(self._owners) > _REMEMBERED:
            del self._owners[next(iter(self._owners))]
        self._anywhere = max(number, self._anywhere)

    def highest(self, chat: str) -> int:
        """A new message in this chat will have a higher number."""
        if self._shares(chat):
            return max(self._anywhere, self._here.get(chat, 0))
        return self._here.get(chat, 0)

    def mark(self, chat: str) -> str:
        """The highest number seen in the chat, and the one that counts if numbers are shared."""
        return f"{self._here.get(chat, 0)}.{self.highest(chat)}"

    def base(self, chat: str, mark: str) -> int:
        """The number in a mark above which a message put then must be; 0: nothing was known."""
        here, _, anywhere = mark.partition(".")
        number = anywhere if self._shares(chat) else here
        return int(number) if number.isdecimal() else 0

    def rules_out(self, chat: str, number: int) -> bool:
        """Whether a number is another chat's, or was looked at."""
        if (chat, number) in self._looked_at:
            return True
        return self._shares(chat) and self._owners.get(number, chat) != chat

    def rule_out(self, chat: str, number: int) -> None:
        """The message of this number is none that we look for, if it is there at all."""
        if number <= self.highest(chat):  # else it may be put yet
            self._looked_at[chat, number] = None
        if len(self._looked_at) > _REMEMBERED:
            del self._looked_at[next(iter(self._looked_at))]

    def _shares(self, chat: str) -> bool:
        return self._shared and not chat.startswith(_SUPERGROUP)
