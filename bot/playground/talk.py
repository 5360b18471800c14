"""`kagentsys playground`: a local platform, and a terminal in which one is its only person."""

import asyncio
import importlib
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Literal

import httpx

from bot.failures import Failure
from bot.terminal.display import plain

Platform = Literal["telegram", "slack", "discord"]

_LOOK_EVERY = 0.3
_PERSON = "You"
_ID_NAMES = ("message_id", "ts", "id")


def play(platform: Platform, port: int) -> None:
    """Serve the platform on this port (0: a free one) and talk there until the input ends.

    Raises `Failure` when the port is taken.
    """
    asyncio.run(_play(platform, port))


async def _play(platform: Platform, port: int) -> None:
    async with _served(platform, port) as settings:
        address = next(value for name, value in settings.items() if name.endswith("_BASE_URL"))
        home = httpx.URL(address).copy_with(path="/playground/", query=None)
        print(f"A local {platform.title()} is at {home.host}:{home.port}. Start the service:\n")
        told = settings | {"KAGENT_ALLOW": f"{platform}:*"}
        print(" ".join(f"'{name}={value}'" for name, value in told.items()), "kagentsys serve")
        print("\nThen write here; `:1` presses the first button of the last answer.", flush=True)
        async with httpx.AsyncClient(base_url=home, trust_env=False) as http:
            room = _Room(http)
            looking = asyncio.create_task(room.look())
            try:
                while line := await asyncio.to_thread(sys.stdin.readline):
                    await room.say(line.strip())
                await room.quiet()
            finally:
                looking.cancel()


class _Room:
    """What stands in the chat, printed as it comes and changes."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        self._posts: dict[str, Mapping[str, Any]] = {}
        self._said = False
        self._answered = asyncio.Event()

    async def say(self, text: str) -> None:
        if text.startswith(":") and text[1:].isdecimal() and self._posts:
            await self._press(int(text[1:]))
        elif text:
            self._said = True
            self._answered.clear()
            await self._ask("say", {"person": _PERSON, "text": text})

    async def look(self) -> None:
        """Print what is new, again and again."""
        while True:
            for post in (await self._http.get("posts")).json()["posts"]:
                name = str(next(post[name] for name in _ID_NAMES if name in post))
                if post != self._posts.get(name):
                    self._posts[name] = post
                    _print(post)
                    if len(post["buttons"]) > 1:
                        self._answered.set()
            await asyncio.sleep(_LOOK_EVERY)

    async def quiet(self) -> None:
        """Wait until what was said has an answer with buttons, for those who pipe a question in."""
        if self._said:
            await self._answered.wait()

    async def _press(self, number: int) -> None:
        post = list(self._posts.values())[-1]
        if 0 < number <= len(post["buttons"]):
            where = {name: post[name] for name in ("chat", *_ID_NAMES) if name in post}
            button = post["buttons"][number - 1]
            told = await self._ask("press", {**where, "person": _PERSON, "button": button})
            print(plain(f"  ({told['words']})"), flush=True)

    async def _ask(self, what: str, body: Mapping[str, Any]) -> Any:
        return (await self._http.post(what, json=body)).json()


def _print(post: Mapping[str, Any]) -> None:
    if post["deleted"]:
        print("  (taken away)", flush=True)
        return
    buttons = "  ".join(f"[{label}]" for label in post["buttons"])
    print(plain("\n".join(part for part in (post["text"], buttons) if part)), flush=True)


@asynccontextmanager
async def _served(platform: Platform, port: int) -> AsyncIterator[dict[str, str]]:
    """The platform's server; the settings with which the service finds it."""
    people = importlib.import_module(f"bot.playground.{platform}.people")
    playground = getattr(people, f"{platform.title()}Playground")(port=port)
    try:
        async with playground:
            yield playground.settings
    except OSError as error:
        raise Failure(
            f"port {port} can't be used ({error.strerror}): choose another --port"
        ) from None
