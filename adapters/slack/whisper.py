"""Words that only the person who gave a slash command sees, by the command's own hook."""

from collections.abc import Sequence

from adapters.base import Button, Undeliverable
from adapters.markup import Post, slack_posts
from adapters.posting import File, Spot
from adapters.slack.line import Line
from adapters.slack.look import blocks

_TEXT_LIMIT = 2950
_PAGES = 4
_HOOK = "hook"


def is_whisper(post: str) -> bool:
    """Whether this id, as it is kept, is one of a hook's words."""
    return post.startswith(_HOOK)


class WhisperWall:
    """`Wall` of hooks. Nothing is put before its text is there: a hook takes five calls, and what
    it has said can't be looked for."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._unsaid: set[tuple[str, str]] = set()

    def pages(self, markdown: str) -> Sequence[Post]:
        """At most four; the last then says that there is more."""
        pages = slack_posts(markdown, limit=_TEXT_LIMIT)
        if len(pages) <= _PAGES:
            return pages
        last = pages[_PAGES - 1]
        return [*pages[: _PAGES - 1], Post(text=f"{last.text}\n…", plain=f"{last.plain}\n…")]

    async def mark(self, spot: Spot) -> str:
        return _HOOK

    async def put(self, spot: Spot, part: int, mark: str, buttons: Sequence[Button]) -> str:
        post = f"{_HOOK}{part}"
        self._unsaid.add((spot.handle, post))
        return post

    async def lost(
        self, spot: Spot, part: int, mark: str, others: frozenset[str], *, file: bool
    ) -> Sequence[str]:
        return ()

    async def change(self, spot: Spot, post: str, page: Post, buttons: Sequence[Button]) -> None:
        # What may have been said before, by another process too, is to be said in its place.
        again = (spot.handle, post) not in self._unsaid
        self._unsaid.discard((spot.handle, post))
        await self._line.whisper(
            spot.handle,
            {
                "response_type": "ephemeral",
                "replace_original": again,
                "text": page.text,
                "blocks": blocks(page.text, buttons),
            },
        )

    async def remove(self, spot: Spot, post: str) -> None:
        """It goes when the person reloads."""

    async def attach(self, spot: Spot, part: int, mark: str, file: File) -> str:
        raise Undeliverable("a hook takes no files")
