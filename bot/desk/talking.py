"""The commands of everyday talk, and the answers to what the door does not let in."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from agent.history import ConversationStore
from bot.desk.again import Again
from bot.desk.budget import MINUTE, Budget
from bot.desk.commands import Asked, Command
from bot.desk.door import BUSY, FAST, OLD, SPENT
from bot.desk.inert import inert


class Talking:
    """``stop`` ends what runs in a conversation; False when nothing did."""

    def __init__(
        self,
        *,
        store: ConversationStore,
        again: Again,
        stop: Callable[[str], Awaitable[bool]],
    ) -> None:
        self._store = store
        self._again = again
        self._stop = stop

    def by_word(self) -> dict[str, Command]:
        return {
            "start": self.start,
            "reset": self.reset,
            "retry": self.retry,
            "stop": self.stop,
        }

    async def start(self, asked: Asked) -> str:
        return asked.words.welcome.format(name=inert(asked.profile.name))

    async def reset(self, asked: Asked) -> str:
        await self._store.reset(asked.message.conversation)
        return asked.words.reset

    async def retry(self, asked: Asked) -> str:
        match await self._again.last(asked.message):
            case "asked":
                return asked.words.again
            case "running":
                return asked.words.still_running
            case "nothing":
                return asked.words.nothing_to_retry

    async def stop(self, asked: Asked) -> str:
        stopped = await self._stop(asked.message.conversation)
        return asked.words.stopped if stopped else asked.words.nothing_runs


class Refusing:
    """Says why a message was not let in."""

    def __init__(
        self, *, budget: Budget, max_age_hours: float, most_waiting: int, messages: int
    ) -> None:
        self._budget = budget
        self._max_age_hours = max_age_hours
        self._most_waiting = most_waiting
        self._messages = messages

    def by_word(self) -> Mapping[str, Command]:
        return {
            OLD: self._old,
            BUSY: self._busy,
            FAST: self._fast,
            SPENT["person"]: self._spent_person,
            SPENT["chat"]: self._spent_chat,
            SPENT["total"]: self._spent_total,
        }

    async def _old(self, asked: Asked) -> str:
        return asked.words.old.format(hours=f"{self._max_age_hours:g}")

    async def _busy(self, asked: Asked) -> str:
        return asked.words.busy.format(count=self._most_waiting)

    async def _fast(self, asked: Asked) -> str:
        zone = self._budget.today().tzinfo
        again = (asked.message.sent_at + MINUTE).astimezone(zone)
        return asked.words.too_fast.format(limit=self._messages, time=f"{again:%H:%M:%S %Z}")

    async def _spent_person(self, asked: Asked) -> str:
        return asked.words.spent_person.format(time=self._anew())

    async def _spent_chat(self, asked: Asked) -> str:
        return asked.words.spent_chat.format(time=self._anew())

    async def _spent_total(self, asked: Asked) -> str:
        return asked.words.spent_total.format(time=self._anew())

    def _anew(self) -> str:
        return moment(self._budget.tomorrow())


def moment(at: datetime) -> str:
    """A time for people, with its zone."""
    return f"{at:%Y-%m-%d %H:%M %Z}"
