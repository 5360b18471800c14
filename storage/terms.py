"""The terms by which texts are found: words without their endings, and pairs of CJK characters."""

import re
import unicodedata
from collections.abc import Iterator

_CJK = "\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_RUNS = re.compile(rf"(?P<cjk>[{_CJK}]+)|(?P<word>(?:(?![{_CJK}])[^\W_])+)")
_STOP_WORDS = (
    "a about after all also am an and any are as at be because been before being but by can "
    "could d did do does doing done else for from get go got had has have he hello help her "
    "here hey hi him his how i if in into is it its just know let like lot lots ll m many may "
    "me mean might more most much must my need no not now of ok okay on one or our out over "
    "please re s say shall she should so some such sure t tell than thank thanks that the "
    "their them then there these they this those to too under until up us use ve very want "
    "was we were what when where which while who whom whose why will with would yes you your "
    "good morning afternoon evening night nice great fine bye goodbye today welcome cool "
    "explain give long often only got well really thing things something anything way happen "
    "happens"
)
_STOP = frozenset(_STOP_WORDS.split())
_EMPTY = re.compile(
    "为什么|是什么|什么时候|什么|怎么样|怎么|怎样|如何|多少|多久|多长|多大|哪里|哪儿|哪些|哪个|哪|谁|"
    "几个|几点|几天|是不是|有没有|能不能|可不可以|可以|应该|需要|请问|请|告诉|一下|关于|介绍|知道|想|"
    "你好|您好|谢谢|早上好|晚上好|再见|好的|我们|你们|他们|吗|呢|吧|啊|了|的|是|我|你|您|他|她|它|"
    "与|或|也|都|就|把|被|这|那|很|"
    "為什麼|什麼|怎麼|哪裡|誰|嗎|請問|我們|您好|"
    "ですか|ますか|です|ます|ください|教えて|どこ|なに|何|いつ|どう|だれ|誰|は|を|が|"
    "こんにちは|ありがとう|おはよう"
)
_LONGEST = 40


def terms(text: str) -> list[str]:
    """Every term of a text, in order and with repetitions."""
    return [term for term, _ in _split(_folded(text))]


def query_terms(text: str) -> tuple[str, ...]:
    """The terms of a question that tell what it is about, each once."""
    folded = _EMPTY.sub(" ", _folded(text))
    told = (term for term, word in _split(folded) if word not in _STOP)
    return tuple(dict.fromkeys(told))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _split(folded: str) -> Iterator[tuple[str, str]]:
    """Each term with the word that it is made of."""
    for run in _RUNS.finditer(folded):
        if word := run["word"]:
            yield _stem(word)[:_LONGEST], word
            continue
        chars = run["cjk"]
        for at in range(max(1, len(chars) - 1)):
            yield chars[at : at + 2], chars


def _stem(word: str) -> str:
    """The word without an English ending; the same for words that belong together."""
    if len(word) < 4 or not word.isascii() or not word.isalpha():
        return word
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-3] + "y" if word.endswith("ies") else word[:-1]
    for ending in ("ing", "ed", "ly"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            if word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    return word[:-1] + "i" if word.endswith("y") else word.removesuffix("e")
