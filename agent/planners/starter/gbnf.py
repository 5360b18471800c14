"""Small pieces of llama.cpp's grammar notation."""

from collections.abc import Iterable


def quoted(text: str) -> str:
    """A literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def either(options: Iterable[str]) -> str:
    """One of the expressions, each once, in brackets."""
    return f"({' | '.join(dict.fromkeys(options))})"
