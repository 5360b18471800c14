"""The agent as the settings say: which model, tools, character and limits it has."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from agent.loop import Agent, Limits
from agent.model import Abilities, ChatModel
from agent.profile import Profile
from bot.config import Settings
from bot.failures import BadValue
from bot.models.voice import Voice, model_file, open_voice, unused
from bot.persona import persona
from bot.terminal.display import Loading, note
from bot.toolbox import open_toolbox
from tools.base import Toolbox, ToolError
from tools.consent import Consent

STARTER_KNOWS = "dates, the lunar calendar, solar terms, arithmetic and the weather"


@dataclass(frozen=True, kw_only=True)
class Mind:
    """An agent with the model it thinks with and all tools that there are."""

    agent: Agent
    model: ChatModel
    toolbox: Toolbox


class Narrow:
    """A `ChatModel` whose window is no wider than ``tokens``."""

    def __init__(self, model: ChatModel, tokens: int) -> None:
        self._model = model
        self._tokens = tokens
        self.count = model.count
        self.stream = model.stream

    @property
    def name(self) -> str:
        return self._model.name

    async def abilities(self) -> Abilities:
        found = await self._model.abilities()
        return replace(found, window=min(found.window, self._tokens))


@asynccontextmanager
async def open_mind(
    settings: Settings,
    *,
    profile: Profile | None = None,
    limits: Limits | None = None,
    max_tokens: int | None = None,
    preferred: tuple[str, ...] = (),
    consent: Consent | None = None,
) -> AsyncIterator[Mind]:
    """An agent for one command; it says on stderr when the embedded model answers.

    ``profile`` defaults to the settings'; ``max_tokens`` narrows the window; ``consent`` asks
    whoever is there what may be done. Raises `BadValue`, `UnusableModel`.
    """
    profile = profile or persona(settings)
    loading = Loading(f"Loading {model_file(settings).name}")
    async with (
        open_voice(settings, preferred=preferred, progress=loading) as voice,
        open_toolbox(settings, model=voice.model, consent=consent) as toolbox,
    ):
        if settings.embedded:
            note(introduction(voice))
        for each in unused(settings):
            note(f"Note: {each}.")
        model = Narrow(voice.model, max_tokens) if max_tokens else voice.model
        agent = agent_for(settings, model, toolbox, profile, limits)
        yield Mind(agent=agent, model=model, toolbox=toolbox)


def agent_for(
    settings: Settings,
    model: ChatModel,
    toolbox: Toolbox,
    profile: Profile,
    limits: Limits | None = None,
) -> Agent:
    """The agent with these parts. Raises `BadValue` for a tool that there is not."""
    try:
        return Agent(
            model=model, toolbox=toolbox, profile=profile, limits=limits, clock=settings.now
        )
    except ToolError as error:
        raise BadValue(f"tools: {error}") from None


def introduction(voice: Voice) -> str:
    """Which model in this process answers, and what it can't do."""
    if not voice.starter:
        return f"{voice.label} answers."
    return (
        f"{voice.label[0].upper()}{voice.label[1:]} answers. It only knows {STARTER_KNOWS}; for "
        "more plug in another: set OPENAI_BASE_URL, or kagentsys models use FILE.gguf"
    )
