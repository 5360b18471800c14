"""Whether the parts of the service are up, asked often enough and not more."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from time import monotonic

from sqlalchemy.ext.asyncio import AsyncEngine

from agent.model import ModelError, ModelMisconfigured
from agent.openai_line import Line
from bot.database import is_alive
from bot.pages.health import Health, State

_EVERY = 5.0
_LOOK = 3.0


class Pulse:
    """Feels the model's and the database's pulse, at most every five seconds.

    ``adapters`` tells how those are.
    """

    def __init__(
        self,
        line: Line,
        engine: AsyncEngine,
        adapters: Callable[[], Mapping[str, State]] = dict,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._line = line
        self._engine = engine
        self._adapters = adapters
        self._clock = clock
        self._felt: tuple[float, Health] | None = None
        self._feeling = asyncio.Lock()

    async def __call__(self) -> Health:
        async with self._feeling:
            if self._felt is None or self._clock() - self._felt[0] >= _EVERY:
                self._felt = (self._clock(), await self._feel())
        return replace(self._felt[1], adapters=self._adapters())

    async def _feel(self) -> Health:
        model, database = await asyncio.gather(self._model(), is_alive(self._engine))
        return Health(model=model, database=_state(database))

    async def _model(self) -> State:
        try:
            await self._line.get("/models", timeout=_LOOK)
        except ModelMisconfigured:  # it has no such list, or not for us; it is there
            return _state(True)
        except ModelError:
            return _state(False)
        return _state(True)


def _state(answers: bool) -> State:
    return State(ok=answers, detail="answers" if answers else "does not answer")
