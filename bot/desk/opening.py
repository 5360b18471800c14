"""The desk put together from the settings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from adapters.base import IncomingMessage, Press
from agent.history import ConversationStore
from agent.profile import Profile
from bot.config import Settings
from bot.desk import desk
from bot.desk.access import Access
from bot.desk.again import Again
from bot.desk.budget import Budget, Pace, budget_of
from bot.desk.choosing import Choosing, Models
from bot.desk.commands import Command, Commands, Enclosing
from bot.desk.counting import Counting
from bot.desk.desk import FrontDesk, Letting
from bot.desk.door import Door
from bot.desk.offering import Offering
from bot.desk.pairing import Pairing, Tell
from bot.desk.rating import CARD, Rating
from bot.desk.talking import Refusing, Talking
from storage.agent_answers import AgentAnswers
from storage.people import People
from tools.base import Toolbox


class Line(desk.Line, Protocol):
    """Where messages wait for their answers, and how many."""

    def waiting(self, conversation: str) -> int:
        """How many messages of a conversation are not answered yet."""
        ...


class _Later:
    """A `Line` that is there only when somebody is served: it needs our commands to be made."""

    def __init__(self, line: Callable[[], Line]) -> None:
        self._line = line

    async def accept(self, message: IncomingMessage) -> None:
        await self._line().accept(message)

    async def stop(self, conversation: str) -> bool:
        return await self._line().stop(conversation)

    def settle(self, press: Press, *, by_owner: bool) -> bool:
        return self._line().settle(press, by_owner=by_owner)

    def waiting(self, conversation: str) -> int:
        return self._line().waiting(conversation)


@dataclass(frozen=True, kw_only=True)
class Opened:
    """``desk`` and ``offering`` are for the adapters, ``commands`` for the turns."""

    desk: FrontDesk
    commands: Commands
    offering: Offering


def open_desk(
    settings: Settings,
    *,
    store: ConversationStore,
    people: People,
    answers: AgentAnswers,
    models: Models,
    toolbox: Toolbox,
    profile: Profile,
    tell: Tell,
    line: Callable[[], Line],
    more: Mapping[str, Command] | None = None,
    files: Mapping[str, Enclosing] | None = None,
    clock: Callable[[], datetime] | None = None,
) -> Opened:
    """The desk for these settings. ``answers`` are there to be rated.

    ``more`` are further commands by their words, ``files`` go with their answers. ``line`` gives
    the turns when the first message comes. ``clock`` is the settings' by default.
    """
    later, clock = _Later(line), clock or settings.now
    access = Access(owners=settings.owners, allow=settings.allow, people=people)
    budget = budget_of(settings, store, clock)
    letting = Letting(_door(settings, access, people, budget, later, clock), later, store)
    again = Again(store, letting.again, clock)
    pairing = Pairing(
        people=people,
        access=access,
        store=store,
        tell=tell,
        clock=clock,
        language=profile.language or "en",
    )
    rating = Rating(answers, letting.put, clock)
    choosing = Choosing(store=store, models=models, toolbox=toolbox, profile=profile)
    commands = Commands(
        {
            **Talking(store=store, again=again, stop=later.stop).by_word(),
            **choosing.by_word(),
            **Counting(budget).by_word(),
            **pairing.by_word(),
            **rating.by_word(),
            **_refusing(settings, budget).by_word(),
            **(more or {}),
        },
        store=store,
        access=access,
        profile=profile,
        setters=settings.group_settings,
        buttons={CARD: rating.buttons},
        files=files,
    )
    front = FrontDesk(
        letting=letting,
        line=later,
        store=store,
        access=access,
        again=again,
        pairing=pairing,
        rating=rating,
        profile=profile,
    )
    offering = Offering(choosing.choices(), asked=commands.asked, access=access)
    return Opened(desk=front, commands=commands, offering=offering)


def _door(
    settings: Settings,
    access: Access,
    people: People,
    budget: Budget,
    line: Line,
    clock: Callable[[], datetime],
) -> Door:
    return Door(
        access=access,
        people=people,
        budget=budget,
        pace=Pace(settings.budget_messages),
        waiting=line.waiting,
        most_waiting=settings.most_waiting,
        max_age=timedelta(hours=settings.max_age),
        clock=clock,
    )


def _refusing(settings: Settings, budget: Budget) -> Refusing:
    return Refusing(
        budget=budget,
        max_age_hours=settings.max_age,
        most_waiting=settings.most_waiting,
        messages=settings.budget_messages,
    )
