"""A wall in memory, on which every act can be cut short before it is done and after."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from adapters.base import Button, NotNow, PostGone, Receipt, Undeliverable
from adapters.posting import PLACEHOLDER, File, Spot

PAGE = "\n---\n"


class Killed(BaseException):
    """The process ends here."""


class Wire:
    """Trips at its ``at``-th point, counted from 1; points lie before and after each act."""

    def __init__(self, at: int = 0, error: BaseException | None = None) -> None:
        self._at = at
        self._error = error or Killed()
        self.passed = 0

    def point(self) -> None:
        self.passed += 1
        if self.passed == self._at:
            raise self._error


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A post: its text, or a file's name."""

    spot: Spot
    part: int
    text: str
    buttons: tuple[Button, ...] = ()
    file: str = ""


class Board:
    """A `Wall` of plain texts; a line ``---`` begins a new page.

    When ``blind`` it finds a lost post only once a later one of the reply is known, as Telegram's.
    """

    def __init__(self, *, blind: bool = False) -> None:
        self._blind = blind
        self.wire = Wire()
        self.shown: dict[str, Shown] = {}
        self.acts: list[str] = []
        self.refusals: dict[str, list[Exception]] = {}
        self._number = 0

    @property
    def texts(self) -> list[str]:
        """What people see, in order."""
        return [post.file or post.text for post in self.shown.values()]

    def refuse(self, act: str, *errors: NotNow | Undeliverable | PostGone) -> None:
        """Refuse the next acts of this name."""
        self.refusals.setdefault(act, []).extend(errors)

    def pages(self, markdown: str) -> Sequence[str]:
        return markdown.split(PAGE)

    async def mark(self, spot: Spot) -> str:
        return str(self._number)

    async def put(self, spot: Spot, part: int, mark: str, buttons: Sequence[Button]) -> str:
        self._begin("put")
        shown = Shown(spot=spot, part=part, text=PLACEHOLDER, buttons=tuple(buttons))
        return self._add(shown)

    async def lost(
        self, spot: Spot, part: int, mark: str, others: frozenset[str], *, file: bool
    ) -> Sequence[str] | None:
        self._begin("lost")
        if self._blind and not any(post.isdecimal() and int(post) > int(mark) for post in others):
            return None
        found = [
            post
            for post, shown in self.shown.items()
            if int(post) > int(mark) and post not in others and shown.spot == spot
        ]
        self.wire.point()
        return found

    async def change(self, spot: Spot, post: str, page: str, buttons: Sequence[Button]) -> None:
        self._begin("change")
        if post not in self.shown or self.shown[post].file:
            raise PostGone(post)
        self.shown[post] = replace(self.shown[post], text=page, buttons=tuple(buttons))
        self.wire.point()

    async def remove(self, spot: Spot, post: str) -> None:
        self._begin("remove")
        self.shown.pop(post, None)
        self.wire.point()

    async def attach(self, spot: Spot, part: int, mark: str, file: File) -> str:
        self._begin("attach")
        return self._add(Shown(spot=spot, part=part, text=file.caption, file=file.name))

    def _begin(self, act: str) -> None:
        self.acts.append(act)
        if self.refusals.get(act):
            raise self.refusals[act].pop(0)
        self.wire.point()

    def _add(self, shown: Shown) -> str:
        self._number += 1
        self.shown[str(self._number)] = shown
        self.wire.point()
        return str(self._number)


class Book:
    """A `Ledger` that lasts, on the same wire as the board."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self.posts: Receipt = ()
        self.foreign: frozenset[str] = frozenset()

    async def keep(self, posts: Receipt) -> None:
        self._board.wire.point()
        self.posts = posts
        self._board.wire.point()

    async def others(self) -> frozenset[str]:
        return self.foreign
