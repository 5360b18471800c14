"""The text in bytes of any usual encoding, and text without what could mislead."""

import codecs
import re
from collections.abc import Callable

from agent.text import encodable

LONGEST = 200_000
"""Characters that are read of one file."""
_MOST_BYTES = 4 * (LONGEST + 1)
_NAME = 60
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    "\U000e0000-\U000e007f]"
)
_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHINESE = (
    "的一是不了在人有我他这中大来上个国和也子时道说出要于下得可你年生自会那后能对着事其里所去行过家"
    "十用发天如然作方成者多日都三小二无同么经法当起与好看学进种将还分此心前面又定见只主没公从"
)
_TRADITIONAL = (
    "的一是不了在人有我他這中大來上個國和也子時道說出要於下得可你年生自會那後能對著事其裡所去行過家"
    "十用發天如然作方成者多日都三小二無同麼經法當起與好看學進種將還分此心前面又定見只主沒公從"
)
_SOME = 0.15
_KOREAN = "이다는을의에가고를은하지기한도로사리자시어나그인대일스아서정해수보니"


def _of(frequent: str, code: str, first: int, last: int) -> Callable[[str], float]:
    """Counts the frequent characters, and a little those that the code has in its rows of usual
    ones."""
    rows = bytes((*b"\xa1", *range(first, last + 1)))
    cells = (bytes((row, cell)) for row in rows for cell in range(0xA1, 0xFF))
    weights = {char: _SOME for cell in cells for char in cell.decode(code, "ignore")}
    weights |= dict.fromkeys(frequent, 1.0)
    return lambda text: sum(weights.get(char, 0.0) for char in text)


def _matches(pattern: str) -> Callable[[str], float]:
    found = re.compile(pattern)
    return lambda text: sum(len(match.group()) for match in found.finditer(text))


_USUAL: dict[str, Callable[[str], float]] = {
    "gb18030": _of(_CHINESE + "，。、：；？！《》（）", "gb2312", 0xB0, 0xD7),
    "cp932": _matches("[\u3041-\u3096\u30a1-\u30fa\u30fc、。]"),
    "euc_jp": _matches("[\u3041-\u3096\u30a1-\u30fa\u30fc、。]"),
    "big5": _of(_TRADITIONAL + "，。、：；？！「」（）", "big5", 0xA4, 0xC6),
    "cp949": _of(_KOREAN, "euc_kr", 0xB0, 0xC8),
    "cp1251": _matches(r"(?<![A-Za-z])[оеаинтсрвлкмдпуяыьгзбчйхжшю]{2,}(?![A-Za-z])"),
    "cp1252": _matches("(?<=[A-Za-z])[ßà-öø-ÿ]{1,2}|[À-ÖØ-öø-ÿ](?=[a-z])|[€°–—“”‘’…«»]"),
}
"""For each older encoding, how many characters of a text are usual where it was in use."""


def decoded(data: bytes) -> str | None:
    """The beginning of the text in ``data``, at most a few times `LONGEST`; None for no text."""
    head = data[:_MOST_BYTES]
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return _strict(head[len(mark) :], encoding)
    if b"\0" in head:
        return _wide(head)
    text = _strict(head, "utf-8")
    return _legacy(head) if text is None else None if _BINARY.search(text) else text


def cleaned(text: str) -> str:
    """Without control, direction and invisible characters; lines end in a newline."""
    text = encodable(text).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    return _INVISIBLE.sub("", text)


def clean_name(name: str) -> str:
    """A file's name on one line, short, and unable to end the marks that stand around it."""
    line = " ".join(re.sub(r"[`<>\[\]|]", "", cleaned(name)).split())
    stem, dot, ending = line.rpartition(".")
    if len(line) > _NAME and dot and len(ending) <= 8:
        return f"{stem[: _NAME - len(ending) - 2]}….{ending}"
    return line[:_NAME] or "file"


def _strict(data: bytes, encoding: str) -> str | None:
    """The text, of which the last character may be cut off; None where it is in no such code."""
    try:
        return codecs.getincrementaldecoder(encoding)("strict").decode(data, final=False)
    except UnicodeDecodeError:
        return None


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: of Latin text every second byte is 0."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    text = _strict(data, "utf-16-le" if odd >= even else "utf-16-be")
    return None if text is None or _BINARY.search(text) else text


def _legacy(data: bytes) -> str | None:
    """The text in the older encoding in which most of it is usual."""
    found = [(text, count) for code, count in _USUAL.items() if (text := _strict(data, code))]
    texts = [(text, count) for text, count in found if not _BINARY.search(text)]
    return max(texts, key=lambda each: _share(*each))[0] if texts else None


def _share(text: str, usual: Callable[[str], float]) -> float:
    foreign = sum(char > "\x7f" for char in text)
    return usual(text) / foreign if foreign else 0.0
