"""Voice made text by a service that speaks OpenAI's ``/v1/audio/transcriptions``."""

import asyncio
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import structlog
from pydantic import BaseModel, ValidationError

from adapters.base import Attachment
from bot.files.text import cleaned
from bot.files.words import Unreadable

if TYPE_CHECKING:
    import httpx

_log = structlog.get_logger(__name__)
_PATIENCE = 120.0
_WAITS = (0.5, 2.0)
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_LONGEST = 20_000
_SAME = {".oga": ".ogg", ".opus": ".ogg"}
_ENDINGS = {
    "audio/ogg": ".ogg", "audio/opus": ".ogg", "audio/mpeg": ".mp3", "audio/mp4": ".m4a",
    "audio/x-m4a": ".m4a", "audio/wav": ".wav", "audio/x-wav": ".wav", "audio/webm": ".webm",
    "video/webm": ".webm", "video/mp4": ".mp4", "audio/flac": ".flac", "audio/aac": ".aac",
}  # fmt: skip


class _Heard(BaseModel):
    text: str


@dataclass(frozen=True, kw_only=True)
class Transcription:
    """``url`` ends before ``/audio/transcriptions``. ``waits`` are the seconds between attempts."""

    model: str
    url: str
    key: str = ""
    proxy: str | None = None
    waits: tuple[float, ...] = _WAITS

    async def hear(self, attachment: Attachment, data: bytes) -> str:
        """What is said in it. Raises `Unreadable`."""
        for wait in (*self.waits, None):
            try:
                async with asyncio.timeout(_PATIENCE):
                    return await self._hear(attachment, data)
            except Unreadable as error:
                if error.why != "not_heard" or wait is None:
                    raise
            except TimeoutError:
                raise Unreadable("not_heard", passing=True) from None
            await asyncio.sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    async def _hear(self, attachment: Attachment, data: bytes) -> str:
        import httpx

        try:
            async with self._client() as http:
                answer = await http.post(
                    f"{self.url}/audio/transcriptions",
                    data={"model": self.model, "response_format": "json"},
                    files={"file": (_named(attachment), data, _type(attachment))},
                    headers={"Authorization": f"Bearer {self.key}"} if self.key else {},
                )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            _log.warning("the transcription service can't be reached", error=repr(error))
            raise Unreadable("not_heard", passing=True) from None
        return _text(answer)

    def _client(self) -> "httpx.AsyncClient":
        import httpx

        here = urlsplit(self.url).hostname in _LOOPBACK
        proxy = None if here else self.proxy
        return httpx.AsyncClient(timeout=_PATIENCE, proxy=proxy, trust_env=not here)


def _text(answer: "httpx.Response") -> str:
    """What was heard. Raises `Unreadable`."""
    if answer.is_error:
        _log.warning("the transcription service refuses", status=answer.status_code)
    if answer.status_code in (408, 409, 425, 429) or answer.status_code >= 500:
        raise Unreadable("not_heard", passing=True)
    if answer.status_code in (400, 413, 415, 422):
        raise Unreadable("damaged")
    if answer.status_code != 200:
        raise Unreadable("voice_refused", passing=True)
    try:
        text = cleaned(_Heard.model_validate_json(answer.content).text).strip()
    except ValidationError:
        raise Unreadable("voice_refused", passing=True) from None
    if not text:
        raise Unreadable("silent")
    return text[:_LONGEST]


def _type(attachment: Attachment) -> str:
    return attachment.media_type.partition(";")[0].strip().lower() or "application/octet-stream"


def _named(attachment: Attachment) -> str:
    """A plain name whose ending tells the form: services go by it."""
    ending = PurePath(attachment.name).suffix.lower()
    ending = _SAME.get(ending, ending) or _ENDINGS.get(_type(attachment), ".ogg")
    return f"voice{ending}" if ending.isascii() and ending[1:].isalnum() else "voice.ogg"
