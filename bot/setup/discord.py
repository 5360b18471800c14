"""Discord, from the developer portal to the owner."""

import asyncio

from bot.config import Settings
from bot.platforms.asking import OutOfReach, asking
from bot.platforms.discord import Application, Discord, User
from bot.setup.person import Given, Person
from bot.setup.wanted import Wanted

PORTAL = "https://discord.com/developers/applications"
_IDS = "in Discord: Settings → Advanced → Developer Mode, then right-click your name → Copy User ID"


def set_up_discord(settings: Settings, given: Given, person: Person) -> Wanted:
    """Walk through it. Raises `BadToken`, `OutOfReach`, `BadValue`."""

    def bot_of(token: str) -> User:
        return asyncio.run(_discord(settings, token).bot())

    person.say(
        f"1. Open {PORTAL} → New Application → Bot. Switch Message Content Intent on and save;\n"
        "   then Reset Token: copy it."
    )
    token, bot = person.secret("The token (it is not shown)", "--token", given.token, bot_of)
    person.say(f"   Discord knows it: {bot.username}.")
    application = _application(_discord(settings, token), person)
    person.say(
        "2. Open this to let it into your server:\n   "
        + _invitation(application.id if application else bot.id)
    )
    person.say(f"3. Who is the owner? Find your id {_IDS}.")
    return Wanted(
        platform="discord",
        values={"DISCORD_BOT_TOKEN": token},
        owner=given.owner or _owner(application, person),
        where_ids_are=_IDS,
        then=f"Then mention {bot.username} in a channel, write to it directly, or type /ask.",
    )


def _discord(settings: Settings, token: str) -> Discord:
    return Discord(asking=asking(settings), token=token, base_url=settings.discord_base_url)


def _application(discord: Discord, person: Person) -> Application | None:
    """What the bot belongs to, where that is told; its intent is asked for once more."""
    for last in (False, True):
        try:
            found = asyncio.run(discord.application())
        except OutOfReach:
            return None
        if found.reads_messages or last:
            break
        person.say(
            "   Message Content Intent is off, so it could not read what people write.\n"
            f"   Switch it on: {PORTAL}/{found.id}/bot"
        )
        person.line("Enter when done")
    if not found.reads_messages:
        person.say("   It is still off: Discord will not let the service in before it is on.")
    return found


def _invitation(application_id: str) -> str:
    from adapters.discord.invite import invite_url

    return invite_url(application_id)


def _owner(application: Application | None, person: Person) -> str:
    """The owner's id: typed, else of who made the application."""
    maker = application.owner if application else ""
    name = application.owner_name if application else ""
    enter = f"{name or maker}, who made it" if maker else "set it later"
    return person.line(f"Your user id (Enter: {enter})", enter=maker, unasked=maker)
