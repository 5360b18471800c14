"""Slack, from the app's manifest to the owner."""

import asyncio
from urllib.parse import quote

from adapters.slack.manifest import APP_TOKEN_SCOPE, manifest
from bot.config import Settings
from bot.failures import BadValue
from bot.platforms.asking import BadToken, asking
from bot.platforms.slack import Slack, SlackBot
from bot.setup.person import Given, Person
from bot.setup.wanted import Wanted

_NAME = "KAgentSys"
_NEW_APP = "https://api.slack.com/apps?new_app=1&manifest_json="
_IDS = "in Slack: your picture → Profile → ⋮ → Copy member ID"


def set_up_slack(settings: Settings, given: Given, person: Person) -> Wanted:
    """Walk through it; with an address, events come over HTTP, else by Socket Mode.

    Raises `BadToken`, `OutOfReach`, `BadValue`.
    """
    if given.url and not given.url.startswith("https://"):
        raise BadValue("--url: must be an address that starts with https://")
    _tell_to_make_it(given, person)
    slack = Slack(asking=asking(settings), base_url=settings.slack_base_url)

    def bot_of(token: str) -> SlackBot:
        return asyncio.run(slack.bot(token))

    person.say("2. OAuth & Permissions → Bot User OAuth Token: copy it.")
    token, bot = person.secret("It begins with xoxb- (not shown)", "--token", given.token, bot_of)
    person.say(f"   Slack knows it: {bot.name} in {bot.team}.")
    if bot.missing:
        person.say(
            f"   It lacks the scopes {', '.join(bot.missing)}: paste the text above under App"
            " Manifest\n   and install the app anew. The token stays the same."
        )
    values = {"SLACK_BOT_TOKEN": token, **_way_in(slack, given, person)}
    person.say(f"3. Who is the owner? Find your id {_IDS}.")
    owner = given.owner or person.line("Your member id (Enter: set it later)")
    return Wanted(
        platform="slack",
        values=values,
        owner=owner,
        where_ids_are=_IDS,
        then=f"Then write to {bot.name} under Apps, mention it in a channel, or type /kagent.",
    )


def _tell_to_make_it(given: Given, person: Person) -> None:
    text = manifest(name=given.name or _NAME, url=given.url)
    person.say(
        "1. Open this address, which has everything filled in; press Create, then Install to"
        f" Workspace:\n\n{_NEW_APP}{quote(text, safe='')}\n\n   The same as text, for an app that"
        f" is there already (App Manifest):\n\n{text}\n"
    )


def _way_in(slack: Slack, given: Given, person: Person) -> dict[str, str]:
    """The secret of the way by which events come."""
    if given.url:
        person.say("   Basic Information → App Credentials → Signing Secret: copy it.")
        secret, _ = person.secret(
            "The signing secret (not shown)", "--signing-secret", given.signing_secret, _secret
        )
        return {"SLACK_SIGNING_SECRET": secret}

    def check(token: str) -> None:
        asyncio.run(slack.check_app_token(token))

    person.say(
        "   Basic Information → App-Level Tokens → Generate Token and Scopes, with the scope"
        f" {APP_TOKEN_SCOPE}: copy it."
    )
    token, _ = person.secret(
        "It begins with xapp- (not shown)", "--app-token", given.app_token, check
    )
    return {"SLACK_APP_TOKEN": token}


def _secret(value: str) -> None:
    if not value.isalnum() or value.startswith("xox"):
        raise BadToken("This is no signing secret: it has 32 letters and digits")
