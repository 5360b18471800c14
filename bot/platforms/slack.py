"""What Slack says of an app's tokens: who it is, what it may do, whether events can reach us."""

from dataclasses import dataclass
from typing import Any

from adapters.slack.manifest import SCOPES
from bot.platforms.asking import Asking, BadToken, OutOfReach, Told

HOME = "https://slack.com"
_BOT, _APP = "xoxb-", "xapp-"
_GONE = ("invalid_auth", "account_inactive", "token_revoked", "token_expired", "not_authed")


@dataclass(frozen=True, kw_only=True)
class SlackBot:
    """``scopes`` is None where Slack does not tell them."""

    name: str
    team: str
    scopes: frozenset[str] | None

    @property
    def missing(self) -> list[str]:
        """The scopes that it lacks, as far as that is told."""
        return [] if self.scopes is None else sorted(set(SCOPES) - self.scopes)


@dataclass(frozen=True, kw_only=True)
class Slack:
    """Slack's Web API. ``base_url`` is another server's, with or without "/api"."""

    asking: Asking
    base_url: str | None = None

    async def bot(self, token: str) -> SlackBot:
        """Whose bot token it is. Raises `BadToken`, `OutOfReach`."""
        if not token.startswith(_BOT):
            raise BadToken(
                "This is no bot token: it begins with xoxb- and stands under OAuth & Permissions,"
                " once the app is installed"
            )
        told = await self._ask("auth.test", token)
        if error := _error(told):
            raise BadToken(
                f"Slack refuses this bot token ({error}). Install the app anew and copy the Bot"
                " User OAuth Token under OAuth & Permissions"
            )
        listed = told.headers.get("x-oauth-scopes")
        return SlackBot(
            name=str(told.body.get("user", "")),
            team=str(told.body.get("team", "")),
            scopes=None if listed is None else frozenset(map(str.strip, listed.split(","))),
        )

    async def check_app_token(self, token: str) -> None:
        """Returns when events can come by Socket Mode. Raises `BadToken`, `OutOfReach`."""
        if not token.startswith(_APP):
            raise BadToken(
                "This is no app-level token: it begins with xapp- and stands under Basic"
                " Information → App-Level Tokens"
            )
        error = _error(await self._ask("apps.connections.open", token))
        if error == "missing_scope":
            raise BadToken(
                "The app-level token lacks the scope connections:write. Make another one under"
                " Basic Information → App-Level Tokens"
            )
        if error in _GONE:
            raise BadToken(
                f"Slack refuses this app-level token ({error}). Make another one under Basic"
                " Information → App-Level Tokens"
            )
        if error:
            raise BadToken(
                f"Slack opens no connection ({error}). Switch Socket Mode on, in the app's settings"
            )

    async def _ask(self, method: str, token: str) -> Told:
        home = (self.base_url or HOME).rstrip("/").removesuffix("/api")
        return await self.asking.ask(
            "Slack", f"{home}/api/{method}", key=f"Bearer {token}", form={}
        )


def _error(told: Told) -> str:
    """Slack's word for why it refuses, "" when it does not. Raises `OutOfReach`."""
    ok: Any = told.body.get("ok")
    if ok is True:
        return ""
    if ok is not False:
        raise OutOfReach(f"Slack answers in a form that can't be read ({told.status})")
    return str(told.body.get("error", "unknown"))[:100]
