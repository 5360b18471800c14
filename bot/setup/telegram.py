"""Telegram, from @BotFather to the owner."""

import asyncio

from bot.config import Settings
from bot.platforms.asking import OutOfReach, asking
from bot.platforms.telegram import Bot, Conflict, Telegram, Writer
from bot.setup.person import Given, Person
from bot.setup.wanted import Wanted

_IDS = "@userinfobot in Telegram tells you your id"
_NOBODY = "-"
_TRIES = 3


def set_up_telegram(settings: Settings, given: Given, person: Person) -> Wanted:
    """Walk through it. Raises `BadToken`, `OutOfReach`, `BadValue`."""

    def bot_of(token: str) -> Bot:
        return asyncio.run(_telegram(settings, token).bot())

    person.say(
        "1. Open https://t.me/BotFather, send /newbot, and choose a name and a username that ends"
        " in “bot”.\n   BotFather answers with a token: copy it."
    )
    token, bot = person.secret("The token (it is not shown)", "--token", given.token, bot_of)
    link = f"https://t.me/{bot.username}"
    person.say(f"   Telegram knows it: @{bot.username}.")
    person.say(f"2. Open {link} and press Start, so that it is seen who the owner is.")
    owner = given.owner or _owner(_telegram(settings, token), person)
    person.say("3. Start the service.")
    return Wanted(
        platform="telegram",
        values={"TELEGRAM_BOT_TOKEN": token},
        owner=owner,
        where_ids_are=_IDS,
        then=f"Then write to {link}; in groups, mention it or reply to it.",
    )


def _telegram(settings: Settings, token: str) -> Telegram:
    return Telegram(asking=asking(settings), token=token, base_url=settings.telegram_base_url)


def _owner(telegram: Telegram, person: Person) -> str:
    """The owner's id: typed, or of whoever has just written and says that it is them."""
    for _ in range(_TRIES):
        typed = person.line(
            f"Enter when done (or type your numeric id, or {_NOBODY} for nobody)", unasked=_NOBODY
        )
        if typed:
            return "" if typed == _NOBODY else typed
        writer = _writer(telegram, person)
        if writer is not None and person.agrees(f"Are you {writer.name} (id {writer.id})?"):
            return writer.id
    return ""


def _writer(telegram: Telegram, person: Person) -> Writer | None:
    try:
        writer = asyncio.run(telegram.writer())
    except (Conflict, OutOfReach):
        person.say(f"   The messages can't be looked at now. {_IDS}: type it here.")
        return None
    if writer is None:
        person.say(f"   Nothing has come yet. {_IDS}, too.")
    return writer
