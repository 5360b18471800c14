"""Cutting text into the words that the published scores compare.

The published scorer takes NLTK's `word_tokenize`, splits every token with a letter of a caseless
script (such as Chinese) into characters, and lets rouge_chinese break what is left after sentence
marks. This is an equivalent of NLTK 3.10 with an untrained Punkt, written for speed: a rule runs
only where a mark that it speaks of occurs. Keeping it here means that an upgrade of a package can
never move a score.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from unicodedata import category

_NO_WORD = r""")";}\]*:@'({\[‘’“”«»!?"""
_SENTENCE_END = re.compile(rf"[.?!](?=[{_NO_WORD}]|\s+(\S+))")
_CLOSERS = re.compile(r"""["')\]}‘’“”«»]+?(?:\s+|(?=--)|$)""", re.MULTILINE)
_ELLIPSIS = r"--|\.\.|\.\s\.\s\."
_PUNKT_TOKEN = re.compile(
    r"-{2,}|\.{2,}|(?:\.\s){2,}\."
    r"|[^\s(\"`{\[:;&#*@)}\]\-,]\S*?"
    rf"(?=\s|$|[{_NO_WORD}]|{_ELLIPSIS}|,(?=$|\s|[{_NO_WORD}]|{_ELLIPSIS}))"
    r"|\S"
)
_INITIAL = re.compile(r"[^\W\d]\.")
_NUMBER = re.compile(r"-?[.,]?\d[\d,.\-]*")

_OPENING = "«“‘„"
_SYMBOLS = ";@#$%&?!\u2012\u2013\u2014\u2015"
_BRACKETS = "*[](){}<>"
_CLOSING = "»”’"
_AFTER_FULL_STOP = "])}>\"'»”’ "
_TICKS = re.compile(r"`+")
_OPENING_QUOTE = re.compile(r"""([ (\[{<])(?:"|'')""")
_OPENING_APOSTROPHE = re.compile(r"(?<!\w)'(?!(?:re|ve|ll|m|t|s|d|n)\b)(?=\w)", re.IGNORECASE)
_COLON = re.compile(r"([:,])(\D)")
_DOTS = re.compile(r"\.{2,}")
_CLOSING_APOSTROPHE = re.compile(r"([^'])' ")
_CLITIC = re.compile(r"([^' ])('[sS]|'[mM]|'[dD]|') ")
_LONG_CLITIC = re.compile(r"([^' ])('ll|'LL|'re|'RE|'ve|'VE|n't|N'T) ")
_DOUBLED = re.compile(r"[nN]{2}|[mM]{2}|[tT]{2}")
"""Each of cannot, gimme, gonna, gotta, lemme and wanna has one of these."""
_CONTRACTIONS = re.compile(
    r"\b(?:(can)(not)|(gim)(me)|(gon)(na)|(got)(ta)|(lem)(me))\b|\b(wan)(na)(?=\s)", re.IGNORECASE
)
_APOSTROPHE_CONTRACTIONS = tuple(
    (re.compile(pattern, re.IGNORECASE), ending)
    for pattern, ending in (
        (r"\b(d)('ye)\b", "'ye"),
        (r"\b(more)('n)\b", "'n"),
        (r" ('t)(is)\b", "'t"),
        (r" ('t)(was)\b", "'t"),
    )
)

_BREAKS = (
    re.compile(r"([。！？?])([^”’])"),
    re.compile(r"(\.{6})([^”’])"),
    re.compile(r"(…{2})([^”’])"),
)
_BREAKING = re.compile(r"[。！？?]|\.{6}|…{2}")


def words(text: str) -> list[str]:
    """The words of a text, as rouge_chinese counts them."""
    cut = tokens(text)
    if text.isascii() and "......" not in text:
        return cut
    found: list[str] = []
    for token in cut:
        if token.isascii():
            found += _broken(token) if "......" in token else (token,)
        elif category(token[0]) == "Lo" or any(category(letter) == "Lo" for letter in token):
            found += token
        elif len(token) > 1 and _BREAKING.search(token):
            found += _broken(token)
        else:
            found.append(token)
    return found


def _broken(token: str) -> list[str]:
    for mark in _BREAKS:
        token = mark.sub(r"\1\n\2", token + " ").rstrip()
    return token.split()


def tokens(text: str) -> list[str]:
    """What NLTK's `word_tokenize` makes of a text, with an untrained sentence splitter."""
    if "." not in text and "?" not in text and "!" not in text:
        return _sentence_tokens(text.rstrip())
    found: list[str] = []
    for sentence in sentences(text):
        found += _sentence_tokens(sentence)
    return found


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text; closing quotes and brackets stay with the sentence they close."""
    shift = 0
    spans = list(_spans(text))
    for (start, end), (begin, stop) in pairwise([*spans, (0, 0)]):
        start += shift
        shift = 0
        if stop and (closers := _CLOSERS.match(text, begin, stop)):
            end = begin + len(closers[0].rstrip())
            shift = closers.end() - begin
        if start < end:
            yield text[start:end]


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for mark, context in _candidates(text):
        if _breaks(context):
            yield start, mark.end()
            start = mark.start(1) if mark[1] else mark.end()
    yield start, len(text.rstrip())


def _candidates(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Marks that may end a sentence, each with the word before it and what follows it."""
    last: re.Match[str] | None = None
    word, word_end = 0, 0
    for mark in _SENTENCE_END.finditer(text):
        before = text[word_end : mark.start()]
        space = max(map(before.rfind, " \t\n\r\v\f"))
        start = word_end + space + 1 if space > 0 else word
        if last and word_end <= start:
            yield last, text[word : word_end + 1] + _after(last)
        last, word, word_end = mark, start, mark.start()
    if last:
        yield last, text[word : word_end + 1] + _after(last)


def _after(mark: re.Match[str]) -> str:
    end = mark.end(1) if mark[1] else mark.end() + 1
    return mark.string[mark.end() : end]


def _breaks(context: str) -> bool:
    parts = [part for line in context.split("\n") for part in _PUNKT_TOKEN.findall(line)]
    return any(_ends(part, following) for part, following in pairwise(parts))


def _ends(part: str, following: str) -> bool:
    """Whether a sentence ends with this token; initials and numbers are told by what follows."""
    if part in {".", "?", "!"}:
        return True
    if not part.endswith(".") or part.endswith(".."):
        return False
    initial = _INITIAL.fullmatch(part) is not None
    if not initial and not _NUMBER.fullmatch(part):
        return True
    if following in {";", ":", ",", ".", "!", "?"} or following[0].islower():
        return False
    return not (initial and following[0].isupper())


def _sentence_tokens(text: str) -> list[str]:
    apostrophes = "'" in text
    quotes = '"' in text or "''" in text
    text = _open_quotes(text, quotes=quotes, apostrophes=apostrophes)
    if "." in text:
        text = _dots_apart(text)
    if ":" in text or "," in text:
        text = _COLON.sub(r" \1 \2", text)
        if text.endswith((":", ",")):
            text = f"{text[:-1]} {text[-1]}"
    text = _padded(text, _SYMBOLS)
    if apostrophes:
        text = _CLOSING_APOSTROPHE.sub(r"\1 ' ", text)
    text = _padded(text, _BRACKETS)
    if "--" in text:
        text = text.replace("--", " -- ")
    text = _padded(text, _CLOSING)
    if quotes:
        text = text.replace("''", " '' ").replace('"', " '' ")
    if apostrophes:
        text = f" {' '.join(text.split())} "
        text = _LONG_CLITIC.sub(r"\1 \2 ", _CLITIC.sub(r"\1 \2 ", text))
    if _DOUBLED.search(text):
        text = _CONTRACTIONS.sub(_apart, f"{text} ")
    return (_contract(text) if apostrophes else text).split()


def _padded(text: str, marks: str) -> str:
    for mark in marks:
        if mark in text:
            text = text.replace(mark, f" {mark} ")
    return text


def _open_quotes(text: str, *, quotes: bool, apostrophes: bool) -> str:
    text = _padded(text, _OPENING)
    if "`" in text:
        text = _TICKS.sub(r" \g<0> ", text)
    if quotes and text.startswith('"'):
        text = "``" + text[1:]
    if "``" in text:
        text = text.replace("``", " `` ")
    if quotes:
        text = _OPENING_QUOTE.sub(r"\1 `` ", text)
    if apostrophes:
        text = _OPENING_APOSTROPHE.sub("' ", text)
    return text


def _dots_apart(text: str) -> str:
    body = text.rstrip().rstrip(_AFTER_FULL_STOP)
    if body.endswith(".") and len(body) > 1 and body[-2] != ".":
        text = f"{body[:-1]} . {text[len(body) :]} "
    return _DOTS.sub(r" \g<0> ", text) if ".." in text else text


def _contract(text: str) -> str:
    lower = text.lower()
    for contraction, ending in _APOSTROPHE_CONTRACTIONS:
        if ending in lower:
            text = contraction.sub(r" \1 \2 ", text)
    return text


def _apart(contraction: re.Match[str]) -> str:
    return " " + " ".join(part for part in contraction.groups() if part) + " "
