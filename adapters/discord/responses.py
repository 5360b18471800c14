"""What is said by an interaction's token, which is good for 15 minutes."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import aiohttp
import discord
import structlog

from adapters.base import Button, NotNow, PostGone, Undeliverable
from adapters.discord.line import Line
from adapters.discord.look import EPHEMERAL, NO_EMBEDS, Payload, said, with_file
from adapters.discord.refusals import is_acknowledged, is_expired, refusals
from adapters.posting import PLACEHOLDER, File, Spot

_log = structlog.get_logger(__name__)
_SAY, _SAY_LATER, _UPDATE_LATER = 4, 5, 6
_TOKEN = "@"
"""Begins the id of a post that was made by a token."""
_PATIENCE = 2.5
"""Seconds in which an interaction must have been answered, with a little to spare."""
_REST = 0.3
_REMEMBERED = 1000
UNANSWERED = (discord.HTTPException, NotNow, OSError, aiohttp.ClientError)


class Expired(Exception):
    """The token is good for nothing more."""


def is_response(post: str) -> bool:
    """Whether the post was made by a token."""
    return post.startswith(_TOKEN)


def number(post: str) -> str:
    """The post's number on Discord."""
    return post.removeprefix(_TOKEN)


class Responses:
    """Says it. A command is deferred first, which makes the post that its answer grows in."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._deferring: dict[str, asyncio.Event] = {}
        self._expired: OrderedDict[str, None] = OrderedDict()

    def expect(self, token: str) -> None:
        """It will be deferred, or not: until `settle` whoever wants the response waits."""
        self._deferring[token] = asyncio.Event()

    def settle(self, token: str) -> None:
        if token in self._deferring:
            self._deferring.pop(token).set()

    async def defer(self, interaction: discord.Interaction, *, private: bool) -> None:
        """Show that an answer is on its way. If it can't be, the answer goes to the channel."""
        flags = EPHEMERAL if private else NO_EMBEDS
        try:
            async with asyncio.timeout(_PATIENCE):
                while not await self._deferred(interaction, flags):  # noqa: ASYNC110
                    await asyncio.sleep(_REST)
        except TimeoutError:
            _log.warning("a command could not be deferred in time")

    async def toast(self, interaction: discord.Interaction, words: str) -> None:
        """Words for whoever pressed a button, and for nobody else; not worth a second try."""
        try:
            if words:
                told = {**said(words, ()), "flags": EPHEMERAL | NO_EMBEDS}
                await self._call_back(interaction, {"type": _SAY, "data": told})
            else:
                await self._call_back(interaction, {"type": _UPDATE_LATER})
        except UNANSWERED as failure:
            _log.info("a press could not be answered", error=str(failure))

    async def toast_late(self, interaction: discord.Interaction, words: str) -> None:
        """The same after an empty `toast`."""
        told = {**said(words, ()), "flags": EPHEMERAL | NO_EMBEDS}
        try:
            await self._request("POST", interaction.token, json=told)
        except (*UNANSWERED, Expired) as failure:
            _log.info("a press could not be answered", error=str(failure))

    async def original(self, spot: Spot, buttons: Sequence[Button]) -> str | None:
        """The deferred response, as a placeholder; None: there is none, or not any more."""
        if (deferring := self._deferring.get(spot.handle)) is not None:
            await deferring.wait()
        told = {**said(PLACEHOLDER, buttons), "flags": NO_EMBEDS}
        try:
            with refusals():
                post = await self._request("PATCH", spot.handle, "/messages/@original", json=told)
        except (Expired, PostGone, Undeliverable):
            return None
        return f"{_TOKEN}{post['id']}"

    async def put(self, spot: Spot, payload: Payload, file: File | None) -> str:
        """A further post. Raises `Undeliverable` when the token is good for nothing more."""
        private = spot.private and not spot.direct
        told = {**payload, "flags": EPHEMERAL if private else NO_EMBEDS}
        body: dict[str, Any] = {"form": with_file(told, file)} if file else {"json": told}
        try:
            with refusals(absent=Undeliverable):
                post = await self._request("POST", spot.handle, params={"wait": "true"}, **body)
        except Expired as error:
            raise Undeliverable("the time for a response is over") from error
        return f"{_TOKEN}{post['id']}"

    async def change(self, spot: Spot, post: str, payload: Payload) -> None:
        """Raises `Expired`."""
        told = {**payload, "flags": NO_EMBEDS}
        with refusals():
            await self._request("PATCH", spot.handle, f"/messages/{number(post)}", json=told)

    async def remove(self, spot: Spot, post: str) -> None:
        """Raises `Expired`."""
        with refusals():
            await self._request("DELETE", spot.handle, f"/messages/{number(post)}")

    async def _deferred(self, interaction: discord.Interaction, flags: int) -> bool:
        """Whether there is nothing more to try."""
        try:
            await self._call_back(interaction, {"type": _SAY_LATER, "data": {"flags": flags}})
        except UNANSWERED as failure:
            _log.info("a command could not be deferred", error=str(failure))
            return isinstance(failure, discord.HTTPException) and failure.status < 500
        return True

    async def _call_back(self, interaction: discord.Interaction, told: Payload) -> None:
        try:
            await self._line.request(
                "POST",
                "/interactions/{interaction_id}/{webhook_token}/callback",
                interaction_id=interaction.id,
                webhook_token=interaction.token,
                json=told,
            )
        except discord.HTTPException as refusal:
            if not is_acknowledged(refusal):  # the answer to an earlier try was lost
                raise

    async def _request(self, method: str, token: str, path: str = "", **more: Any) -> Any:
        if token in self._expired:
            raise Expired
        hook = await self._line.application()
        try:
            return await self._line.request(
                method,
                "/webhooks/{webhook_id}/{webhook_token}" + path,
                webhook_id=hook,
                webhook_token=token,
                **more,
            )
        except discord.HTTPException as refusal:
            if not is_expired(refusal):
                raise
            self._expired[token] = None
            if len(self._expired) > _REMEMBERED:
                self._expired.popitem(last=False)
            raise Expired from refusal
