"""The openai package's event stream, which also tells whether the server said it was done."""

from collections.abc import AsyncIterator

import openai
from openai._streaming import ServerSentEvent


class EventStream(openai.AsyncStream[object]):
    """``done`` once the closing ``[DONE]`` has come: a stream without it may have been cut."""

    done = False

    async def _iter_events(self) -> AsyncIterator[ServerSentEvent]:
        async for event in super()._iter_events():
            self.done = self.done or event.data.startswith("[DONE]")
            yield event
