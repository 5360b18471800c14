"""The parts of the service, and how they fit together."""

import socket
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.types import ASGIApp

from adapters.base import Adapter, IncomingMessage, Press
from adapters.web import PLATFORM, WebAdapter
from agent.events import AgentEvent
from agent.history import History
from agent.loop import Agent
from agent.model import ChatModel
from agent.profile import Profile
from bot.config import Settings, SettingsError, http_token
from bot.connections import connections
from bot.desk.access import Access
from bot.desk.allowance import Allowance, TooMuch, passing
from bot.desk.budget import budget_of
from bot.desk.commands import Command, menus
from bot.desk.opening import open_desk
from bot.files.files import open_files
from bot.knowledge.bank import open_bank
from bot.knowledge.commands import Remembering
from bot.mind import agent_for
from bot.models.voice import Voice
from bot.pages.app import About, pages
from bot.pages.bench import BenchRooms
from bot.pages.chat import PERSON
from bot.pages.gate import Hosts
from bot.pages.rating import RatingRoom
from bot.pages.sign_in import SignIn, link
from bot.pulse import Pulse
from bot.supervision import Supervision
from bot.telling import Telling
from bot.toolbox import guard_of
from bot.training.consent import consents
from bot.training.consenting import Consenting
from bot.turns.answering import without_missing
from bot.turns.turn import message_of
from bot.turns.turns import Turns
from bot.words import words
from storage.agent_answers import AgentAnswers
from storage.benchmark_runs import BenchmarkRuns
from storage.conversations import Conversations
from storage.engine import database_url
from storage.people import People
from storage.personal import PersonalData
from storage.stops import Stops
from tools.base import Toolbox, ToolError

GRACE = 25.0
"""Seconds that turns in progress have to end when the service is told to stop."""
_MANY = 256
_FEW = 32
"""So many turns at a time go to a model server, or to the model in this process."""


class Service:
    """Everything that runs, made and not yet begun.

    Raises `BadValue` when the profile names a tool that there is not.
    """

    def __init__(
        self,
        settings: Settings,
        profile: Profile,
        toolbox: Toolbox,
        voice: Voice,
        engine: AsyncEngine,
    ) -> None:
        agent_for(settings, voice.model, toolbox, profile)
        self._settings = settings
        self._profile = profile
        self._toolbox = toolbox
        self._voice = voice
        self._store = Conversations(engine)
        self._people = People(engine)
        self._bank = open_bank(settings, engine)
        self._personal = PersonalData(engine)
        self._answers = AgentAnswers(engine)
        self._engine = engine
        self._stops = Stops(engine)
        self._token = http_token(settings)
        self._allowance = Allowance(
            budget=budget_of(settings, self._store, settings.now),
            messages=settings.budget_messages,
            store=self._store,
            clock=settings.now,
            language=profile.language,
        )
        self._sign_in = SignIn(self._token, settings.now)
        self._turns: Turns | None = None
        self.web = WebAdapter()
        access = Access(owners=settings.owners, allow=settings.allow, people=self._people)
        self.adapters = connections(settings, menus(), self._lately, access.by_name, self._choices)
        self.supervision = Supervision(self.adapters)
        self.telling = Telling({adapter.platform: adapter for adapter in self.adapters})
        self._pulse = Pulse(voice.line, engine, self.supervision.states)

    def app(self, mcp: ASGIApp | None = None) -> ASGIApp:
        """The page and the API, the platforms' own ways in, and what is at /mcp."""
        bench = BenchRooms(BenchmarkRuns(self._engine), self._answers)
        return pages(
            web=self.web,
            store=self._store,
            ask=self._ask,
            profile=self._profile,
            allowance=self._allowance,
            about=self._about,
            health=self._pulse,
            sign_in=self._sign_in,
            hosts=Hosts(self._settings.http_host, _names(self._settings)),
            clock=self._settings.now,
            more=[*bench.routes(), *RatingRoom(self._answers).routes()],
            hooks=[route for adapter in self.adapters for route in adapter.routes],
            mcp=mcp,
        )

    def open(self, more: Mapping[str, Command]) -> Turns:
        """The durable turns of every platform that is on; ``more`` are further commands."""
        platforms: dict[str, Adapter] = {
            adapter.platform: adapter for adapter in (self.web, *self.adapters)
        }
        files = open_files(self._settings)
        may_learn = consents(self._settings)
        remembering = Remembering(
            self._bank,
            self._personal,
            guard=guard_of(self._settings),
            platforms=platforms,
            forget_files=files.forget,
            consents=may_learn,
        )
        consenting = Consenting(may_learn)
        opened = open_desk(
            self._settings,
            store=self._store,
            people=self._people,
            answers=self._answers,
            models=self._voice.models,
            toolbox=self._toolbox,
            profile=self._profile,
            tell=self.telling.tell,
            line=self._line,
            more={**remembering.by_word(), **consenting.by_word(), **more},
            files=remembering.files(),
        )
        self.desk, self._offering = opened.desk, opened.offering
        self._turns = Turns(
            store=self._store,
            database=engine_database(self._settings),
            agent_of=self._agent_of,
            model_of=lambda profile: self._voice.models.find(profile.model),
            toolbox=self._toolbox,
            platforms=platforms,
            clock=self._settings.now,
            profile=self._profile,
            commands=opened.commands,
            files=files,
            bank=self._bank,
            marks=self._stops,
            patience=self._settings.patience,
            grace=GRACE,
            slots=_FEW if self._settings.embedded else _MANY,
        )
        return self._turns

    @property
    def busy(self) -> bool:
        """Whether people wait for answers."""
        return self._turns is not None and self._turns.busy

    def link(self, here: str) -> str:
        """A link for one sign-in."""
        return link(here, self._token, self._settings.now())

    def _line(self) -> Turns:
        assert self._turns is not None
        return self._turns

    def _agent_of(self, model: ChatModel, toolbox: Toolbox, profile: Profile) -> Agent:
        return agent_for(self._settings, model, toolbox, profile)

    async def ask(self, question: str) -> AsyncGenerator[AgentEvent]:
        """Answer a question that belongs to no conversation. Raises `ModelError`, `ToolError`."""
        message = passing(question, PLATFORM, PERSON, self._settings.now())
        try:
            await self._allowance.check(message)
        except TooMuch as error:
            raise ToolError(str(error)) from None
        events = self._ask(History(), question, self._profile)
        async with aclosing(self._allowance.counted(message, events)) as counted:
            async for event in counted:
                yield event

    def _ask(self, history: History, question: str, profile: Profile) -> AsyncGenerator[AgentEvent]:
        model = self._voice.models.find(profile.model)
        toolbox = self._toolbox.at((f"{PLATFORM}:{PERSON}",))
        profile = without_missing(profile, toolbox, self._toolbox)
        return self._agent_of(model, toolbox, profile).run(history, question)

    async def _about(self) -> About:
        return About(
            assistant=self._profile.name,
            model=self._voice.model.name,
            starter=self._voice.starter,
            tools=tuple(tool.name for tool in self._toolbox.tools),
        )

    async def _choices(self, typed: IncomingMessage) -> Sequence[str]:
        return await self._offering.choices(typed)

    async def _lately(self, platform: str) -> Sequence[IncomingMessage]:
        return [message_of(question) for question in await self._store.latest(platform)]


class WebDesk:
    """The `Desk` of the page: whoever is there has signed in, and its buttons are its own."""

    def __init__(self, turns: Turns) -> None:
        self.accept = turns.accept
        self.stop = turns.stop
        self._turns = turns

    async def press(self, press: Press) -> str:
        settled = self._turns.settle(press, by_owner=True)
        return "" if settled else words("en").not_yours


def _names(settings: Settings) -> tuple[str, ...]:
    """What this machine is called by those who look at the page."""
    public = urlsplit(settings.public_url or "").hostname
    return (socket.gethostname(), *([public] if public else []))


def engine_database(settings: Settings) -> str:
    """Where the durable engine keeps its own: beside a SQLite file, else in the same database.

    Raises `SettingsError` for a SQLite database without a file.
    """
    url = database_url(settings.database)
    if url.get_backend_name() != "sqlite":
        return settings.database
    if not url.database or url.database == ":memory:":
        raise SettingsError("DATABASE_URL: the service needs a SQLite database with a file")
    file = Path(url.database).absolute()
    return f"sqlite:///{file.with_name(f'{file.stem}-turns.db')}"
