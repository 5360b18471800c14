"""Cutting rich text into posts, each as full as a good place to cut allows."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import TypeVar

from adapters.markup.cleaning import visible
from adapters.markup.clusters import cluster_start
from adapters.markup.plain import Post
from adapters.markup.runs import Run, sliced

P = TypeVar("P", bound=Post)

_SENTENCE_END = re.compile(r"[。！？；…]+[”’」』）》)]*|[.!?;]+[\"')\]”’]*\s")

_STEP = 0.97
"""Aim a little below the limit: the next try should be the last."""

_MOST_RUNS = 1000
"""Runs in one post: bounds the work where every other character is under another mark."""


def split(
    runs: Sequence[Run],
    post: Callable[[Sequence[Run]], P],
    fullness: Callable[[P], float],
    limit: int,
) -> list[P]:
    """The posts of the whole text in order; one whose ``fullness`` is above 1 is too long.

    ``limit`` bounds the characters tried at once. Where a cut falls depends only on what stands
    before it and within reach of it, so that posts already sent stay as they are while the answer
    grows. A stretch with nothing to see makes no post.
    """
    text = "".join(run.text for run in runs)
    starts = [0, *accumulate(len(run.text) for run in runs)]

    def cut_out(begin: int, end: int) -> P:
        part = slice(bisect_right(starts, begin) - 1, bisect_left(starts, end))
        return post(sliced(runs[part], starts[part], begin, end))

    posts: list[P] = []
    begin = 0
    while begin < len(text):
        last_run = min(len(runs), bisect_right(starts, begin) + _MOST_RUNS)
        end = min(begin + limit, starts[last_run])
        here = cut_out(begin, end)
        while (full := fullness(here)) > 1 and end - begin > 1:
            end = begin + max(1, int((end - begin) * _STEP / full))
            here = cut_out(begin, end)
        if end < len(text):
            end = _good_cut(text, begin, end)
            here = cut_out(begin, end)
        if visible(here.plain):
            posts.append(here)
        begin = end
    return posts


def _good_cut(text: str, begin: int, end: int) -> int:
    """The best place to cut in the second half of a stretch, or at its end between characters."""
    half = (begin + end) // 2
    for gap in ("\n\n", "\n"):
        # A gap that begins where the stretch ends is as good: white space at a cut is left out.
        if (found := text.rfind(gap, half, end + len(gap))) > begin:
            return found
    ends = [found.end() for found in _SENTENCE_END.finditer(text, half, end)]
    if ends:
        return ends[-1]
    if (found := text.rfind(" ", half, end + 1)) > begin:
        return found
    return cluster_start(text, begin, end)
