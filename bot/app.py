"""The service: opens everything in order, runs it until told to stop, closes it in reverse."""

import asyncio
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine, Iterable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from time import monotonic

from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.types import ASGIApp

from adapters.base import Press
from adapters.web import WebAdapter
from agent.events import AgentEvent
from agent.history import History
from agent.loop import Agent
from agent.model import Abilities, ChatModel, ModelError
from agent.profile import Profile
from bot.alone import alone_in
from bot.announce import Say, about_model, about_platforms, about_tools, about_web, line
from bot.config import Settings, SettingsError, http_token, make_data_dir
from bot.database import open_database
from bot.failures import Failure
from bot.mind import agent_for
from bot.models.voice import Voice, model_file, open_voice
from bot.pages.app import About, pages
from bot.pages.gate import Hosts
from bot.pages.sign_in import SignIn, link
from bot.persona import persona
from bot.ports import address, listen, our_own, serving
from bot.pulse import Pulse
from bot.terminal.display import Loading
from bot.toolbox import installed_tools
from bot.turns.turns import Turns
from storage.conversations import Conversations
from storage.engine import database_url
from tools.base import Toolbox

GRACE = 25.0
"""Seconds that turns in progress have to end when the service is told to stop."""
_FIRST_LOOK = 3.0
"""Seconds that the start waits for a word from the model; the service starts without, too."""


async def run_service(settings: Settings, stop: asyncio.Event, say: Say, began: float) -> None:
    """Serve until ``stop`` is set; ``began`` is when the program did, by `monotonic`.

    Raises `BadValue`, `Failure`, `UnusableModel`.
    """
    say(f"KAgentSys Bot {version('kagentsys-bot')}")
    async with AsyncExitStack() as stack:
        profile = persona(settings)
        listening = stack.enter_context(await _listen(settings))
        here = address(settings.http_host, listening.getsockname()[1])
        stack.enter_context(alone_in(make_data_dir(settings)))
        engine = await stack.enter_async_context(open_database(settings))
        say(line("Data", f"{settings.data_dir} (another folder: KAGENT_DATA_DIR)"))
        toolbox = installed_tools(settings)
        voice = await stack.enter_async_context(_open_voice(settings, say))
        looking = asyncio.create_task(_look(voice.model))
        stack.callback(looking.cancel)
        done, _ = await asyncio.wait({looking}, timeout=_FIRST_LOOK)
        found = looking.result() if done else None
        _say_all(say, about_model(voice, found, settings, profile.planner))
        service = Service(settings, profile, toolbox, voice, engine)
        _say_all(say, about_tools(toolbox, settings))
        await stack.enter_async_context(serving(service.app(), listening))
        turns = service.turns()
        # The line is closed after the turns, so that whoever watches sees the last answers.
        await stack.enter_async_context(_running(service.web.run(WebDesk(turns))))
        await stack.enter_async_context(turns)
        _say_all(say, about_platforms(settings))
        _say_all(say, about_web(settings, here, service.link(here)))
        say(f"Ready in {monotonic() - began:.1f} s. Ctrl-C stops it.")
        await stop.wait()
        say("Stopping: what is being answered may end. Ctrl-C again ends it at once.")
    say("Stopped.")


class Service:
    """The parts of the service, and how they fit together.

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
        self._pulse = Pulse(voice.line, engine)
        self._token = http_token(settings)
        self._sign_in = SignIn(self._token, settings.now)
        self.web = WebAdapter()

    def app(self) -> ASGIApp:
        """The page and the API."""
        return pages(
            web=self.web,
            store=self._store,
            ask=self._ask,
            profile=self._profile,
            about=self._about,
            health=self._pulse,
            sign_in=self._sign_in,
            hosts=Hosts(self._settings.http_host, (socket.gethostname(),)),
            clock=self._settings.now,
        )

    def turns(self) -> Turns:
        """The durable turns of every platform that is on."""
        return Turns(
            store=self._store,
            database=engine_database(self._settings),
            agent_of=self._agent_of,
            model=self._voice.model,
            toolbox=self._toolbox,
            platforms={self.web.platform: self.web},
            clock=self._settings.now,
            profile=self._profile,
            patience=self._settings.patience,
            grace=GRACE,
        )

    def link(self, here: str) -> str:
        """A link for one sign-in."""
        return link(here, self._token, self._settings.now())

    def _agent_of(self, model: ChatModel, toolbox: Toolbox, profile: Profile) -> Agent:
        return agent_for(self._settings, model, toolbox, profile)

    def _ask(self, history: History, question: str, profile: Profile) -> AsyncGenerator[AgentEvent]:
        return self._agent_of(self._voice.model, self._toolbox, profile).run(history, question)

    async def _about(self) -> About:
        return About(
            assistant=self._profile.name,
            model=self._voice.model.name,
            starter=self._voice.starter,
            tools=tuple(tool.name for tool in self._toolbox.tools),
        )


class WebDesk:
    """The `Desk` of the page, on which there are no buttons but its own."""

    def __init__(self, turns: Turns) -> None:
        self.accept = turns.accept
        self.stop = turns.stop

    async def press(self, press: Press) -> str:
        return ""


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


async def _listen(settings: Settings) -> socket.socket:
    host, port = settings.http_host, settings.http_port
    try:
        return listen(host, port)
    except OSError as error:
        if await our_own(host, port):
            why = "another KAgentSys serves there already. Stop it first, or choose another port"
        else:
            why = f"can't listen there ({error.strerror}). Choose another port"
        raise Failure(f"{host}:{port}: {why}: KAGENT_HTTP_PORT={port + 10}") from None


def _open_voice(settings: Settings, say: Say) -> AbstractAsyncContextManager[Voice]:
    return open_voice(settings, progress=Loading(f"Loading {model_file(settings).name}", say))


async def _look(model: ChatModel) -> Abilities | ModelError:
    """What the model can do, so that it is known before the first question; or why it is not."""
    try:
        return await model.abilities()
    except ModelError as error:
        return error


@asynccontextmanager
async def _running(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Let it run beside, as long as the context is open."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _say_all(say: Say, lines: Iterable[str]) -> None:
    for each in lines:
        say(each)
