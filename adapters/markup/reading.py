"""From Markdown to runs as they stand one under another in a chat: blocks, lists, quotations."""

import re
from collections.abc import Callable, Iterable

from markdown_it.token import Token

from adapters.markup.cleaning import cleaned, visible
from adapters.markup.inline import NEW_LINE, inline_runs
from adapters.markup.parsing import parsed
from adapters.markup.plain import plain
from adapters.markup.runs import Heading, Mark, Pre, Quote, Run, Style, settled
from adapters.markup.tables import aligned

NOTHING = "…"
"""Shown for an answer with nothing to see: an empty message is refused everywhere."""

_LANGUAGE = re.compile(r"[\w+#.-]{0,32}", re.ASCII)
_ATTRIBUTES = re.compile(r"\s*(?:\{|[\w-]+=)")
_BULLET = "• "
_RULE = "———"


def read(markdown: str) -> list[Run]:
    """The whole answer as settled runs with something to see in them."""
    text = cleaned(markdown)
    tokens = parsed(text)
    runs = settled(_Layout(tokens).runs if tokens is not None else _verbatim(text))
    return runs if any(visible(run.text) for run in runs) else [Run(NOTHING)]


def _verbatim(text: str) -> list[Run]:
    return [run for line in text.split("\n") for run in (Run(line), NEW_LINE)]


class _Layout:
    """Walks the block tokens and writes their runs, with the gaps and indents between them."""

    def __init__(self, tokens: Iterable[Token]) -> None:
        self.runs: list[Run] = []
        self._gap = 0
        self._indents: list[int] = []
        self._numbers: list[int | None] = []
        self._after_marker = False
        self._quote: tuple[Quote, ...] = ()
        self._quote_depth = 0
        self._indents_outside: list[int] = []
        self._heading: tuple[Heading, ...] = ()
        self._table: list[list[str]] | None = None
        for token in tokens:
            step = _STEPS.get(token.type)
            if step:
                step(self, token)

    def paragraph_close(self, token: Token) -> None:
        self._part(1 if token.hidden else 2)

    def heading_open(self, token: Token) -> None:
        self._heading = (Heading(int(token.tag[1:])),)

    def heading_close(self, token: Token) -> None:
        self._heading = ()
        self._part(2)

    def inline(self, token: Token) -> None:
        runs = inline_runs(token.children or [])
        if self._table is not None:
            self._table[-1].append(plain(settled(runs)))
            return
        self._begin()
        for run in runs:
            if run is NEW_LINE and not self._heading:
                self._new_line(1)
            else:
                self._add(run.text.replace("\n", " "), *self._heading, *run.marks)

    def list_open(self, token: Token) -> None:
        ordered = token.type == "ordered_list_open"
        self._numbers.append(int(token.attrs.get("start", 1)) if ordered else None)
        self._indents.append(0)

    def list_close(self, token: Token) -> None:
        self._numbers.pop()
        self._indents.pop()
        self._part(1 if self._numbers else 2)

    def item_open(self, token: Token) -> None:
        number = self._numbers[-1]
        marker = _BULLET if number is None else f"{number}. "
        if number is not None:
            self._numbers[-1] = number + 1
        self._indents[-1] = 0
        self._part(1)
        self._begin()
        self._add(marker, Style.MARKER)
        self._indents[-1] = len(marker)
        self._after_marker = True

    def item_close(self, token: Token) -> None:
        self._after_marker = False

    def quote_open(self, token: Token) -> None:
        if not self._quote_depth:
            self._start_line()
            self._quote = (Quote(),)
            self._indents, self._indents_outside = [], self._indents
        self._quote_depth += 1

    def quote_close(self, token: Token) -> None:
        self._quote_depth -= 1
        if not self._quote_depth:
            self._quote = ()
            self._indents = self._indents_outside
        self._part(2)

    def code(self, token: Token) -> None:
        info = token.info.strip()
        language, _, attributes = info.partition(" ")
        if _LANGUAGE.fullmatch(language) and (not attributes or _ATTRIBUTES.match(attributes)):
            self._preformatted(token.content.strip("\n"), language)
        else:
            # What stands after the fence and is no language was meant to be read.
            self._preformatted(f"{info}\n{token.content}".strip("\n"))

    def rule(self, token: Token) -> None:
        self._begin()
        self._add(_RULE, Style.MARKER)
        self._part(2)

    def table_open(self, token: Token) -> None:
        self._table = []

    def row_open(self, token: Token) -> None:
        assert self._table is not None
        self._table.append([])

    def table_close(self, token: Token) -> None:
        table, self._table = self._table or [], None
        self._preformatted(aligned(table))

    def _preformatted(self, text: str, language: str = "") -> None:
        """Code stands on lines of its own and at the left, also in a list or a quotation."""
        if text.strip():
            self._start_line()
            if self.runs and self._gap:
                self.runs.append(Run("\n" * self._gap))
            self.runs.append(Run(text.rstrip(), (Pre(language),)))
            self._gap = 0
        self._part(2)

    def _start_line(self) -> None:
        if self._after_marker:
            self._after_marker = False
            self._part(1)

    def _part(self, lines: int) -> None:
        self._gap = max(self._gap, lines)

    def _begin(self) -> None:
        if self._after_marker:
            self._gap = 0
            self._after_marker = False
        elif self.runs and self._gap:
            self._new_line(self._gap)
        self._gap = 0

    def _new_line(self, count: int) -> None:
        self.runs.append(Run("\n" * count + " " * sum(self._indents)))

    def _add(self, text: str, *marks: Mark) -> None:
        if text:
            self.runs.append(Run(text, tuple(dict.fromkeys((*self._quote, *marks)))))


_STEPS: dict[str, Callable[[_Layout, Token], None]] = {
    "paragraph_close": _Layout.paragraph_close,
    "heading_open": _Layout.heading_open,
    "heading_close": _Layout.heading_close,
    "inline": _Layout.inline,
    "bullet_list_open": _Layout.list_open,
    "ordered_list_open": _Layout.list_open,
    "bullet_list_close": _Layout.list_close,
    "ordered_list_close": _Layout.list_close,
    "list_item_open": _Layout.item_open,
    "list_item_close": _Layout.item_close,
    "blockquote_open": _Layout.quote_open,
    "blockquote_close": _Layout.quote_close,
    "fence": _Layout.code,
    "code_block": _Layout.code,
    "hr": _Layout.rule,
    "table_open": _Layout.table_open,
    "tr_open": _Layout.row_open,
    "table_close": _Layout.table_close,
}
