"""`python -m tests.crash.mutant serve`: the service without the send protocol, to be found out.

Answers are sent as they come, as most bots do it: nothing is intended, nothing recorded, so what
was lost sight of is sent again.
"""

from typing import Any

from adapters import posting
from adapters.base import Ledger, Reply
from bot.cli import main


class _Forgetful:
    """A ledger that keeps nothing."""

    def __init__(self) -> None:
        self.posts: tuple[str, ...] = ()

    async def keep(self, posts: tuple[str, ...]) -> None:
        self.posts = tuple(post for post in posts if not post.startswith("?"))

    async def others(self) -> frozenset[str]:
        return frozenset()


_show = posting.Posting.show


async def _send(
    self: Any, spot: posting.Spot, reply: Reply, ledger: Ledger, pictures: Any = ()
) -> None:
    if reply.final:
        await _show(self, spot, reply, _Forgetful(), pictures)


if __name__ == "__main__":
    posting.Posting.show = _send  # type: ignore[method-assign]
    main()
