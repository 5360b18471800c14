"""From the inline tokens of one paragraph to runs: styles, links and line breaks."""

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from adapters.markup.plain import says
from adapters.markup.runs import Link, Mark, Run, Style

NEW_LINE = Run("\n")

_STYLES = {"strong": Style.BOLD, "em": Style.ITALIC, "s": Style.STRIKE}
_SAFE = re.compile(r"https?://[^\s/]|mailto:[^\s@]+@", re.IGNORECASE)
_HEAVIEST = 1500
"""Characters of an address after the longest escaping; a longer one is told, not linked."""
_HTML_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_WEB_ADDRESS = re.compile(
    r"https?://(?:[!#-;=?-\[\]-_a-z~]|(?<=[^\x00-\x22a-zA-Z0-9<>])[^\W\x00-\x7f]){1,2000}",
    re.IGNORECASE,
)
"""Letters beyond ASCII only after a sign or one another: a sentence may follow without a space."""
_HEAVY = re.compile(r"[^!#-;=?-\[\]_a-z~]")
_HOST = re.compile(r"(?:https?://)?(?:[^/?#@]*@)?([^/:?#]+)", re.IGNORECASE)
_BRACKETS = {")": "(", "]": "["}
_ADDRESS_END = ".,:;!?'*_~"
_LIKE_ADDRESS = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}(?:[:/?#]\S*)?")


def inline_runs(tokens: Sequence[Token]) -> list[Run]:
    """The runs of inline tokens, white space as the Markdown has it."""
    runs: list[Run] = []
    marks: list[Mark] = []
    link_starts: list[int] = []
    for token in tokens:
        if token.type == "link_open":
            link_starts.append(len(runs))
            marks.append(Link(str(token.attrGet("href") or "")))
        elif token.type == "link_close":
            link, start = marks.pop(), link_starts.pop()
            assert isinstance(link, Link)
            automatic = token.markup == "autolink"
            runs[start:] = _linked(runs[start:], link, marks, automatic=automatic)
        elif token.nesting > 0:
            marks.append(_STYLES[token.tag])
        elif token.nesting < 0:
            marks.pop()
        else:
            runs.extend(_leaf(token, marks))
    return runs


def _leaf(token: Token, marks: Sequence[Mark]) -> Iterator[Run]:
    match token.type:
        case "softbreak" | "hardbreak":
            yield NEW_LINE
        case "code_inline":
            yield _run(token.content, marks, Style.CODE)
        case "image":
            yield from _image(token, marks)
        case _:
            first, *others = _HTML_BREAK.split(token.content)
            yield from _text(first, marks)
            for line in others:
                yield NEW_LINE
                yield from _text(line, marks)


def _text(text: str, marks: Sequence[Mark]) -> Iterator[Run]:
    text = text.replace("\n", " ")
    at = 0
    if "://" in text and not any(isinstance(mark, Link) for mark in marks):
        for found in _WEB_ADDRESS.finditer(text):
            url = _trimmed(found[0])
            if _linkable(url):
                yield _run(text[at : found.start()], marks)
                yield _run(url, marks, Link(url))
                at = found.start() + len(url)
    yield _run(text[at:], marks)


def _trimmed(address: str) -> str:
    """The address without what ends the sentence or closes the bracket around it."""
    while address:
        last = address[-1]
        opening = _BRACKETS.get(last, "")
        if last not in _ADDRESS_END and not (
            opening and address.count(last) > address.count(opening)
        ):
            break
        address = address[:-1]
    return address


def _image(token: Token, marks: Sequence[Mark]) -> list[Run]:
    """A picture's description, linked to the picture unless it is in a link already."""
    description = "".join(run.text for run in inline_runs(token.children or []))
    if any(isinstance(mark, Link) for mark in marks):
        return [_run(description, marks)]
    link = Link(str(token.attrGet("src") or ""))
    return _linked([_run(description, marks, link)], link, marks)


def _linked(
    runs: list[Run], link: Link, outer: Sequence[Mark], *, automatic: bool = False
) -> list[Run]:
    """The runs of a link's text; the address is told after it where it cannot be linked safely.

    An ``automatic`` one was written ``<address>``, as is much that is none: ``<std::string>``.
    """
    label = "".join(run.text for run in runs).strip()
    nested = any(isinstance(mark, Link) for mark in outer)
    linkable = _linkable(link.url)
    told = link.url.removeprefix("mailto:")
    address = _run(told, outer, link) if linkable else _run(told, outer)
    if not label:
        return [address]
    if linkable and not nested and (says(label, link.url) or not _misleads(label, link.url)):
        return runs
    bare = [Run(text, tuple(mark for mark in marks if mark != link)) for text, marks in runs]
    if automatic and not linkable:
        return [_run("<", outer), *bare, _run(">", outer)]
    if nested or not link.url or says(label, link.url):
        return bare
    return [*bare, _run(" (", outer), address, _run(")", outer)]


def _linkable(url: str) -> bool:
    weight = len(url) + 4 * url.count("&") + 2 * len(_HEAVY.findall(url))
    return weight <= _HEAVIEST and _SAFE.match(url) is not None


def _misleads(label: str, url: str) -> bool:
    """Whether a link's text looks like another address than the one it leads to."""
    if "://" in label or label.lower().startswith("www."):
        return True
    return _LIKE_ADDRESS.fullmatch(label) is not None and _host(label) != _host(url)


def _host(address: str) -> str:
    found = _HOST.match(address)
    return found[1].lower().removeprefix("www.") if found else ""


def _run(text: str, marks: Sequence[Mark], *more: Mark) -> Run:
    return Run(text, tuple(dict.fromkeys((*marks, *more))))
