"""Fetching a model file from a hub: resumed where it broke off, checked, put in place at once."""

import hashlib
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import httpx

from bot.failures import BadValue, Failure
from bot.models.gguf import UnusableModel, read_gguf

TRIES = 5
"""Times in a row that the connection may break without a byte having come."""
_SPARE = 64 << 20
_SHA256 = re.compile(r"[0-9a-f]{64}")
_TIMEOUT = httpx.Timeout(30.0)
_STATUS = {
    401: "needs a sign-in",
    403: "may not be downloaded without permission",
    404: "does not exist; check the name",
}

Progress = Callable[[int, int | None], None]
"""Told the bytes there are so far, and of how many (None: not known)."""

Look = Callable[[Path], object]
"""Looks at what came. Raises `UnusableModel` or `Failure` when it is not what was wanted."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A file to fetch and the name to keep it under; ``sha256`` in hex, empty: the hub's word."""

    url: str
    name: str
    sha256: str = ""


def wanted(hub_url: str, source: str, sha256: str = "") -> Wanted:
    """What ``OWNER/REPOSITORY/FILE.gguf`` or an address means. Raises `BadValue`."""
    source, sha256 = source.strip(), sha256.strip().casefold()
    if sha256 and not _SHA256.fullmatch(sha256):
        raise BadValue("--sha256 must be 64 hexadecimal digits")
    if source.startswith(("http://", "https://")):
        url, path = source, unquote(urlsplit(source).path)
    else:
        owner, _, rest = source.partition("/")
        repository, _, path = rest.partition("/")
        url = f"{hub_url}/{quote(owner)}/{quote(repository)}/resolve/main/{quote(path)}"
    name = path.rpartition("/")[2]
    if not name.endswith(".gguf") or name.startswith("."):
        raise BadValue(f"name a GGUF file, OWNER/REPOSITORY/FILE.gguf or an address, not {source}")
    return Wanted(url=url, name=name, sha256=sha256)


def fetch(
    file: Wanted,
    folder: Path,
    progress: Progress,
    wait: Callable[[float], None] = time.sleep,
    look: Look = read_gguf,
) -> Path:
    """Fetch a file into ``folder`` and return its path. Raises `Failure`.

    What came of an interrupted fetch is kept and continued. ``wait`` sleeps between tries.
    """
    part, place = folder / f".{file.name}.part", folder / file.name
    fetching = _Fetching(file, part, progress)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    failed = 0
    while not fetching.go_on():
        failed = 0 if fetching.came else failed + 1
        if failed == TRIES:
            raise Failure(
                f"{fetching.host} can't be reached or keeps breaking off ({fetching.fault}); "
                "the same command goes on where it stopped"
            )
        wait(min(0.5 * 2**failed, 8.0))
    try:
        _check(part, file.sha256 or fetching.sha256, look)
    except Failure:
        fetching.forget()
        part.unlink()
        raise
    part.replace(place)
    fetching.forget()
    return place


class _Fetching:
    """One file on its way; ``came`` says whether the last try brought anything."""

    def __init__(self, file: Wanted, part: Path, progress: Progress) -> None:
        self._file = file
        self._part = part
        self._tag = part.with_suffix(".tag")
        self._progress = progress
        self.host = urlsplit(file.url).netloc.rpartition("@")[2]
        self.sha256 = ""
        self.came = False
        self.fault = ""

    def go_on(self) -> bool:
        """Try to fetch what is missing; False when the connection broke."""
        self.came = False
        have = self._part.stat().st_size if self._part.exists() else 0
        try:
            headers = self._headers(have)
            with (
                httpx.Client(follow_redirects=True, timeout=_TIMEOUT) as http,
                http.stream("GET", self._file.url, headers=headers) as answer,
            ):
                return self._take(answer, have)
        except (httpx.TransportError, httpx.InvalidURL, httpx.TooManyRedirects) as error:
            self.fault = str(error) or type(error).__name__
            return False
        except OSError as error:
            raise Failure(f"can't write {self._part}: {error.strerror}") from None

    def _headers(self, have: int) -> dict[str, str]:
        headers = {"accept-encoding": "identity"}
        if have and self._tag.exists():
            headers["range"] = f"bytes={have}-"
            tag = self._tag.read_text("utf-8")
            if tag.startswith('"'):  # only a strong one may stand there
                headers["if-range"] = tag
        return headers

    def forget(self) -> None:
        """Remove the notes on an unfinished file."""
        self._tag.unlink(missing_ok=True)

    def _take(self, answer: httpx.Response, have: int) -> bool:
        if answer.status_code == 416:
            return self._is_whole(answer, have)
        if answer.status_code in (408, 429) or answer.status_code >= 500:
            self.fault = f"status {answer.status_code}"
            return False
        if answer.is_error:
            why = _STATUS.get(answer.status_code, f"is refused (status {answer.status_code})")
            raise Failure(f"{self._file.url} {why}")
        self.sha256 = _stated_sha256(answer)
        have = have if answer.status_code == 206 else 0
        missing = answer.headers.get("content-length")
        total = have + int(missing) if missing else None
        self._check_room(0 if total is None else total - have)
        self._tag.write_text(answer.headers.get("etag", ""), "utf-8")
        with self._part.open("ab" if have else "wb") as out:
            self._progress(have, total)
            for block in answer.iter_raw():
                out.write(block)
                self.came = True
                have += len(block)
                self._progress(have, total)
        return True

    def _is_whole(self, answer: httpx.Response, have: int) -> bool:
        """Whether there is no more to fetch; what can't be a part of the file is deleted."""
        self.sha256 = _stated_sha256(answer)
        if answer.headers.get("content-range", "").endswith(f"/{have}"):
            return True
        self._part.unlink()
        self.fault = "another file is there now"
        return False

    def _check_room(self, missing: int) -> None:
        free = shutil.disk_usage(self._part.parent).free
        if free < missing + _SPARE:
            raise Failure(
                f"{self._part.parent} has {free / 1e9:.1f} GB free, but "
                f"{missing / 1e9:.1f} GB are still to come; make room and try again"
            )


def _stated_sha256(answer: httpx.Response) -> str:
    """The checksum that a hub states on the way to the file, if it does."""
    for response in (*answer.history, answer):
        for header in ("x-linked-etag", "etag"):
            stated: str = response.headers.get(header, "")
            plain = stated.removeprefix("W/").strip('"').casefold()
            if _SHA256.fullmatch(plain):
                return plain
    return ""


def _check(part: Path, sha256: str, look: Look) -> None:
    """Raises `Failure` when this is not what was wanted; it says that it is deleted."""
    if sha256:
        with part.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != sha256:
            raise Failure(f"what came has the checksum {found}, not {sha256}; it is deleted")
    try:
        look(part)
    except (UnusableModel, Failure) as error:
        raise Failure(f"what came can't be used and is deleted: {error}") from None
