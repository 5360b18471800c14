"""The care taken of strangers' words: what they ask for is not done without a person."""

import json
import re
from collections.abc import Iterator
from typing import Any

from agent.sources import Sources, addresses
from tools.base import Tool
from tools.consent import Consent, Deed

_NAMES_ADDRESS = re.compile(r"(^|_)(ur[il]s?|links?|href|website|domain|host(name)?)($|_)", re.I)


class Care:
    """Decides what needs a person's word, which ``consent`` asks for; without it, that is a no.

    Acting always needs it. Once the model has read what a stranger may have written, so does an
    address that it did not find in a source: whoever is there would be told what stands in it.
    """

    def __init__(self, sources: Sources, consent: Consent | None) -> None:
        self._sources = sources
        self._consent = consent

    async def allows(self, tool: Tool[Any], arguments: str) -> bool:
        """Whether the call may be run. What ``consent`` raises goes through."""
        address = next(self._strange(arguments), "")
        if tool.acts or address:
            deed = Deed(tool=tool.name, arguments=arguments, address="" if tool.acts else address)
            if self._consent is None or not await self._consent(deed):
                return False
        self._sources.hear(_text(arguments) if not tool.acts else "")
        return True

    def read(self, result: str, arguments: str) -> None:
        """The model reads this: addresses in it are known, but for what it has written itself."""
        self._sources.warned = True
        self._sources.hear(result, but=_text(arguments))

    def _strange(self, arguments: str) -> Iterator[str]:
        for name, value in _strings(json.loads(arguments)):
            named = [value] if value and _NAMES_ADDRESS.search(name) else []
            for address in (*named, *addresses(value)):
                if not self._sources.may_open(address):
                    yield address


def _strings(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text in the arguments, with the name that it goes by."""
    match value:
        case str():
            yield name, value
        case dict():
            for key, inner in value.items():
                yield "", str(key)
                yield from _strings(inner, str(key))
        case list():
            for inner in value:
                yield from _strings(inner, name)


def _text(arguments: str) -> str:
    return "\n".join(text for _, text in _strings(json.loads(arguments)))
