"""Slack's own streaming of text into assistant threads: which streams are open, and how far."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.base import Button, NotNow, Undeliverable
from adapters.markup.cleaning import BREAK
from adapters.posting import Spot
from adapters.slack.look import actions
from adapters.slack.refusals import is_final, reason, refusals

_log = structlog.get_logger(__name__)

OPEN = "streaming_state_conflict"
"""Slack's word for an edit of a post into which a stream still flows."""

STOPPED = "stopped_by_user"
"""Slack's word for an append to a stream that the person has stopped, by Slack's own button."""

STREAMED = "s"
"""Begins the mark of a post that may be a stream's."""

_OVER = frozenset(["message_not_in_streaming_state", "message_not_found", STOPPED])
_DECLINED_FOR = 3600.0
_FRAME = 4000
_MOST = 1000
_CONTROLS = (("![", "["), ("<!", f"<{BREAK}!"), ("<@", f"<{BREAK}@"), ("<#", f"<{BREAK}#"))
_HELD = " \n!<\ufffd"
"""What no frame ends with: it may be the first half of something."""


@dataclass(frozen=True, kw_only=True)
class Stream:
    """An open stream under these buttons. ``told`` is how much of the text stands in it.

    ``gap`` comes before the next words: a text that begins anew is a new paragraph.
    """

    buttons: tuple[Button, ...]
    told: str = ""
    gap: str = ""

    def anew(self) -> "Stream":
        return replace(self, told="", gap="\n\n") if self.told else self

    def grown(self, text: str) -> "tuple[str, Stream] | None":
        """What to append so that it says this, and what it is then; None where that can't be."""
        if not text.startswith(self.told):
            return None
        news = text[len(self.told) : len(self.told) + _FRAME].rstrip(_HELD)
        if not news:
            return "", self
        frame = self.gap + news
        if frame[0].isspace():  # Slack drops the space with which an append begins or ends
            frame = BREAK + frame
        for sign, inert in _CONTROLS:
            frame = frame.replace(sign, inert)
        return frame, replace(self, told=self.told + news, gap="")


class Streams:
    """The streams that this process has begun and not ended, by their posts.

    Nothing is known of the streams of an earlier process; `close` ends those too.
    """

    def __init__(self, client: AsyncWebClient, clock: Callable[[], float] = monotonic) -> None:
        self._client = client
        self._clock = clock
        self._rests_until = float("-inf")
        self._open: dict[str, Stream] = {}

    @property
    def wanted(self) -> bool:
        """Whether Slack may want new streams now."""
        return self._clock() >= self._rests_until

    def of(self, post: str) -> Stream | None:
        return self._open.get(post)

    def begins_anew(self, post: str) -> None:
        """What the stream's text says from now on is not what it said before."""
        if stream := self._open.get(post):
            self._open[post] = stream.anew()

    async def start(self, spot: Spot, team: str, buttons: tuple[Button, ...]) -> str | None:
        """A new stream's post; None where Slack wants none: then nothing was put."""
        try:
            with refusals():
                response = await self._client.chat_startStream(
                    channel=spot.chat_id,
                    thread_ts=spot.thread_id,
                    recipient_user_id=spot.asker,
                    recipient_team_id=team,
                    # A stream that begins with chunks takes chunks to its end.
                    chunks=[{"type": "blocks", "blocks": [actions(buttons)]}] if buttons else [],
                    unfurl_links=False,
                    unfurl_media=False,
                )
        except NotNow as refusal:
            self._rest(refusal.seconds, "too many")
            return None
        except Undeliverable:  # not by a stream, that is
            return None
        except SlackApiError as error:
            if not is_final(error):
                raise
            self._rest(_DECLINED_FOR, reason(error))
            return None
        post = str(response["ts"])
        self._open[post] = Stream(buttons=buttons)
        if len(self._open) > _MOST:
            del self._open[next(iter(self._open))]
        return post

    async def append(self, spot: Spot, post: str, frame: str, grown: Stream) -> None:
        """Add words. Raises what `refusals` does, and what the client raises.

        Where it is not known whether they stand there, the stream is not open any more to us.
        """
        before = self._open.pop(post)
        try:
            with refusals():
                await self._client.chat_appendStream(
                    channel=spot.chat_id,
                    ts=post,
                    chunks=[{"type": "markdown_text", "text": frame}],
                )
        except NotNow:
            self._open[post] = before
            raise
        self._open[post] = grown

    async def close(self, channel: str, post: str, metadata: dict[str, Any]) -> None:
        """End the stream, whoever began it; also when it has ended. ``metadata`` is the post's."""
        self._open.pop(post, None)
        try:
            await self._client.chat_stopStream(channel=channel, ts=post, metadata=metadata)
        except SlackApiError as error:
            if reason(error) not in _OVER:
                raise

    def _rest(self, seconds: float, why: str) -> None:
        self._rests_until = self._clock() + seconds
        _log.info("slack wants no stream for a while", why=why, seconds=seconds)
