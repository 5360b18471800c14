"""The service: opens everything in order, runs it until told to stop, closes it in reverse."""

import asyncio
import gc
import socket
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from functools import partial
from importlib.metadata import version
from importlib.util import find_spec
from time import monotonic

from agent.model import Abilities, ChatModel, ModelError
from bot.alone import alone_in
from bot.announce import Say, about_model, about_platforms, about_tools, about_web, line
from bot.config import Settings, make_data_dir
from bot.database import open_database
from bot.failures import Failure
from bot.mcp_server import late_door, mcp_server
from bot.models.voice import Voice, model_file, open_voice
from bot.nightly.commands import Benching
from bot.nightly.service import open_bench
from bot.persona import persona
from bot.ports import address, listen, our_own, serving
from bot.service import Service, WebDesk
from bot.telemetry import Redactor
from bot.terminal.display import Loading
from bot.toolbox import open_toolbox

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
        page = settings.public_url or here
        stack.enter_context(alone_in(make_data_dir(settings)))
        engine = await stack.enter_async_context(open_database(settings))
        say(line("Data", f"{settings.data_dir} (another folder: KAGENT_DATA_DIR)"))
        voice = await stack.enter_async_context(_open_voice(settings, say))
        toolbox = await stack.enter_async_context(open_toolbox(settings, model=voice.model))
        service = Service(settings, profile, toolbox, voice, engine)
        for adapter in service.adapters:
            await stack.enter_async_context(adapter)
        door = None
        if find_spec("mcp"):
            server = partial(mcp_server, service.ask, toolbox, Redactor(settings.secrets()))
            door = await stack.enter_async_context(late_door(server))
        await stack.enter_async_context(serving(service.app(door), listening))
        stack.push_async_callback(service.telling.close)
        channels = {adapter.platform: adapter for adapter in service.adapters}
        bench = await stack.enter_async_context(
            open_bench(
                settings,
                engine,
                channels=channels,
                busy=lambda: service.busy,
                details=lambda run: f"{page}/bench/runs/{run}",
            )
        )
        benching = Benching(bench, channels)
        stack.push_async_callback(benching.close)
        turns = service.open(benching.by_word())
        # The lines are closed after the turns, so that the last answers are seen.
        await stack.enter_async_context(_running(service.web.run(WebDesk(turns))))
        stack.push_async_callback(service.supervision.stop)
        await stack.enter_async_context(turns)
        # The platforms come before whatever nobody waits for: a process may not live long.
        service.supervision.start(service.desk)
        found = await stack.enter_async_context(_looking(voice.model))
        _say_all(say, about_model(voice, found, settings, profile.planner))
        _say_all(say, about_tools(toolbox, settings))
        _say_all(say, about_platforms(settings))
        _say_all(say, about_web(settings, here, service.link(page)))
        # What is there now stays: it need not be looked through for garbage again and again.
        gc.freeze()
        gc.enable()
        say(f"Ready in {monotonic() - began:.1f} s. Ctrl-C stops it.")
        await stop.wait()
        say("Stopping: what is being answered may end. Ctrl-C again ends it at once.")
    say("Stopped.")


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


@asynccontextmanager
async def _looking(model: ChatModel) -> AsyncIterator[Abilities | ModelError | None]:
    """What the model can do, or why that is not known; None when it does not answer soon."""
    looking = asyncio.create_task(_look(model))
    try:
        done, _ = await asyncio.wait({looking}, timeout=_FIRST_LOOK)
        yield looking.result() if done else None
    finally:
        looking.cancel()


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
