"""Fitting a prompt into so many tokens by leaving out the end of the memory in it."""

import re
from collections.abc import Awaitable, Callable, Sequence

Count = Callable[[str], Awaitable[int]]
_END = re.compile(r"\n+|(?<=[。！？])|(?<=[.!?])\s+")


async def pruned(prompt: str, memory: str, tokens: int, count: Count) -> str:
    """The prompt with as many whole lines and sentences of the memory as fit.

    Where not even one does, it is cut within the first. A prompt that the memory is not in, or
    that is too long without it, comes back longer than wanted.
    """
    memory = memory.strip()
    if len(prompt.encode("utf-8", "replace")) <= tokens:  # no token is less than a byte
        return prompt
    if not memory or memory not in prompt or await count(prompt) <= tokens:
        return prompt

    def keeping(end: int) -> str:
        return prompt.replace(memory, memory[:end].rstrip())

    async def fits(end: int) -> bool:
        return await count(keeping(end)) <= tokens

    ends = [match.end() for match in _END.finditer(memory) if match.end()]
    kept = await _last(ends, fits) or await _last(range(1, len(memory)), fits)
    return keeping(kept)


async def _last(ends: Sequence[int], fits: Callable[[int], Awaitable[bool]]) -> int:
    """The last of the ends that fits, 0 if none does; they fit up to one and none after it."""
    low, high = 0, len(ends)
    while low < high:
        middle = (low + high) // 2
        if await fits(ends[middle]):
            low = middle + 1
        else:
            high = middle
    return ends[low - 1] if low else 0
