"""Searching the web, with the engine that answers, and not twice for the same."""

import asyncio
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pydantic import field_validator

from tools.arguments import Arguments, argument
from tools.base import Tool, ToolError
from tools.dates import Clock
from tools.search_engines import Engine, Hit, Query

_MOST = 8
_RESULTS_KEPT = 200
_TIMES = {
    "d": "d", "day": "d", "today": "d", "24h": "d", "一天": "d", "今天": "d",
    "w": "w", "week": "w", "7d": "w", "一周": "w", "本周": "w",
    "m": "m", "month": "m", "30d": "m", "一个月": "m", "本月": "m",
    "y": "y", "year": "y", "一年": "y", "今年": "y",
}  # fmt: skip


class Searched(Arguments):
    text: str = argument("What to search for", "query", "q", "keywords", name="text", longest=400)
    region: str = argument(
        "country-language such as us-en, cn-zh", "country", "lang", name="region", default=""
    )
    time: str = argument(
        "only results of the last day, week, month or year", "timelimit", name="time", default=""
    )

    @field_validator("time")
    @classmethod
    def _letter(cls, value: str) -> str:
        """What is no such time does not narrow the search."""
        word = re.sub(r"^(the )?(last|past|this) ", "", value.casefold())
        return _TIMES.get(word, "")

    @field_validator("region")
    @classmethod
    def _pair(cls, value: str) -> str:
        pair = value.casefold().replace("_", "-")
        return pair if re.fullmatch(r"[a-z]{2}-[a-z]{2}(-[a-z]+)?", pair) else ""


@dataclass
class _Health:
    failures: int = 0
    rests_until: float = 0.0


@dataclass(frozen=True, kw_only=True)
class _Kept:
    hits: tuple[Hit, ...]
    engine: str
    at: str
    since: float


@dataclass(kw_only=True)
class Searching:
    """Asks ``engines`` in the order of their health until one finds something.

    One that failed rests, longer each time. Results are kept for ``age`` seconds. ``patience`` is
    in seconds for all engines together.
    """

    engines: Sequence[Engine]
    clock: Clock
    age: float = 600.0
    patience: float = 25.0
    now: Callable[[], float] = time.monotonic
    _health: dict[str, _Health] = field(default_factory=dict)
    _kept: dict[Query, _Kept] = field(default_factory=dict)

    async def search(self, query: Query) -> str:
        """The numbered results. Raises `ToolError` when no engine answers."""
        kept = self._kept.get(query)
        if kept is None or self.now() - kept.since > self.age:
            kept = await self._asked(query)
            self._kept.pop(query, None)
            self._kept[query] = kept
            while len(self._kept) > _RESULTS_KEPT:
                self._kept.pop(next(iter(self._kept)))
        return _told(query, kept)

    async def _asked(self, query: Query) -> _Kept:
        faults: list[str] = []
        nothing = ""
        try:
            async with asyncio.timeout(self.patience):
                for engine in self._in_order():
                    try:
                        hits = await engine.search(query, _MOST)
                    except ToolError as error:
                        self._failed(engine)
                        faults.append(str(error))
                        continue
                    self._health.pop(engine.name, None)
                    if hits:
                        return self._found(hits, engine)
                    nothing = engine.name
        except TimeoutError:
            faults.append(f"the rest was not asked within {self.patience:g} s")
        if nothing:
            return self._found([], None, nothing)
        why = "; ".join(faults)
        raise ToolError(f"The web can't be searched now: {why}. Answer without it or try later.")

    def _found(self, hits: Sequence[Hit], engine: Engine | None, name: str = "") -> _Kept:
        at = f"{self.clock():%Y-%m-%d %H:%M}"
        name = engine.name if engine else name
        return _Kept(hits=tuple(hits[:_MOST]), engine=name, at=at, since=self.now())

    def _in_order(self) -> list[Engine]:
        """Healthy ones first; those that rest only when all do, the one that rests least first."""
        now = self.now()
        rest = {e.name: self._health.get(e.name, _Health()).rests_until for e in self.engines}
        awake = [engine for engine in self.engines if rest[engine.name] <= now]
        return awake or sorted(self.engines, key=lambda engine: rest[engine.name])

    def _failed(self, engine: Engine) -> None:
        health = self._health.setdefault(engine.name, _Health())
        health.failures += 1
        health.rests_until = self.now() + min(900.0, 30.0 * 2**health.failures)


def _told(query: Query, kept: _Kept) -> str:
    if not kept.hits:
        return f"Nothing was found for {query.text!r} (as of {kept.at})."
    lines = [f"Results for {query.text!r} as of {kept.at}, from {kept.engine}:"]
    for number, hit in enumerate(kept.hits, 1):
        lines.append(f"{number}. {hit.title}" + (f" ({hit.date})" if hit.date else ""))
        lines.append(f"   {hit.url}")
        if hit.snippet:
            lines.append(f"   {hit.snippet}")
    return "\n".join(lines)


def web_search(searching: Searching) -> Tool[Searched]:
    """The tool that searches the web."""

    async def run(asked: Searched) -> str:
        return await searching.search(Query(text=asked.text, region=asked.region, time=asked.time))

    return Tool(
        name="web_search",
        zh_name="网页搜索",
        description="Search the web: titles, addresses and snippets of pages",
        arguments=Searched,
        run=run,
        aliases=("search", "google", "搜索"),
        timeout=searching.patience + 5,
    )
