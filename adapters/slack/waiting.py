"""What has come from Slack and is not taken yet, in each channel by the time it was said."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from adapters.slack.wire import Event


class Waiting:
    """An event waits while it is `entered`, or until it is `taken`."""

    def __init__(self) -> None:
        self._events: defaultdict[str, list[Event]] = defaultdict(list)

    def __contains__(self, event: Event) -> bool:
        return any(each is event for each in self._events.get(event.channel, ()))

    @contextmanager
    def entered(self, event: Event) -> Iterator[None]:
        self._events[event.channel].append(event)
        try:
            yield
        finally:
            self._keep(event.channel, lambda each: each is not event)

    def earliest(self, channel: str) -> Event:
        """Raises `ValueError` when nothing waits there."""
        return min(self._events[channel], key=lambda event: float(event.ts))

    def told(self, event: Event) -> Event:
        """The message as it came, which tells more than what stands in the channel; or as given."""
        waiting = self._events.get(event.channel, ())
        return next((each for each in waiting if each.ts == event.ts), event)

    def taken(self, event: Event) -> None:
        """Nobody waits for it any more; it may have come more than once."""
        self._keep(event.channel, lambda each: each.ts != event.ts)

    def _keep(self, channel: str, wanted: Callable[[Event], bool]) -> None:
        if left := [each for each in self._events.pop(channel, ()) if wanted(each)]:
            self._events[channel] = left
