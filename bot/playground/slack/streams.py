"""How a local Slack streams text into a thread: by `chat.startStream` and what follows it."""

import json
from collections.abc import Callable
from time import time
from typing import Any

from bot.playground.slack.blocks import check_blocks
from bot.playground.slack.world import Json, Post, Refusal, World

_MOST = 12_000
_LASTS = 300.0
_PARTS = {"markdown_text": {"text"}, "task_update": {"id", "title", "status"}, "blocks": {"blocks"}}
"""The kinds of chunks and what each must have."""


class Streams:
    """The methods. A stream that is not stopped ends after five minutes by itself."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.by_name: dict[str, Callable[[Json], Json]] = {
            "chat.startStream": self._start,
            "chat.appendStream": self._append,
            "chat.stopStream": self._stop,
        }

    def _start(self, call: Json) -> Json:
        if self._world.declines_streams:
            raise Refusal(self._world.declines_streams)
        room = self._world.own_room(call.get("channel", ""))
        thread = call.get("thread_ts")
        if not thread:
            raise Refusal("invalid_arguments")
        if (room.id, thread) not in self._world.posts:
            raise Refusal("thread_not_found")
        for name in ("recipient_user_id", "recipient_team_id"):
            if not call.get(name):
                raise Refusal(f"missing_{name}")
        if call["recipient_user_id"] not in self._world.accounts:
            raise Refusal("user_not_found")
        mode, chunks = _chunks(call)
        post = Post(
            room=room,
            ts=self._world.new_ts(),
            sender=self._world.bot,
            text="",
            thread=str(thread),
            unfurls=call.get("unfurl_links") is not False or call.get("unfurl_media") is not False,
            streaming=mode,
        )
        _take(post, chunks)
        self._world.add(post)
        return {"channel": room.id, "ts": post.ts}

    def _append(self, call: Json) -> Json:
        post = self._streaming(call)
        if post.stopped:
            raise Refusal("stopped_by_user")
        mode, chunks = _chunks(call)
        if not chunks:
            raise Refusal("no_text")
        if mode != post.streaming:
            raise Refusal("streaming_mode_mismatch")
        _take(post, chunks)
        post.history.append(post.text)
        self._world.stir()
        return {"channel": post.room.id, "ts": post.ts}

    def _stop(self, call: Json) -> Json:
        post = self._streaming(call)
        mode, chunks = _chunks(call)
        if chunks and mode != post.streaming:
            raise Refusal("streaming_mode_mismatch")
        blocks = decoded(call.get("blocks"), [])
        check_blocks(blocks)
        _take(post, chunks)
        post.blocks = [*post.blocks, *blocks]
        post.metadata = decoded(call.get("metadata"), {})
        post.streaming = ""
        self._world.stir()
        return {"channel": post.room.id, "ts": post.ts, "message": post.view()}

    def _streaming(self, call: Json) -> Post:
        room = self._world.own_room(call.get("channel", ""))
        post = self._world.post_of(room, call.get("ts", ""))
        if post.sender is not self._world.bot:
            raise Refusal("message_not_owned_by_app")
        if time() > post.at + _LASTS:
            post.streaming = ""
        if not post.streaming:
            raise Refusal("message_not_in_streaming_state")
        return post


def _chunks(call: Json) -> tuple[str, list[Json]]:
    """In which mode the call streams, and what."""
    text, chunks = call.get("markdown_text"), call.get("chunks")
    if text is not None and chunks is not None:
        raise Refusal("cannot_provide_both_markdown_text_and_chunks")
    if text is not None:
        found = [{"type": "markdown_text", "text": text}] if text else []
        mode = "markdown_text"
    else:
        found, mode = decoded(chunks, []), "chunks"
    for chunk in found:
        _check(chunk)
    return mode, found


def _check(chunk: Json) -> None:
    wanted = _PARTS.get(chunk.get("type", ""))
    if wanted is None or chunk.keys() < wanted:
        raise Refusal("invalid_chunks")
    if len(chunk.get("text", "")) > _MOST:
        raise Refusal("msg_too_long")
    check_blocks(chunk.get("blocks", []))


def _take(post: Post, chunks: list[Json]) -> None:
    for chunk in chunks:
        # Slack loses the space with which a chunk begins, and may lose that at its end.
        post.text += chunk.get("text", "").strip()
        post.blocks = [*post.blocks, *chunk.get("blocks", [])]


def decoded(value: Any, empty: Any) -> Any:
    """A structure that may have come as JSON text, as forms bring it."""
    if isinstance(value, str):
        return json.loads(value)
    return empty if value is None else value
