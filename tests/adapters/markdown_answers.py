"""Answers as a model might write them on its worst day: seeded, in every script, often broken."""

import random
from collections.abc import Callable

_LEXICON = r"""
weather latency snake_case_name 2*3*4 a_b_c_d ~/path *args **kwargs C++ x<y &&
| || <b>bold</b> <br> &amp; &#64;everyone &lt;@1&gt; $5 100% #tag @durov
@everyone @here <@123456789> <@!42> <@&7> <#99> <!channel> <!here>
<@U0123ABCD> <#C012|general> <!subteam^S1> <t:1700000000:R> <:smile:123>
</deploy:55> <id:customize> `code` ``a`b`` \*literal\* \_under\_ \(x_1 + y^2\)
$$\frac{a}{b}$$ 今天 天气 “很好” 你好，世界。 日本語のテキスト 한국어 문장 — … ‘quotes’ é ñ ß שלום
مرحبا 👨‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇨🇳🇯🇵 ❤️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 नमस्ते क्षि กำลัง é
https://example.com/a_b_c?x=1&y=*2* http://evil.test/%7Cx
https://zh.wikipedia.org/wiki/天气 www.example.com mail@example.com
"""
WORDS = _LEXICON.split()
MARKS = ("**", "*", "_", "__", "~~", "`", "``", "***", "||", "[", "](", ")", "<", ">", "\\", "|")
DIRT = (
    "\x00", "\x07", "\x1b[31m", "\x7f", "\x85", "\ud83d", "\ude00", "\ud83d\ude00", "\u202e",
    "\u2066", "\u2069", "\u200f", "\u200e", "\u200b", "\u2028", "\ufeff", "\ufffe", "\r", "\r\n",
    "\t", "\u3164", "a" + "\u0301" * 90, "\u200d", "\ufe0f",
)  # fmt: skip
LINKS = (
    "[text](https://example.com/path_(x)?a=1&b=2)",
    "[https://bank.test](https://evil.test/x)",
    "[bank.test](https://evil.test)",
    "[x](javascript:alert(1))",
    "[ping](tg://user?id=1)",
    "[notes](docs/notes.md 'a title')",
    "[mail](mailto:a@b.test)",
    "<https://auto.test/x?y=1>",
    "![a picture](https://img.test/p.png)",
    "[![badge](https://img.test/b.svg)](https://ci.test)",
    "[](https://empty.test)",
    "[**bold** `code`](https://styled.test/|>)",
    "[a|b>c](<https://odd.test/a b|c>)",
    "[half a link](https://exam",
)
LINE_UNITS = (
    "a", "你", "word ", "👨‍👩‍👧‍👦", "**b** ", "[", "*a ", "`", "\u0301", "<@1>", "&", "a\u202e",
    "> ", "- ", "| a ", "https://x.test/", "(", "~~a", "_a_ ", "[a](https://x.test) ",
)  # fmt: skip
LANGUAGES = ("", "python", "c++", "sh", "objective-c", "not a language!", "日本語", "x" * 50)


class Author:
    """Writes one answer; the same seed writes the same."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self._count = 0

    def answer(self) -> str:
        dice = self._dice
        if dice.random() < 0.01:
            return self._long_line()
        blocks = [self._block() for _ in range(dice.choice((1, 2, 4, 8, 16, 30)))]
        text = dice.choice(("\n\n", "\n\n", "\n")).join(blocks)
        if dice.random() < 0.3:
            text = self._dirtied(text)
        if dice.random() < 0.25:
            text = text[: dice.randrange(len(text) + 1)]
        return text

    def _block(self) -> str:
        kinds: tuple[Callable[[], str], ...] = (
            self._paragraph, self._paragraph, self._paragraph, self._heading, self._list,
            self._table, self._fence, self._quote, self._unbalanced, lambda: "---",
            lambda: "[1]: https://source.test/1", lambda: "    indented = code",
        )  # fmt: skip
        return self._dice.choice(kinds)()

    def _word(self) -> str:
        dice = self._dice
        self._count += 1
        chance = dice.random()
        if chance < 0.55:
            return f"w{self._count}x"
        if chance < 0.93:
            return dice.choice(WORDS)
        return dice.choice(LINKS)

    def _words(self, most: int) -> str:
        dice = self._dice
        words = [self._styled(self._word()) for _ in range(dice.randint(1, most))]
        return dice.choice((" ", " ", " ", "")).join(words)

    def _styled(self, word: str) -> str:
        mark = self._dice.choice(("", "", "", "", "**", "*", "~~", "***", "_"))
        return f"{mark}{word}{mark}"

    def _paragraph(self) -> str:
        dice = self._dice
        lines = [self._words(dice.choice((5, 15, 60))) for _ in range(dice.choice((1, 1, 3)))]
        return dice.choice(("\n", "  \n")).join(lines)

    def _heading(self) -> str:
        return "#" * self._dice.randint(1, 7) + " " + self._words(6)

    def _list(self, depth: int = 0) -> str:
        dice = self._dice
        lines = []
        for number in range(dice.randint(1, 5)):
            marker = dice.choice(("-", "*", "+", f"{number + 1}.", "- [ ]"))
            indent = " " * dice.choice((2, 3, 4)) * depth
            lines.append(f"{indent}{marker} {self._words(8)}")
            if depth < 4 and dice.random() < 0.3:
                lines.append(self._list(depth + 1))
        return "\n".join(lines)

    def _table(self) -> str:
        dice = self._dice
        columns = dice.randint(1, 6)
        rows = [[self._words(3) for _ in range(columns)] for _ in range(dice.choice((1, 3, 40)))]
        if dice.random() < 0.3:
            rows[-1] += ["beyond", "the header"]
        lines = ["| " + " | ".join(row) + " |" for row in rows]
        lines.insert(1, "|" + dice.choice(("---|", ":-:|", "-|")) * columns)
        return "\n".join(lines)

    def _fence(self) -> str:
        dice = self._dice
        ticks = dice.choice(("```", "````", "~~~"))
        lines = dice.choice((1, 5, 120, 300))
        body = "\n".join(
            " " * dice.randint(0, 8) + self._words(dice.choice((3, 9))) for _ in range(lines)
        )
        end = ticks if dice.random() < 0.9 else ""
        return f"{ticks}{dice.choice(LANGUAGES)}\n{body}\n{end}"

    def _quote(self) -> str:
        inner = self._dice.choice((self._paragraph, self._list, self._fence, self._heading))()
        mark = "> " * self._dice.choice((1, 1, 2, 3))
        return "\n".join(mark + line for line in inner.split("\n"))

    def _unbalanced(self) -> str:
        dice = self._dice
        return "".join(
            dice.choice((dice.choice(MARKS), self._word(), " ", dice.choice(MARKS)))
            for _ in range(dice.choice((10, 40)))
        )

    def _dirtied(self, text: str) -> str:
        dice = self._dice
        for _ in range(dice.randint(1, 12)):
            at = dice.randrange(len(text) + 1)
            text = text[:at] + dice.choice(DIRT) + text[at:]
        return text

    def _long_line(self) -> str:
        dice = self._dice
        unit = dice.choice(LINE_UNITS)
        return (unit * (100_000 // len(unit) + 1))[:100_000]
