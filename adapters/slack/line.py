"""The way out to Slack: its API, its files and its hooks, and to whom the token may be told."""

from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.base import Attachment, NotNow, Undeliverable
from adapters.slack.refusals import seconds

HOME = "https://slack.com/api/"
_PATIENCE = 20
_LOOPBACK = frozenset(["127.0.0.1", "localhost", "::1"])
_CHUNK = 65_536


class Line:
    """Calls end after 20 seconds and are never repeated here: that is the send protocol's.

    ``base_url`` is another server's address, with or without "/api". Open it before it is used.
    """

    def __init__(self, token: str, *, base_url: str = "") -> None:
        self._token = token
        self._home = f"{base_url.rstrip('/').removesuffix('/api')}/api/" if base_url else HOME
        self.client = self.client_for(token)
        self._session: aiohttp.ClientSession | None = None

    def client_for(self, token: str | None) -> AsyncWebClient:
        """A client of the API that shows this token."""
        client = AsyncWebClient(token, base_url=self._home, timeout=_PATIENCE, retry_handlers=[])
        if urlsplit(self._home).hostname in _LOOPBACK:
            client.proxy = None
        return client

    async def open(self) -> None:
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_PATIENCE))
        self.client.session = self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def trusts(self, url: str) -> bool:
        """Whether the address is Slack's, as it is configured."""
        asked, home = urlsplit(url), urlsplit(self._home)
        host = asked.hostname or ""
        if host == home.hostname:
            return asked.scheme in (home.scheme, "https")
        ours = (f".{home.hostname}", ".slack.com")
        return asked.scheme == "https" and f".{host}".endswith(ours)

    async def download(self, attachment: Attachment, limit: int) -> bytes:
        """The file's content. Raises `ValueError` when it is over ``limit`` bytes, `OSError`."""
        if attachment.size > limit:
            raise ValueError(f"{attachment.name} has {attachment.size} bytes")
        try:
            url = await self._address(attachment.handle)
            if not self.trusts(url):
                raise PermissionError(f"{attachment.name} is not kept by Slack")
            return await self._content(url, attachment, limit)
        except (aiohttp.ClientError, SlackApiError) as error:
            raise OSError(f"Slack does not give {attachment.name}: {error}") from error

    async def upload(self, url: str, data: bytes) -> None:
        """Bring a file to where Slack wants it; the token is not told there."""
        async with self._http.post(url, data=data, proxy=self.client.proxy) as response:
            response.raise_for_status()

    async def whisper(self, url: str, body: dict[str, Any]) -> None:
        """Say something by a hook. Raises `Undeliverable` when the hook is used up, `NotNow`."""
        if not self.trusts(url):
            raise Undeliverable("the hook is not Slack's")
        async with self._http.post(url, json=body, proxy=self.client.proxy) as response:
            if response.status == 429:
                raise NotNow(seconds(response.headers.get("Retry-After")))
            if 400 <= response.status < 500:
                raise Undeliverable((await response.text())[:200])
            response.raise_for_status()

    @property
    def _http(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            raise ConnectionError("the line to Slack is closed")
        return self._session

    async def _address(self, handle: str) -> str:
        if "://" in handle:
            return handle
        told = await self.client.files_info(file=handle)
        file = told.get("file") or {}
        return str(file.get("url_private_download") or file.get("url_private") or "")

    async def _content(self, url: str, attachment: Attachment, limit: int) -> bytes:
        # A redirect would lead to a sign-in page, or the token elsewhere.
        async with self._http.get(
            url,
            headers={"Authorization": f"Bearer {self._token}"},
            allow_redirects=False,
            proxy=self.client.proxy,
        ) as response:
            is_page = response.content_type == "text/html" and "html" not in attachment.media_type
            if response.status != 200 or is_page:
                raise PermissionError(
                    f"Slack does not give {attachment.name} (status {response.status});"
                    " has the app the scope files:read?"
                )
            content = bytearray()
            async for chunk in response.content.iter_chunked(_CHUNK):
                content += chunk
                if len(content) > limit:
                    raise ValueError(f"{attachment.name} has more than {limit} bytes")
            return bytes(content)
