"""Getting the files that people send, from Discord's own addresses only."""

import aiohttp

from adapters.base import Attachment
from adapters.discord.wire import is_trusted

_PATIENCE = aiohttp.ClientTimeout(total=60)
_CHUNK = 65_536


async def download(attachment: Attachment, limit: int, *, home: str, proxy: str) -> bytes:
    """The file's content. Raises `ValueError` when it is over ``limit`` bytes, `OSError`."""
    if attachment.size > limit:
        raise ValueError(f"{attachment.name} has {attachment.size} bytes")
    if not is_trusted(attachment.handle, home):
        raise PermissionError(f"{attachment.name} is not kept by Discord")
    try:
        async with (
            aiohttp.ClientSession(timeout=_PATIENCE) as http,
            # A redirect would lead elsewhere.
            http.get(attachment.handle, allow_redirects=False, proxy=proxy or None) as answer,
        ):
            if answer.status != 200:
                raise FileNotFoundError(f"{attachment.name}: Discord answers {answer.status}")
            return await _content(answer, attachment, limit)
    except (aiohttp.ClientError, TimeoutError) as error:
        raise OSError(f"Discord does not give {attachment.name}: {error!r}") from error


async def _content(answer: aiohttp.ClientResponse, attachment: Attachment, limit: int) -> bytes:
    content = bytearray()
    async for chunk in answer.content.iter_chunked(_CHUNK):
        content += chunk
        if len(content) > limit:
            raise ValueError(f"{attachment.name} has more than {limit} bytes")
    return bytes(content)
