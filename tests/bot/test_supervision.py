"""A platform that fails is begun again, and the others go on."""

import asyncio
from collections.abc import Callable

from adapters.base import Adapter, Desk, IncomingMessage, Press
from adapters.web import WebAdapter
from bot.supervision import Supervision


class Nobody:
    """A desk to which nobody comes."""

    async def accept(self, message: IncomingMessage) -> None: ...

    async def press(self, press: Press) -> str:
        return ""

    async def stop(self, conversation: str) -> bool:
        return False


class Failing(WebAdapter):
    """Can't be reached the first ``times``."""

    platform = "failing"

    def __init__(self, times: int) -> None:
        super().__init__()
        self.begun = 0
        self._times = times

    async def run(self, desk: Desk) -> None:
        self.begun += 1
        if self.begun <= self._times:
            raise OSError("no route to the platform")
        await super().run(desk)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110 - an adapter tells nobody that it is connected
            await asyncio.sleep(0.01)


async def test_a_platform_that_fails_is_begun_again_and_the_others_go_on() -> None:
    failing, good = Failing(times=3), WebAdapter()
    adapters: list[Adapter] = [failing, good]
    supervision = Supervision(adapters, first_wait=0.01, longest_wait=0.02)
    supervision.start(Nobody())
    await until(lambda: good.connected and failing.connected)
    assert failing.begun == 4
    states = supervision.states()
    assert states["failing"].ok and states["web"].ok
    await supervision.stop()
    assert not failing.connected and not good.connected


async def test_one_that_is_down_says_so_without_its_address() -> None:
    failing = Failing(times=10**6)
    supervision = Supervision([failing], first_wait=30.0)
    assert supervision.states()["failing"].detail == "connecting"
    supervision.start(Nobody())
    await until(lambda: "tried again" in supervision.states()["failing"].detail)
    state = supervision.states()["failing"]
    await supervision.stop()
    assert (state.ok, state.detail) == (False, "not connected (OSError), tried again")
