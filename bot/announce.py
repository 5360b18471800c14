"""What the service says about itself at the start: what is on, what is off, and what to do next."""

from collections.abc import Callable, Iterator

from agent.model import Abilities, ModelError
from agent.planners.choice import choose
from agent.profile import PlannerName
from bot.config import Settings
from bot.mind import STARTER_KNOWS
from bot.models.voice import Voice, unused
from bot.terminal.display import plain
from tools.base import Toolbox

Say = Callable[[str], None]

_PLUG_IN = "OPENAI_BASE_URL=http://…/v1, or kagentsys models use FILE.gguf"


def say_aloud(text: str) -> None:
    """A line of the start, seen at once by whoever reads our output."""
    print(plain(text), flush=True)


def line(name: str, text: str) -> str:
    """One thing of the service and how it is."""
    return f"{name:<10} {text}"


def about_model(
    voice: Voice, found: Abilities | ModelError | None, settings: Settings, planner: PlannerName
) -> Iterator[str]:
    """Which model answers and how to change that.

    ``found`` is what it can do, or why it does not say so; None: there is no word from it yet.
    """
    if voice.starter:
        yield line("Model", f"{voice.label}; it only knows {STARTER_KNOWS}")
        yield line("", f"for open conversation plug in another: {_PLUG_IN}")
    elif found is None:
        yield line("Model", f"{voice.label} (still being asked what it can do)")
    elif isinstance(found, ModelError):
        yield line("Model", f"{voice.label} does not answer yet: {found}")
        yield line("", f"questions are kept and wait for it, {settings.patience:,.0f} s at most")
        yield line("", "what is wrong: kagentsys doctor")
    else:
        style = choose(planner, found, voice.model.name).name
        can = f"window {found.window:,} tokens, style {style}"
        yield line("Model", f"{voice.full_label} ({can})")
    for each in unused(settings):
        yield line("", f"note: {each}")


def about_tools(toolbox: Toolbox, settings: Settings) -> Iterator[str]:
    yield line("Tools", ", ".join(tool.name for tool in toolbox.tools) or "none")
    if not settings.tools:
        yield line("", "add your own: KAGENT_TOOLS=my_module:my_function")
    if settings.weather_key is None:
        yield line("", "weather comes from Open-Meteo; weatherapi.com: set WEATHER_API_KEY")


def about_platforms(settings: Settings) -> Iterator[str]:
    """Which platforms are on, who may talk there, and how the others are switched on."""
    tokens = {
        "Telegram": settings.telegram_token,
        "Slack": settings.slack_bot_token,
        "Discord": settings.discord_token,
    }
    for name, token in tokens.items():
        if token is None:
            yield line(name, f"off; three steps: kagentsys setup {name.casefold()}")
        else:
            yield line(name, "on; connecting, see /readyz")
    if any(tokens.values()):
        yield line("Who talks", _who_may_talk(settings))


def _who_may_talk(settings: Settings) -> str:
    named = [f"{len(settings.owners)} owner{'s' * (len(settings.owners) != 1)}"]
    if settings.allow:
        named.append(f"{len(settings.allow)} allowed by KAGENT_ALLOW")
    if not settings.owners:
        return f"{' and '.join(named)}; nobody owns it yet: KAGENT_OWNERS=telegram:YOUR-ID"
    return f"{' and '.join(named)}; others get a code that an owner approves"


def about_web(settings: Settings, address: str, link: str) -> Iterator[str]:
    yield line("Web chat", f"{address} (another port: KAGENT_HTTP_PORT)")
    if settings.public_url:
        yield line("", f"reached from elsewhere at {settings.public_url}")
    yield line("", f"sign in: {link}")
    yield line("", "the link works once, within 30 minutes; a new one: kagentsys token --link")
    yield line("HTTP API", f"{address}/v1 and {address}/api/chat; the key: kagentsys token")
    if settings.http_host not in ("127.0.0.1", "localhost", "::1"):
        yield line("", f"listening on {settings.http_host}: other machines can reach this port")
