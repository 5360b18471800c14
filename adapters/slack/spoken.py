"""Slack's message text as people read it: mentions by name, links as text, no escapes."""

import re
from collections.abc import Mapping

_SEQUENCE = re.compile(r"<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>")
_ESCAPES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
_ESCAPED = re.compile("|".join(_ESCAPES))
_SPACES = re.compile(r"[ \t]{2,}")
_LEFT_OVER = " \t,:;，：、"


def mentioned(text: str) -> list[str]:
    """The ids of the people who are named in the text, each once."""
    found = (match[2] for match in _SEQUENCE.finditer(text) if match[1] == "@")
    return list(dict.fromkeys(found))


def spoken(text: str, *, me: str, names: Mapping[str, str]) -> str:
    """The text as people read it, without the mentions of ``me``. ``names`` are others' by id."""

    def said(match: re.Match[str]) -> str:
        sign, target, label = match[1], match[2], match[3] or ""
        if sign == "@":
            return "" if target == me else f"@{names.get(target) or label or target}"
        if sign == "#":
            return f"#{label or target}"
        if sign == "!":
            return label or f"@{target.split('^')[0]}"
        return _link(target, label)

    named = f"<@{me}" in text
    plain = _SEQUENCE.sub(said, text)
    if named:
        plain = _SPACES.sub(" ", plain.lstrip(_LEFT_OVER))
    return _ESCAPED.sub(lambda match: _ESCAPES[match[0]], plain).strip()


def escaped(text: str) -> str:
    """Words as they are, with nothing in them that Slack takes for a sequence."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _link(url: str, label: str) -> str:
    bare = url.removeprefix("mailto:").removeprefix("tel:")
    if not label or label == bare or url.removesuffix("/").endswith(f"//{label}"):
        return bare
    return f"{label} ({bare})"
