"""Several models as one: the first that is up answers."""

import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing

from agent.events import TextDelta
from agent.messages import AssistantMessage
from agent.model import Abilities, ChatModel, ModelUnavailable, Request


class FirstAvailable:
    """A `ChatModel` that asks the next model when one is unavailable and has said nothing yet.

    A model that was unavailable is passed over for ``rest`` seconds, unless all are. No further
    model is begun after ``deadline`` seconds of a call; give each model `Patience.shared` so that
    the last one's silence, too, ends in time.
    """

    def __init__(
        self,
        models: Sequence[ChatModel],
        *,
        rest: float = 60.0,
        deadline: float = 8.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if not models:
            raise ValueError("FirstAvailable needs at least one model.")
        self._models = tuple(models)
        self._rest = rest
        self._deadline = deadline
        self._clock = clock
        self._resting: dict[int, float] = {}

    @property
    def name(self) -> str:
        """The model that is asked first now."""
        return self._models[self._order()[0]].name

    async def abilities(self) -> Abilities:
        """What the first model that is up can do. Raises `ModelError`."""
        started = self._clock()
        unavailable = ModelUnavailable("No model was asked.")
        for place in self._order():
            try:
                return await self._models[place].abilities()
            except ModelUnavailable as error:
                unavailable = self._note(place, error)
            if self._clock() - started >= self._deadline:
                break
        raise unavailable

    async def count(self, text: str) -> int:
        """Tokens of the text for the model that is asked first now. Never raises."""
        return await self._models[self._order()[0]].count(text)

    async def stream(self, request: Request) -> AsyncGenerator[TextDelta | AssistantMessage]:
        """The answer of the first model that is up. Raises `ModelError`, the last model's."""
        started = self._clock()
        unavailable = ModelUnavailable("No model was asked.")
        for place in self._order():
            said = False
            try:
                async with aclosing(self._models[place].stream(request)) as parts:
                    async for part in parts:
                        said = True
                        yield part
                return
            except ModelUnavailable as error:
                unavailable = self._note(place, error)
            if said or self._clock() - started >= self._deadline:
                break
        raise unavailable

    def _note(self, place: int, error: ModelUnavailable) -> ModelUnavailable:
        self._resting[place] = self._clock() + self._rest
        return error

    def _order(self) -> list[int]:
        """The models' places, those at rest last."""
        now = self._clock()
        places = range(len(self._models))
        return sorted(places, key=lambda place: self._resting.get(place, 0.0) > now)
