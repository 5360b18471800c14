"""Who may come in: one secret token, single-use links made from it, and signed sessions."""

import hmac
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256

LINK_LIFE = timedelta(minutes=30)
SESSION_LIFE = timedelta(days=30)
TRIES = 10
"""Wrong guesses that one address may make within `TRY_SPAN`."""
TRY_SPAN = timedelta(minutes=1)
_ADDRESSES = 1000


class Stamps:
    """Short signed texts that say when they were made; each kind has a key of its own."""

    def __init__(self, token: str, kind: str) -> None:
        self._key = hmac.digest(token.encode(), f"kagentsys {kind}".encode(), sha256)

    def make(self, at: datetime) -> str:
        body = f"{_milliseconds(at):x}.{secrets.token_urlsafe(12)}"
        return f"{body}.{self._seal(body)}"

    def read(self, stamp: str) -> int | None:
        """When it was made, in milliseconds; None: not one of ours."""
        body, _, seal = stamp.rpartition(".")
        if not hmac.compare_digest(seal.encode(), self._seal(body).encode()):
            return None
        return int(body.partition(".")[0], 16)

    def _seal(self, body: str) -> str:
        return hmac.new(self._key, body.encode(), sha256).hexdigest()


def link_code(token: str, at: datetime) -> str:
    """A code for one sign-in within `LINK_LIFE`; any process that knows the token can make it."""
    return Stamps(token, "link").make(at)


def link(base_url: str, token: str, at: datetime) -> str:
    """The sign-in link. Its code stands in the fragment, which is sent to no server and no log."""
    return f"{base_url.rstrip('/')}/signin#{link_code(token, at)}"


class SignIn:
    """Decides who has come in. Signing in again is not needed after a restart.

    A used link stays used after a restart too, because only links made since the start are taken.
    """

    def __init__(self, token: str, clock: Callable[[], datetime]) -> None:
        self._token = token
        self._clock = clock
        self._links = Stamps(token, "link")
        self._sessions = Stamps(token, "session")
        self._used: dict[str, int] = {}
        self._started = _milliseconds(clock())
        self._wrong: dict[str, list[datetime]] = {}
        # Cookies know no ports: two installations on one machine must not share a name.
        name = hmac.new(token.encode(), b"kagentsys cookie", sha256).hexdigest()[:8]
        self.cookie = f"kagentsys_{name}"

    def use(self, code: str) -> bool:
        """Whether this link may sign in now; it never may again."""
        made, now = self._links.read(code), _milliseconds(self._clock())
        oldest = max(self._started, now - _length(LINK_LIFE))
        self._used = {used: at for used, at in self._used.items() if at >= oldest}
        if made is None or made < oldest or code in self._used:
            return False
        self._used[code] = made
        return True

    def is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self._token.encode())

    def session(self) -> str:
        """A new session, to be kept in the cookie."""
        return self._sessions.make(self._clock())

    def is_session(self, given: str) -> bool:
        made = self._sessions.read(given)
        oldest = _milliseconds(self._clock()) - _length(SESSION_LIFE)
        return made is not None and made >= oldest

    def wrong(self, address: str) -> None:
        """Note a wrong guess from this address."""
        if len(self._wrong) >= _ADDRESSES:
            self._wrong.clear()
        self._wrong[address] = [*self._recent(address), self._clock()]

    def may_try(self, address: str) -> bool:
        """False while this address has guessed wrong too often."""
        return len(self._recent(address)) < TRIES

    def _recent(self, address: str) -> list[datetime]:
        since = self._clock() - TRY_SPAN
        return [at for at in self._wrong.get(address, ()) if at > since]


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def _length(span: timedelta) -> int:
    return int(span.total_seconds() * 1000)
