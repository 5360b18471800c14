"""How much may be asked: messages a minute, and tokens and money a day."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from adapters.base import IncomingMessage, conversation_of
from agent.history import ConversationStore
from agent.messages import Usage
from bot.desk.settings import DeskSettings

Scope = Literal["person", "chat", "total"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
MINUTE = timedelta(minutes=1)
_MILLION = 1_000_000


class Pace:
    """How many messages a person sends within a minute, by the times at which they were sent.

    So what was sent while the service was away does not count as one burst.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._sent: dict[str, deque[tuple[datetime, str]]] = {}
        self._told: dict[str, tuple[datetime, str]] = {}

    def take(self, person: str, event: str, at: datetime) -> bool:
        """Count this message; False when it is one too many, and does not count."""
        if not self._limit:
            return True
        sent = self._sent.setdefault(person, deque())
        while sent and sent[0][0] <= at - MINUTE:
            sent.popleft()
        if any(each == event for _, each in sent):
            return True
        if len(sent) >= self._limit:
            return False
        sent.append((at, event))
        return True

    def tell(self, person: str, event: str, at: datetime) -> bool:
        """Whether to tell the person so, upon this event: once a minute."""
        last = self._told.get(person)
        if last is not None and last[1] != event and last[0] > at - MINUTE:
            return False
        self._told[person] = (at, event)
        return True


@dataclass(frozen=True, kw_only=True)
class Limit:
    """What may be used in a day; 0: no limit."""

    tokens: int = 0
    money: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Price:
    """What a million tokens cost."""

    prompt: float = 0.0
    completion: float = 0.0
    currency: str = "USD"

    def of(self, usage: Usage) -> float:
        return (usage.prompt * self.prompt + usage.completion * self.completion) / _MILLION

    def tell(self, money: float) -> str:
        return f"{money:,.2f} {self.currency}"

    def __bool__(self) -> bool:
        return bool(self.prompt or self.completion)


class Budget:
    """What is used and what is left; days are those of the clock's zone.

    What is being answered now counts when it has ended.
    """

    def __init__(
        self,
        *,
        store: ConversationStore,
        limits: Mapping[Scope, Limit],
        price: Price,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self.limits = limits
        self.price = price
        self._clock = clock

    @property
    def limited(self) -> bool:
        """Whether there is any limit."""
        return any(limit.tokens or limit.money for limit in self.limits.values())

    async def spent(self, message: IncomingMessage) -> Scope | None:
        """Whose budget for today is used up; None when there is something left of each."""
        for scope in SCOPES:
            limit = self.limits.get(scope, Limit())
            if not (limit.tokens or limit.money):
                continue
            used = await self.used(scope, message, self.today())
            if limit.tokens and tokens(used) >= limit.tokens:
                return scope
            if limit.money and self.price.of(used) >= limit.money:
                return scope
        return None

    async def used(self, scope: Scope, message: IncomingMessage, since: datetime) -> Usage:
        """What was used since then by this message's sender, in its chat, or by everyone."""
        match scope:
            case "person":
                return await self._store.usage(
                    since, platform=message.platform, sender_id=message.sender_id
                )
            case "chat":
                chat = conversation_of(message.platform, message.chat_id)
                return await self._store.usage(since, chat=chat)
            case "total":
                return await self._store.usage(since)

    def today(self) -> datetime:
        """When today began."""
        return self._clock().replace(hour=0, minute=0, second=0, microsecond=0, fold=0)

    def month(self) -> datetime:
        """When this month began."""
        return self.today().replace(day=1)

    def tomorrow(self) -> datetime:
        """When budgets start anew."""
        return self.today() + timedelta(days=1)  # of the zone's wall clock


def tokens(usage: Usage) -> int:
    """What counts of it: all that was read and written."""
    return usage.prompt + usage.completion


def budget_of(
    settings: DeskSettings, store: ConversationStore, clock: Callable[[], datetime]
) -> Budget:
    """The budget that the settings name."""
    return Budget(
        store=store,
        limits={
            "person": Limit(
                tokens=settings.budget_tokens_person, money=settings.budget_money_person
            ),
            "chat": Limit(tokens=settings.budget_tokens_chat, money=settings.budget_money_chat),
            "total": Limit(tokens=settings.budget_tokens_total, money=settings.budget_money_total),
        },
        price=Price(
            prompt=settings.price_in, completion=settings.price_out, currency=settings.currency
        ),
        clock=clock,
    )
