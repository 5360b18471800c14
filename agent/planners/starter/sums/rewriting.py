"""What a way of putting a sum into words is written as."""

import re
from collections.abc import Callable

Rewrite = tuple[str, str | Callable[[re.Match[str]], str]]
"""A regular expression, read without regard to case, and what stands for it."""
