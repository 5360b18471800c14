"""Memory that is free again is given back to the system, where glibc would keep it for later."""

import ctypes
from functools import cache
from typing import Any


def give_back() -> None:
    """Worth its few milliseconds after something large is gone; does nothing without glibc."""
    if (trim := _trim()) is not None:
        trim(0)


@cache
def _trim() -> Any:
    try:
        return ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError, TypeError):  # musl, macOS, Windows
        return None
