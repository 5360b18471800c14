"""Other people's text inside ours: shown as it is, and doing nothing."""

import re

_MARKS = re.compile(r"[!-/:-@\[-`{-~]")
_NAME = 64


def inert(text: str, most: int = _NAME) -> str:
    """The text on one line, at most so many characters of it, as Markdown that has no effect."""
    line = " ".join(text.split())
    line = "".join(char for char in line if char.isprintable())
    short = line if len(line) <= most else f"{line[: most - 1]}…"
    return _MARKS.sub(r"\\\g<0>", short)


def code(text: str, most: int = _NAME) -> str:
    """The text as code, for what is to be typed or copied."""
    line = "".join(char for char in " ".join(text.split()) if char.isprintable() and char != "`")
    return f"`{line[:most]}`" if line else ""
