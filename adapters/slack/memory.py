"""A memory that forgets what was not asked for longest."""

from collections import OrderedDict
from typing import Generic, TypeVar

T = TypeVar("T")
_REMEMBERED = 5000


class Memory(Generic[T]):
    def __init__(self) -> None:
        self._known: OrderedDict[str, T] = OrderedDict()

    def get(self, key: str) -> T | None:
        if key in self._known:
            self._known.move_to_end(key)
        return self._known.get(key)

    def put(self, key: str, value: T) -> None:
        self._known[key] = value
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
