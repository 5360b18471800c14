"""The pieces of a tool's result that a sentence may take over whole."""

import re
from collections.abc import Iterator, Sequence

_HAN = re.compile(r"[㐀-鿿〇]")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = re.compile(r"\d\d:\d\d(?::\d\d)?")
_CAPITAL = re.compile(r"[A-Z][A-Za-z'’]*(?:[ -][A-Z][A-Za-z'’]*)*")
_LONGEST = 120


def result_units(texts: Sequence[str]) -> tuple[str, ...]:
    """Lines, fields, values and their halves by script; dates and times also by themselves."""
    units: dict[str, None] = {}
    for text in texts:
        for line in text.splitlines():
            units.update(dict.fromkeys(_of_line(line)))
    return tuple(unit for unit in units if unit and len(unit) <= _LONGEST)


def _of_line(line: str) -> Iterator[str]:
    fields = line.split("; ")
    for field in fields:
        yield from _of_value(field)
        name, colon, value = field.partition(": ")
        if colon:
            if len(fields) == 1:  # of several fields the names are labels
                yield from _of_value(name)
            for part in value.split(", "):
                yield from _of_value(part)
        elif " = " in field:
            yield field.partition(" = ")[2]
    yield from _DATE.findall(line)
    yield from _TIME.findall(line)
    yield from _CAPITAL.findall(line)


def _of_value(value: str) -> Iterator[str]:
    """The value, without what stands in brackets, and its runs of words by script."""
    yield value.rstrip(":")
    bare, bracket, inner = value.partition(" (")
    if bracket:
        yield bare
        yield from _runs(inner.rstrip(")"))
    yield from _runs(value)
    yield from _runs(bare)
    yield from _runs(_DATE.sub("", value).strip())


def _runs(text: str) -> Iterator[str]:
    run: list[str] = []
    chinese = False
    for word in text.split(" "):
        if run and bool(_HAN.search(word)) != chinese:
            yield " ".join(run)
            run = []
        chinese = bool(_HAN.search(word))
        run.append(word)
    yield " ".join(run)
