"""Finding the post of a put whose end we did not see: Telegram can't list a chat's messages."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from itertools import islice
from typing import Protocol, TypeVar
from uuid import uuid4

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message

from adapters.pace import Pace
from adapters.posting import PLACEHOLDER, Spot, in_turn
from adapters.telegram.sightings import Sightings

T = TypeVar("T")

_NEAR, _BETWEEN = 6, 20


class Probed(Protocol):
    """What the search needs of the wall."""

    def at(self, spot: Spot, number: int) -> str:
        """The id of the post of this number there."""
        ...

    async def probe(self, post: str, markup: InlineKeyboardMarkup | None) -> Message | None:
        """Give the post these buttons, and see what it is; None: it is not ours."""
        ...


class Search:
    """Looks for what one put has left. ``others`` are the posts that are known."""

    def __init__(
        self,
        wall: Probed,
        pace: Pace,
        sightings: Sightings,
        spot: Spot,
        part: int,
        others: frozenset[str],
    ) -> None:
        self._wall = wall
        self._pace = pace
        self._sightings = sightings
        self._spot = spot
        self._part = part
        self._chat = wall.at(spot, 0).rpartition(":")[0]
        self._known = _numbers(others, self._chat)
        for chat, _, number in (post.rpartition(":") for post in others):
            if number.isdecimal():
                sightings.note(chat, int(number))
        self._taken = True

    async def after(self, mark: str) -> Sequence[str] | None:
        """What the put after this mark has left; see `Wall.lost`.

        The lost post is nearly always the next one. If it is not, it lies before one of ours that
        is put later, or was never put. Few are looked at: each look takes its turn, and people
        wait meanwhile.
        """
        base = self._sightings.base(self._chat, mark)
        later = max((number for number in self._known if number > base), default=0)
        base = base or max(later - _NEAR - 1, 0)  # nothing was known then: it lies shortly before
        end, most = later, _BETWEEN
        if not later:
            end, most = max(base, self._sightings.highest(self._chat)) + _NEAR + 1, _NEAR
        found = list[str]()
        for number in islice(self._unknown(base, end), most if base or later else 0):
            if await self._is_lost(number):
                found.append(self._post(number))
                if not later:
                    break
        return found or None

    def _unknown(self, after: int, before: int) -> Iterator[int]:
        for number in range(after + 1, before):
            if number not in self._known and not self._sightings.rules_out(self._chat, number):
                yield number

    async def _is_lost(self, number: int) -> bool:
        """Whether it is a post of ours that waits for this reply.

        Only an edit tells what a message is, so it gets a button that no message has. No other
        answer should be among the unknown; if one is, it loses its buttons and nothing else.
        """
        post = self._post(number)
        found = await self._act(lambda: self._wall.probe(post, _strange()))
        if found is not None:
            if self._waits(found):
                return True
            await self._act(lambda: self._wall.probe(post, None))
        self._sightings.rule_out(self._chat, number)
        return False

    def _waits(self, found: Message) -> bool:
        thread = str(found.message_thread_id) if found.is_topic_message else ""
        if self._spot.thread_id and thread != self._spot.thread_id:
            return False
        if found.document or found.photo:
            return self._part > 0
        other = found.reply_to_message
        answers = other is None or str(other.message_id) in (self._spot.answers, thread)
        return found.text == PLACEHOLDER and (answers or self._part > 0)

    async def _act(self, act: Callable[[], Awaitable[T]]) -> T:
        """The first act is made in the turn that `Posting` has taken for the search."""
        if self._taken:
            self._taken = False
            return await act()
        return await in_turn(self._pace, self._spot, act)

    def _post(self, number: int) -> str:
        return self._wall.at(self._spot, number)


def _numbers(posts: frozenset[str], chat: str) -> frozenset[int]:
    """The numbers of those posts that are in the chat."""
    places = (post.rpartition(":") for post in posts)
    return frozenset(
        int(number) for where, _, number in places if where == chat and number.isdecimal()
    )


def _strange() -> InlineKeyboardMarkup:
    button = InlineKeyboardButton(PLACEHOLDER, callback_data=uuid4().hex)
    return InlineKeyboardMarkup([[button]])
