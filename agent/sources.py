"""What this turn's web addresses come from, and answers in which only such addresses are links."""

import html
import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import unquote, urlsplit

_CHARS = r"[^\s<>`\"“”‘’«»，。；：、！？（）【】《》「」『』…]"
_HOST = r"(?:[\w-]+\.)+[a-z]{2,24}|localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:.]+\]"
_ADDRESS = re.compile(
    rf"[a-z][a-z0-9+.-]*:[/\\]{{2}}{_CHARS}*"
    rf"|(?:(?<![\w@./-])|(?<=//))(?:{_HOST})(?::\d+)?(?:[/?#:\\]{_CHARS}+|(?![\w@-]))",
    re.I,
)
_SITE = re.compile(r"(?:https?://)?(?:www\.)?[a-z-]{1,30}\.[a-z]{2,12}/?", re.I)
_TAIL = ".,;:!?)]}'*_~|\\"
_DESTINATION = r"\(\s*(?:<(?P<angled>[^<>\n]*)>|(?P<plain>[^\s()<>]*(?:\([^\s()]*\)[^\s()]*)*))"
_LINK = re.compile(
    r"!?\[(?P<text>(?:[^\[\]\\]|\\.)*)\]"
    + _DESTINATION
    + r"(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*\)"
)
_ANGLED = re.compile(r"<(?P<angled>[a-z][a-z0-9+.-]*:[^\s<>]*)>", re.I)
_OPENING = re.compile(r"\]" + _DESTINATION)
_DEFINITION = re.compile(r"\]:\s*<?(?P<plain>[^\s<>]*)")
_ELSEWHERE = re.compile(r"\s*(?:[/\\]{2}|[a-z][a-z0-9+.-]*:)", re.I)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,24}\d?);", re.I)
_ESCAPED = re.compile(r"\\([:/?=@%])")
_FENCE = re.compile(r"^( {0,3})(`{3,}|~{3,})([^`\n]*)$")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_TICKS = re.compile(r"`+")
_MARKED = re.compile("\0([^\0\1]*)\1")
_NESTED = 4


class Sources:
    """The addresses that stood in what people wrote and in what tools and documents told.

    An address is known if it stood there, or if it is the beginning of one that did: its host and
    some of its path. What a model adds to an address is never known: it could be anything it read.
    All that only counts once it is ``warned``: the model has read what a stranger may have written.
    """

    def __init__(self, *, warned: bool = False) -> None:
        self.warned = warned
        self._known: dict[str, set[tuple[str, str, str]]] = {}

    def hear(self, text: str, *, but: str = "") -> None:
        """Whatever addresses stand in the text, and not in the other, are known from now on."""
        for parts in _heard(text) - (_heard(but) if but else set()):
            self._known.setdefault(parts[0], set()).add(parts[1:])

    def hear_answer(self, text: str) -> None:
        """Of an earlier answer only what was a link counts; the rest was not to be one."""
        for piece, is_code in _pieces(text):
            if not is_code:
                self.hear(piece)

    def know(self, url: str) -> bool:
        """Whether the address is one of the sources' or the beginning of one."""
        parts = _parts(url)
        if parts is None or parts[0] not in self._known:
            return False
        host, path, query, fragment = parts
        if not query and not fragment:
            start = f"{path}/"
            return any(p == path or p.startswith(start) for p, _, _ in self._known[host])
        return any((p, q) == (path, query) and fragment in ("", f) for p, q, f in self._known[host])

    def may_open(self, url: str) -> bool:
        """Whether opening it tells nobody anything: it is known, or only a site's plain name."""
        return not self.warned or self.know(url) or _SITE.fullmatch(url.strip()) is not None

    def shown(self, text: str) -> str:
        """Markdown in which every address that is not known is plain text, never link or image."""
        if not self.warned:
            return text
        found: list[str] = []
        plain = "".join(
            piece if is_code else self._plain(piece, found) for piece, is_code in _pieces(text)
        )
        strange = found or any(not self.know(each) for each in addresses(text))
        return _MARKED.sub(_as_code, plain) if strange else text

    def only_known(self, text: str) -> str:
        """The text with a sign in the place of every address that is not known."""
        return _ADDRESS.sub(lambda found: self._or_sign(found.group()), text)

    def _or_sign(self, address: str) -> str:
        return address if self.know(address) or self.know(address.rstrip(_TAIL)) else "[…]"

    def growing(self, text: str) -> str:
        """The same of an answer that is still being written, short of an unfinished address."""
        if not self.warned:
            return text
        end = max(text.rfind(space) for space in " \n\t") + 1
        tail = text[end:]
        settled = not any(sign in tail for sign in ":/.[<(&\\`")
        return self.shown(text if settled else text[:end])

    def _plain(self, text: str, found: list[str]) -> str:
        """Text without code: ``found`` gets the addresses that were made plain."""
        text = _ESCAPED.sub(r"\1", _ENTITY.sub(_decoded, text))
        for _ in range(_NESTED):
            before = text
            text = _unmarked(text, lambda part: _LINK.sub(self._link(found), part))
            if text == before:
                break
        return _unmarked(text, lambda part: self._bare(part, found))

    def _link(self, found: list[str]) -> Callable[[re.Match[str]], str]:
        def made(link: re.Match[str]) -> str:
            url = _target(link)
            if self._may_stay(url):
                return link.group()
            found.append(url)
            return f"{link['text']} ({_code(url)})" if link["text"].strip() else _code(url)

        return made

    def _bare(self, text: str, found: list[str]) -> str:
        """What is left when the links that may stay are set aside."""
        out, at = [], 0
        for unit in _units(text):
            if self._may_stay(_target(unit)):
                out += [self._bare_only(text[at : unit.start()], found), unit.group()]
                at = unit.end()
        return "".join((*out, self._bare_only(text[at:], found)))

    def _bare_only(self, text: str, found: list[str]) -> str:
        def broken(opening: re.Match[str]) -> str:
            open_ended = pattern is _OPENING and opening.end() == len(opening.string)
            if self._may_stay(_target(opening)) and not open_ended:
                return opening.group()
            if open_ended:
                return f"]\\{opening.group()[1:]}"
            found.append(opening.group())
            return f"]\\{opening.group()[1:]}"

        for pattern in (_OPENING, _DEFINITION):
            text = pattern.sub(broken, text)
        return _ADDRESS.sub(lambda address: self._address(address.group(), found), text)

    def _address(self, whole: str, found: list[str]) -> str:
        url = whole.rstrip(_TAIL)
        if self.know(url) or self.know(whole) or _is_only_a_name(url):
            return whole
        found.append(url)
        return f"{_code(url)}{whole[len(url) :]}"

    def _may_stay(self, url: str) -> bool:
        return self.know(url) or not (_ELSEWHERE.search(url) or _ADDRESS.match(url))


def addresses(text: str) -> Iterator[str]:
    """The web addresses with a scheme that stand in a text."""
    for found in _ADDRESS.finditer(text):
        if "://" in found.group():
            yield found.group()


def _heard(text: str) -> set[tuple[str, str, str, str]]:
    """The addresses in a text, each also without what may not belong to it."""
    heard = set()
    for found in _ADDRESS.finditer(text):
        whole = html.unescape(found.group())
        for url in (whole, re.split(r"[^!-~]", whole)[0]):
            for form in (url, url.rstrip(_TAIL), url.rstrip("*_~|.,;:!?'")):
                if (parts := _parts(form)) is not None:
                    heard.add(parts)
    return heard


def _parts(url: str) -> tuple[str, str, str, str] | None:
    """Host with port, path, query and fragment, in one spelling; None if it is no web address."""
    url = url.strip()
    if "\\" in url or any(c.isspace() for c in url):
        return None
    scheme, sign, _ = url.partition("://")
    if not sign:
        url = f"https:{url}" if url.startswith("//") else f"https://{url}"
    elif scheme.lower() not in ("http", "https"):
        return None
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not host or "@" in parts.netloc:
        return None
    at = host if port in (None, 80, 443) else f"{host}:{port}"
    path = unquote(parts.path).rstrip("/")
    if "/../" in f"{path}/" or "/./" in f"{path}/":
        return None
    return at.removeprefix("www."), path, unquote(parts.query), unquote(parts.fragment)


def _is_only_a_name(url: str) -> bool:
    """Whether it is a name of two parts and no more, such as of a file: it can carry nothing."""
    return "/" not in url and url.count(".") <= 1 and not any(c in url for c in ":?#\\")


def _target(link: re.Match[str]) -> str:
    groups = link.groupdict()
    raw = groups.get("angled") or groups.get("plain") or ""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", html.unescape(raw))


def _units(text: str) -> Iterable[re.Match[str]]:
    """The links and angled addresses of a text, in order, none within another."""
    found = sorted((*_LINK.finditer(text), *_ANGLED.finditer(text)), key=lambda m: m.start())
    at = 0
    for unit in found:
        if unit.start() >= at:
            at = unit.end()
            yield unit


def _code(url: str) -> str:
    return f"\0{url}\1" if url else ""


def _as_code(marked: re.Match[str]) -> str:
    """An address as code, whose signs touch no others."""
    text = marked.string
    before = " " if text[: marked.start()].endswith(("`", "\\", "\1")) else ""
    after = " " if text[marked.end() :].startswith("`") else ""
    return f"{before}`{marked.group(1).replace('`', '%60')}`{after}"


def _decoded(entity: re.Match[str]) -> str:
    """A character that could be part of an address in its plain form; others stay as they are."""
    char = html.unescape(entity.group())
    is_plain = len(char) == 1 and char.isascii() and (char.isalnum() or char in ":/.?=@%-")
    return char if is_plain else entity.group()


def _unmarked(text: str, change: Callable[[str], str]) -> str:
    """Change what was not made plain yet."""
    parts = re.split("(\0[^\0\1]*\1)", text)
    return "".join(part if part.startswith("\0") else change(part) for part in parts)


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text cut into code and other; what looks like code but is not surely so is escaped."""
    text = re.sub("\r\n?", "\n", re.sub("[\0\1]", "", text))
    lines = _LINES.findall(text)
    at, prose = 0, ""
    while at < len(lines):
        end = _fence_end(lines, at)
        if end is None:
            prose += _unfenced(lines[at])
            at += 1
            continue
        yield from _spans(prose)
        yield "".join(lines[at:end]), True
        at, prose = end, ""
    yield from _spans(prose)


def _fence_end(lines: list[str], at: int) -> int | None:
    """Where the fenced code that begins here is over; None when none surely does."""
    opening = _FENCE.match(lines[at].rstrip("\r\n"))
    if opening is None:
        return None
    indent, fence, _ = opening.groups()
    for end in range(at + 1, len(lines)):
        line = lines[end].rstrip()
        if line and not line.startswith(indent):
            return None
        body = line.lstrip(" ")
        if len(body) < len(fence) or body.strip(fence[0]):
            continue
        if len(line) - len(body) <= (len(indent) or 3):
            return end + 1
        if indent:
            return None
    return None if indent else len(lines)


def _unfenced(line: str) -> str:
    line = _ANGLED.sub(lambda angled: angled.group().replace("`", "%60"), line)
    return re.sub(r"~{3,}", lambda m: "\\~" * len(m.group()), line)


def _spans(text: str) -> Iterator[tuple[str, bool]]:
    """Inline code and the rest, line by line; a lone sign of code is escaped."""
    for line in _LINES.findall(text):
        at = begin = 0
        while (ticks := _TICKS.search(line, at)) is not None:
            first = ticks.start()
            if _is_escaped(line, first):
                first += 1
            run = line[first : ticks.end()]
            end = _closing(line, ticks.end(), len(run)) if run else None
            if end is not None:
                yield line[begin:first], False
                yield line[first:end], True
                at = begin = end
            elif run:
                line = line[:first] + r"\`" * len(run) + line[ticks.end() :]
                at = first + 2 * len(run)
            else:
                at = ticks.end()
        yield line[begin:], False


def _closing(line: str, at: int, length: int) -> int | None:
    return next((m.end() for m in _TICKS.finditer(line, at) if len(m.group()) == length), None)


def _is_escaped(line: str, at: int) -> bool:
    return (at - len(line[:at].rstrip("\\"))) % 2 == 1
