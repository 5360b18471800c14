"""What each platform refuses, and what a person would miss: the rules our posts are held to."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, pairwise, repeat, zip_longest

from markdown_it.token import Token

from adapters.markup import Entity, Post, TelegramPost
from adapters.markup.cleaning import cleaned
from adapters.markup.parsing import parsed
from adapters.markup.reading import NOTHING

FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
INSIDE_A_CHARACTER = re.compile(
    "[\u0300-\u036f\u200d\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"
)
STYLES = {"bold", "italic", "strikethrough"}
KINDS = STYLES | {"code", "pre", "text_link", "blockquote"}
TELEGRAM_MENTION = re.compile(r"(?<!\w)@[A-Za-z]\w{2,}")
DISCORD_ALIVE = re.compile(
    r"@everyone|@here|<@[!&]?\d+>|<#\d+>|<a?:\w+:\d+>|<t:-?\d+(:\w)?>|<id:\w+>|</[^:>\n]+:\d+>"
)
SLACK_LINK = re.compile(r"<((?:https?://|mailto:)[^<>|\s]+)(\|[^<>\n]*)?>")


def faults(post: Post) -> list[str]:
    """What is wrong with any post's text on every platform."""
    found = []
    for text in (post.text, post.plain):
        if FORBIDDEN.search(text):
            found.append(f"forbidden character {FORBIDDEN.search(text)!r}")
        if not _something(text):
            found.append("nothing to see")
    return found


def _something(text: str) -> bool:
    """Whether there is more in a text than space and signs without a shape."""
    return any(
        unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp", "Zs")
        and char not in "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
        and not "\ufe00" <= char <= "\ufe0f"
        for char in text
    )


def telegram_faults(post: TelegramPost, limit: int = 4096) -> list[str]:
    found = faults(post)
    wide = post.text.encode("utf-16-le")
    size = len(wide) // 2
    if max(size, _units(post.plain)) > limit:
        found.append(f"{size} units")
    if len(post.entities) > 100:
        found.append(f"{len(post.entities)} entities")
    if post.text != post.text.rstrip() or (post.text[0].isspace() and not _starts_with_pre(post)):
        found.append("not trimmed")
    for entity in post.entities:
        found += _entity_faults(entity, wide)
    for at, entity in enumerate(post.entities):
        for later in post.entities[at + 1 :]:
            found += _pair_faults(entity, later)
    bare = _without_code(post, wide)
    for text in (bare, post.plain):
        found += [f"live mention {mention}" for mention in TELEGRAM_MENTION.findall(text)]
    return found


def _starts_with_pre(post: TelegramPost) -> bool:
    return any(entity.type == "pre" and entity.offset == 0 for entity in post.entities)


def _entity_faults(entity: Entity, wide: bytes) -> Iterator[str]:
    end = entity.offset + entity.length
    if entity.type not in KINDS or entity.offset < 0 or entity.length < 1 or 2 * end > len(wide):
        yield f"bad entity {entity}"
        return
    for edge in (entity.offset, end):
        if _in_pair(wide, edge):
            yield f"entity cuts a surrogate pair: {entity}"
    try:
        covered = wide[2 * entity.offset : 2 * end].decode("utf-16-le")
    except UnicodeDecodeError:
        return
    if covered != covered.rstrip() or (entity.type != "pre" and covered != covered.lstrip()):
        yield f"entity with space at its edge: {entity} {covered!r}"
    if (entity.url is not None) != (entity.type == "text_link"):
        yield f"url out of place: {entity}"
    if entity.url is not None and not re.match(r"(https?://|mailto:)\S+$", entity.url):
        yield f"unsafe link: {entity}"
    if entity.language is not None and entity.type != "pre":
        yield f"language out of place: {entity}"


def _in_pair(wide: bytes, edge: int) -> bool:
    unit = int.from_bytes(wide[2 * edge : 2 * edge + 2], "little")
    return 0xDC00 <= unit <= 0xDFFF


def _pair_faults(one: Entity, later: Entity) -> Iterator[str]:
    """Faults of two entities, the second starting no earlier and, if there too, no longer."""
    end, later_end = one.offset + one.length, later.offset + later.length
    if (later.offset, -later.length) < (one.offset, -one.length):
        yield f"not sorted: {one} {later}"
    if later.offset >= end:
        return
    if later_end > end:
        yield f"overlap: {one} {later}"
    if one.type == later.type:
        yield f"{one.type} in {one.type}"
    if one.type in ("pre", "code") or (later.type in ("pre", "code") and one.type != "blockquote"):
        yield f"{later.type} in {one.type}"
    if later.type == "blockquote":
        yield f"blockquote in {one.type}"


def _without_code(post: TelegramPost, wide: bytes) -> str:
    kept = bytearray(wide)
    for entity in post.entities:
        if entity.type in ("pre", "code"):
            kept[2 * entity.offset : 2 * (entity.offset + entity.length)] = b" \0" * entity.length
    return kept.decode("utf-16-le")


def slack_faults(post: Post, limit: int = 4000) -> list[str]:
    found = faults(post)
    for text in (post.text, post.plain):
        if _units(text) > limit:
            found.append(f"{_units(text)} units")
        if re.search(r"&(?!(?:amp|lt|gt);)", text):
            found.append("bare ampersand")
    rest = re.sub(r"(?m)^> ?", "", SLACK_LINK.sub("", post.text))
    if re.search("[<>]", rest):
        found.append(f"live control sequence near {re.search('.{,20}[<>].{,20}', rest)}")
    if re.search("[<>]", post.plain):
        found.append("unescaped plain text")
    return found + _fence_faults(post.text)


def discord_faults(post: Post, limit: int = 2000) -> list[str]:
    found = faults(post)
    for text in (post.text, post.plain):
        if _units(text) > limit:
            found.append(f"{_units(text)} units")
        if DISCORD_ALIVE.search(text):
            found.append(f"live mention {DISCORD_ALIVE.search(text)}")
    for label, _ in re.findall(r"(?<!\\)\[((?:[^\[\]\\\n]|\\.)*)\]\(<([^>\n]*)>\)", post.text):
        if "://" in label:
            found.append(f"a link's text is another address: {label}")
    return found + _fence_faults(post.text)


def _fence_faults(text: str) -> list[str]:
    """Every block of code that opens must close in the same post."""
    open_ = False
    for line in text.split("\n"):
        if line.startswith("```") and (not open_ or line == "```"):
            open_ = not open_
        elif "```" in line:
            return [f"a fence in the middle of a line: {line[:60]!r}"]
    return ["a fence left open"] if open_ else []


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut_faults(posts: Sequence[Post]) -> list[str]:
    """Characters that were cut in two between one post and the next."""
    found = []
    for one, following in pairwise(posts):
        heap = re.match("[\u0300-\u036f]{20}", following.text) or re.search(
            "[\u0300-\u036f]{20}$", one.text
        )
        if (INSIDE_A_CHARACTER.match(following.text) or one.text.endswith("\u200d")) and not heap:
            found.append(f"cut inside a character: {one.text[-4:]!r} {following.text[:4]!r}")
    return found


class Optional(str):
    """Text that a post may show: the address of a link that is told rather than linked."""


DECORATION = re.compile(r"[\s\u200b•—|+\-()>`\\]+")
"""Signs that posts add, and their like in the text; nobody misses one of them unseen."""


def missing(markdown: str, posts: Iterable[Post]) -> str:
    """What of the answer's visible text the posts' texts lack or have too much; "" when neither."""
    shown = DECORATION.sub("", "".join(post.text for post in posts))
    if shown == NOTHING and not _promises(markdown):
        return ""
    reached = {0}
    for piece in _visible(markdown):
        core = DECORATION.sub("", piece)
        if not core:
            continue
        after = {at + len(core) for at in reached if shown.startswith(core, at)}
        after |= reached if isinstance(piece, Optional) else set()
        if not after:
            return f"{core!r} is not at {[shown[at : at + 40] for at in reached]}"
        reached = after
    return "" if len(shown) in reached else f"too much: {shown[max(reached) :][:60]!r}"


def lost(markdown: str, texts: Iterable[str]) -> str:
    """The first piece of visible text that is not, in order, among the posts' characters."""
    shown = "".join(texts)
    if shown == NOTHING and not _promises(markdown):
        return ""
    at = 0
    for piece in _visible(markdown):
        if isinstance(piece, Optional):
            continue
        for char in DECORATION.sub("", piece):
            at = shown.find(char, at) + 1
            if not at:
                return f"{char!r} of {piece[:60]!r}"
    return ""


def lost_words(markdown: str, texts: Iterable[str]) -> str:
    """The first of the author's numbered words that is nowhere in the posts, parser or not."""
    shown = re.sub(r"[\s\u200b]+", "", "".join(texts))
    return next((word for word in re.findall(r"w\d+x", markdown) if word not in shown), "")


def _promises(markdown: str) -> bool:
    return any(_something(piece) for piece in _visible(markdown) if not isinstance(piece, Optional))


def _visible(markdown: str) -> Iterator[str]:
    """The pieces of an answer's text in the order in which they are shown."""
    text = cleaned(markdown)
    tokens = parsed(text)
    if tokens is None:
        yield text
        return
    row: list[list[list[str]]] | None = None
    numbers: list[Iterator[str]] = []
    for token in tokens:
        match token.type:
            case "tr_open":
                row = []
            case "tr_close":
                yield from _side_by_side(row or [])
                row = None
            case "inline" if row is not None:
                row.append(_lines(_inline(token.children or [])))
            case "ordered_list_open" | "bullet_list_open":
                numbers.append(_numbers(token))
            case "ordered_list_close" | "bullet_list_close":
                numbers.pop()
            case "list_item_open":
                yield next(numbers[-1])
            case _:
                yield from _block(token)


def _numbers(token: Token) -> Iterator[str]:
    if token.type == "bullet_list_open":
        return repeat("•")
    return (f"{number}." for number in count(int(token.attrs.get("start", 1))))


def _block(token: Token) -> Iterator[str]:
    if token.type == "inline":
        yield from _inline(token.children or [])
    elif token.type in ("fence", "code_block"):
        yield Optional(token.info)
        yield token.content


def _side_by_side(row: list[list[list[str]]]) -> Iterator[str]:
    for line in zip_longest(*row, fillvalue=[]):
        for pieces in line:
            yield from pieces


def _lines(pieces: Iterable[str]) -> list[list[str]]:
    lines: list[list[str]] = [[]]
    for piece in pieces:
        if piece == "\n":
            lines.append([])
        else:
            lines[-1].append(piece)
    filled = [at for at, line in enumerate(lines) if "".join(line).strip()]
    return lines[filled[0] : filled[-1] + 1] if filled else []


def _no_address(token: Token, url: str) -> bool:
    return token.markup == "autolink" and not re.match(r"(?i)https?://|mailto:", url)


def _inline(tokens: Sequence[Token]) -> Iterator[str]:
    links: list[str] = []
    label = ""
    for token in tokens:
        if token.type == "link_open":
            links.append(str(token.attrGet("href") or ""))
            label = ""
            if _no_address(token, links[-1]):
                yield "<"
        elif token.type == "link_close":
            url = links.pop().removeprefix("mailto:")
            yield Optional(url) if DECORATION.sub("", label) else url
        elif token.type == "image":
            alt = "".join(_inline(token.children or []))
            label += alt
            yield alt
            if not links:
                url = str(token.attrGet("src") or "")
                yield Optional(url) if DECORATION.sub("", alt) else url
        elif token.type == "code_inline":
            label += token.content
            yield token.content
        elif token.type == "text":
            label += token.content
            first, *others = re.split(r"(?i)<br\s*/?>", token.content)
            yield first
            for other in others:
                yield "\n"
                yield other
        else:
            yield "\n" if token.type in ("softbreak", "hardbreak") else ""
