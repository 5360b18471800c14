"""What a thread was opened about: asked of Discord when the bot is first called into it."""

import asyncio
from dataclasses import replace

import aiohttp
import discord
import structlog

from adapters.base import IncomingMessage, NotNow
from adapters.discord.content import files_of, words_of
from adapters.discord.spoken import spoken

_log = structlog.get_logger(__name__)
_PATIENCE = 1.5
"""Seconds: without it the question is as good as it stands."""


async def with_beginning(said: IncomingMessage, message: discord.Message) -> IncomingMessage:
    """The message with what began its thread as what it is about, where it names nothing else."""
    bare = said.command == "help" and "/" not in message.content
    if said.quoted or (said.command and not bare):
        return said
    first = await _first(message)
    if first is None:
        return said
    return replace(
        said,
        command="",
        quoted=spoken(words_of(first), first),
        attachments=said.attachments or files_of(first),
    )


async def _first(message: discord.Message) -> discord.Message | None:
    """The thread's first message: it has the thread's own number."""
    thread = message.channel
    if not isinstance(thread, discord.Thread) or message.id == thread.id:
        return None
    place = thread.parent if isinstance(thread.parent, discord.TextChannel) else thread
    try:
        async with asyncio.timeout(_PATIENCE):
            return await place.fetch_message(thread.id)
    except discord.NotFound:  # opened without one
        return None
    except (discord.HTTPException, NotNow, OSError, TimeoutError, aiohttp.ClientError) as failure:
        _log.info("what a thread is about is not known", error=str(failure))
        return None
