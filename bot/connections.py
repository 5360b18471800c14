"""The platforms that are on: an adapter for each whose token is set, loaded only then."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from adapters.base import Adapter, IncomingMessage
from bot.config import Settings

Menu = Mapping[str, Mapping[str, str]]
"""The native command menus: language → word → description."""

Lately = Callable[[str], Awaitable[Sequence[IncomingMessage]]]
"""Of a platform's conversations the newest message that was accepted."""

Named = Callable[[str], Awaitable[Sequence[str]]]
"""The ids that are let in on a platform one by one: people's, and those of groups."""


Choices = Callable[[IncomingMessage], Awaitable[Sequence[str]]]
"""What a command that somebody types may be ended to."""


def connections(
    settings: Settings, menu: Menu, lately: Lately, named: Named, choices: Choices
) -> list[Adapter]:
    """An adapter for each platform that is on."""
    found: list[Adapter] = []
    if settings.telegram_token is not None:
        found.append(_telegram(settings, menu))
    if settings.slack_bot_token is not None:
        found.append(_slack(settings, menu, lately))
    if settings.discord_token is not None:
        found.append(_discord(settings, menu, lately, named, choices))
    return found


def _telegram(settings: Settings, menu: Menu) -> Adapter:
    from adapters.telegram import TelegramAdapter

    assert settings.telegram_token is not None
    secret = settings.telegram_webhook_secret
    return TelegramAdapter(
        settings.telegram_token.get_secret_value(),
        base_url=settings.telegram_base_url or "",
        webhook_url=settings.telegram_webhook_url or "",
        webhook_secret=secret.get_secret_value() if secret else "",
        commands=menu,
    )


def _slack(settings: Settings, menu: Menu, lately: Lately) -> Adapter:
    from adapters.slack.adapter import SlackAdapter
    from adapters.slack.incoming import PLATFORM

    async def accepted() -> Sequence[IncomingMessage]:
        return await lately(PLATFORM)

    assert settings.slack_bot_token is not None
    app_token, secret = settings.slack_app_token, settings.slack_signing_secret
    return SlackAdapter(
        settings.slack_bot_token.get_secret_value(),
        app_token=app_token.get_secret_value() if app_token else "",
        signing_secret=secret.get_secret_value() if secret else "",
        base_url=settings.slack_base_url or "",
        commands=menu,
        lately=accepted,
        clock=settings.now,
    )


def _discord(
    settings: Settings, menu: Menu, lately: Lately, named: Named, choices: Choices
) -> Adapter:
    from adapters.discord.adapter import PLATFORM, DiscordAdapter

    async def seen() -> Mapping[str, str]:
        return _newest(await lately(PLATFORM))

    async def new() -> Sequence[str]:
        met = {message.sender_id for message in await lately(PLATFORM) if message.direct}
        return [each for each in await named(PLATFORM) if each.isdecimal() and each not in met]

    assert settings.discord_token is not None
    return DiscordAdapter(
        settings.discord_token.get_secret_value(),
        base_url=settings.discord_base_url or "",
        gateway_url=settings.discord_gateway_url or "",
        proxy=settings.proxy or "",
        commands=menu,
        last_seen=seen,
        people=new,
        choices=choices,
        clock=settings.now,
    )


def _newest(messages: Sequence[IncomingMessage]) -> Mapping[str, str]:
    """Of each chat the newest message; its id is a number that grows."""
    newest: dict[str, str] = {}
    for message in messages:
        newest[message.chat_id] = max(
            newest.get(message.chat_id, ""),
            message.message_id,
            key=lambda each: (len(each), each),
        )
    return newest
