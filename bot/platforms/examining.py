"""The doctor's look at each platform: token, rights, and the way by which messages come."""

from datetime import UTC, datetime, timedelta

from bot.config import Settings
from bot.findings import Finding, fail, off, well
from bot.platforms.asking import BadToken, OutOfReach, asking
from bot.platforms.discord import Discord
from bot.platforms.slack import Slack, SlackBot
from bot.platforms.telegram import Bot, Conflict, Telegram, Webhook
from bot.ports import our_own

_LATELY = timedelta(hours=1)
_MANY = 100
_NETWORK = "Is the internet there? Behind a proxy set https_proxy; for another server mend {name}."


async def telegram(settings: Settings) -> list[Finding]:
    """The bot's token, and whether its messages can come to us."""
    name, token = "Telegram", settings.telegram_token
    if token is None:
        return [_not_set(name)]
    line = Telegram(
        asking=asking(settings),
        token=token.get_secret_value(),
        base_url=settings.telegram_base_url,
    )
    try:
        bot, webhook = await line.bot(), await line.webhook()
        found = [well(name, f"@{bot.username}")]
        if settings.telegram_webhook_url:
            return [*found, _pushed(settings.telegram_webhook_url, webhook)]
        return [*found, await _polled(settings, line, webhook, bot)]
    except BadToken as error:
        return [fail(name, str(error), "Set TELEGRAM_BOT_TOKEN: kagentsys setup telegram")]
    except OutOfReach as error:
        return [fail(name, str(error), _NETWORK.format(name="TELEGRAM_BASE_URL"))]


def _pushed(ours: str, webhook: Webhook) -> Finding:
    """How messages come by the webhook."""
    name, failed_at = "Telegram webhook", webhook.failed_at
    if not ours.lower().startswith("https://"):
        return fail(name, f"{ours} is not https", "Telegram calls https addresses only: mend it.")
    if not webhook.url:
        return well(name, f"{ours}, told to Telegram at the next start")
    if not webhook.url.startswith(ours):
        return well(
            name,
            f"Telegram still calls {webhook.url}; the next start changes that",
            "If another program uses this bot, make one of your own with @BotFather.",
        )
    if failed_at is not None and datetime.now(UTC) - failed_at < _LATELY:
        return fail(
            name,
            f"Telegram could not deliver to {ours}: {webhook.last_error_message}",
            "The address must lead from the internet to this service's port, with a valid "
            "certificate; or take TELEGRAM_WEBHOOK_URL out to poll instead.",
        )
    if webhook.pending_update_count > _MANY:
        return well(name, f"{webhook.pending_update_count} messages wait", "Start the service.")
    return well(name, f"Telegram calls {ours}")


async def _polled(settings: Settings, line: Telegram, webhook: Webhook, bot: Bot) -> Finding:
    """Whether messages can be polled: nobody else may. A service of ours is not disturbed."""
    name = "Telegram polling"
    alone = "Stop the other program, or make a bot of your own with @BotFather."
    if webhook.url:
        return well(name, f"Telegram calls {webhook.url}; the next start ends that", alone)
    if await our_own(settings.http_host, settings.http_port):
        return well(name, "this service receives the messages")
    try:
        await line.writer()
    except Conflict:
        return fail(name, f"another program receives @{bot.username}'s messages", alone)
    return well(name, f"{webhook.pending_update_count} messages wait")


async def slack(settings: Settings) -> list[Finding]:
    """The bot's token and scopes, and the ways by which events come."""
    name, token = "Slack", settings.slack_bot_token
    if token is None:
        return [_not_set(name)]
    line = Slack(asking=asking(settings), base_url=settings.slack_base_url)
    try:
        bot = await line.bot(token.get_secret_value())
    except BadToken as error:
        return [fail(name, str(error), "Set SLACK_BOT_TOKEN: kagentsys setup slack")]
    except OutOfReach as error:
        return [fail(name, str(error), _NETWORK.format(name="SLACK_BASE_URL"))]
    return [_scopes(bot), await _events(settings, line)]


def _scopes(bot: SlackBot) -> Finding:
    if bot.missing:
        return fail(
            "Slack",
            f"{bot.name} in {bot.team} lacks the scopes {', '.join(bot.missing)}",
            "Paste the manifest that kagentsys setup slack prints under App Manifest, then install"
            " the app anew under Install App.",
        )
    return well("Slack", f"{bot.name} in {bot.team}")


async def _events(settings: Settings, line: Slack) -> Finding:
    """How events come; with both ways set the app token counts."""
    name = "Slack events"
    if settings.slack_app_token is None:
        return well(name, "over HTTP, to /slack/events on this service's port")
    try:
        await line.check_app_token(settings.slack_app_token.get_secret_value())
    except (BadToken, OutOfReach) as error:
        return fail(name, str(error), "Set SLACK_APP_TOKEN: kagentsys setup slack")
    return well(name, "by Socket Mode")


async def discord(settings: Settings) -> list[Finding]:
    """The bot's token, and whether it may read what people write."""
    name, token = "Discord", settings.discord_token
    if token is None:
        return [_not_set(name)]
    line = Discord(
        asking=asking(settings),
        token=token.get_secret_value(),
        base_url=settings.discord_base_url,
    )
    try:
        bot = await line.bot()
    except BadToken as error:
        return [fail(name, str(error), "Set DISCORD_BOT_TOKEN: kagentsys setup discord")]
    except OutOfReach as error:
        return [fail(name, str(error), _NETWORK.format(name="DISCORD_BASE_URL"))]
    return [well(name, bot.username), await _intent(line)]


async def _intent(line: Discord) -> Finding:
    name = "Discord message content"
    try:
        application = await line.application()
    except (BadToken, OutOfReach) as error:
        return well(name, f"not known ({error})", "See that the intent is on: Bot, in the portal.")
    if application.reads_messages:
        return well(name, "the intent is on")
    return fail(
        name,
        "the intent is off, so that Discord does not let the service in",
        f"Switch it on: https://discord.com/developers/applications/{application.id}/bot",
    )


def _not_set(name: str) -> Finding:
    word = name.lower()
    return off(name, f"{name.upper()}_BOT_TOKEN is not set; kagentsys setup {word} helps")
