"""Markdown as models write it: CommonMark with tables, without what would hide text."""

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block.table import escapedSplit
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType

_DEEPEST = 20
"""Levels of nesting, two for each list; the parser leaves out what lies deeper."""


def parsed(text: str) -> list[Token] | None:
    """The block tokens of cleaned Markdown, or None when it is nested too deep to keep it all."""
    tokens = _parser().parse(text)
    if any(token.level >= _DEEPEST - 2 for token in tokens):
        return None
    _keep_cells_beyond_header(tokens, text.split("\n"))
    return tokens


def _keep_cells_beyond_header(tokens: list[Token], lines: list[str]) -> None:
    """Put the cells that a table's header has no column for, and the parser drops, in the last."""
    row: list[Token] = []
    line = ""
    for token in tokens:
        if token.type == "tr_open":
            row, line = [], lines[token.map[0]] if token.map else ""
        elif token.type == "inline":
            row.append(token)
        elif token.type == "tr_close" and row:
            beyond = "|".join(_cells(line)[len(row) :])
            if beyond.strip():
                row[-1].content += f" | {beyond.strip()}"
                row[-1].children = _parser().parseInline(row[-1].content)[0].children


def _cells(line: str) -> list[str]:
    cells = escapedSplit(line.lstrip("> \t").rstrip())
    if not cells[0]:
        del cells[0]
    return cells if cells and cells[-1].strip() else cells[:-1]


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero")
    parser.inline = _Inline()
    parser.configure("commonmark", {"html": False, "maxNesting": _DEEPEST})
    # HTML is shown as written. Link definitions are shown too: they are a list of sources. A line
    # under a text is a rule, never a heading: half of a list item would look like one.
    parser.disable(["html_block", "html_inline", "reference", "lheading"])
    return parser.enable(["table", "strikethrough"])


class _Inline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


class _State(StateInline):
    """Emphasis also where Chinese, Japanese or Korean touches it.

    CommonMark tells opening from closing signs by the spaces around them, which these scripts do
    not write: ``天气**“很好”**的`` would keep its asterisks.
    """

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803
        scanned = super().scanDelims(start, canSplitWord)
        if not canSplitWord:
            return scanned
        end = start + scanned.length
        before = self.src[start - 1] if start else " "
        after = self.src[end] if end < self.posMax else " "
        return Scanned(
            scanned.can_open or (_cjk(before) and not after.isspace()),
            scanned.can_close or (_cjk(after) and not before.isspace()),
            scanned.length,
        )


def _cjk(char: str) -> bool:
    return (
        "\u2e80" <= char <= "\ua4cf"
        or "\uac00" <= char <= "\ud7af"
        or "\uf900" <= char <= "\ufaff"
        or "\uff00" <= char <= "\uffef"
        or "\U00020000" <= char <= "\U0003ffff"
    )
