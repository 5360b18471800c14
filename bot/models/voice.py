"""The model that answers, opened as the settings choose it: in this process or at a server."""

from collections.abc import AsyncIterator, Callable, Iterator, MutableMapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from agent.chat_completions import ChatCompletions, Sampling
from agent.completions import Completions
from agent.fallback import FirstAvailable
from agent.model import ChatModel
from agent.openai_line import Line
from agent.patience import Patience
from bot.config import Settings
from bot.models.as_served import ORIGINAL_MODEL, AsServed, Spoken, is_kagentlm
from bot.models.choice import Models
from bot.models.embedded import EmbeddedServer
from bot.models.remembered import Remembered

STARTER = Path(__file__).parents[1] / "starter" / "kagentsys-starter.gguf"
OPENAI = "https://api.openai.com/v1"
_CHOICE = "chosen-model"
_STARTER_NAME = "kagentsys-starter"
_QUICK = Patience(first=5.0, probe=1.0)


@dataclass(frozen=True, kw_only=True)
class Voice:
    """An open model. ``label`` says which it is and where it runs, for people.

    ``starter`` says that it is the shipped model, which knows its tools and nothing else. ``line``
    leads to the server it runs in, to ask whether that is up. ``models`` are those that may be
    chosen instead.
    """

    model: ChatModel
    label: str
    line: Line
    models: Models
    starter: bool = False

    @property
    def full_label(self) -> str:
        """The label with the model's name, where it does not have it."""
        name = self.model.name
        return self.label if self.starter or name in self.label else f"{name}, {self.label}"


def choose_file(settings: Settings, file: Path | None) -> None:
    """Let this GGUF file (None: the starter model) answer from now on. Raises `OSError`."""
    kept = settings.data_dir / _CHOICE
    if file is None:
        kept.unlink(missing_ok=True)
    else:
        kept.write_text(f"{file}\n", "utf-8")


def model_file(settings: Settings) -> Path:
    """The GGUF file to run in this process: the one set, the one chosen, else the starter model."""
    if settings.model_path is not None:
        return settings.model_path
    try:
        chosen = (settings.data_dir / _CHOICE).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        chosen = ""
    return Path(chosen) if chosen else STARTER


def unused(settings: Settings) -> Iterator[str]:
    """What is set but has no effect, in words."""
    if settings.embedded and settings.models:
        names = ", ".join(settings.models)
        yield f"model {names} is not used: it is a server's, and OPENAI_BASE_URL is not set"
    if settings.model_path is not None and not settings.embedded:
        yield "KAGENT_MODEL_PATH is not used: OPENAI_BASE_URL is set"


def server_address(settings: Settings) -> str:
    """The model server's address; OpenAI's own when only a key is set."""
    return settings.base_url or OPENAI


@asynccontextmanager
async def open_voice(
    settings: Settings,
    *,
    preferred: tuple[str, ...] = (),
    progress: Callable[[float], None] | None = None,
    sampling: Sampling | None = None,
    patience: Patience | None = None,
) -> AsyncIterator[Voice]:
    """The model for these settings, closed with the context.

    ``preferred`` are the models to take, where the server has them, when the settings name none.
    ``progress`` is told the share of a file read so far. ``sampling`` and ``patience`` are those of
    a chat unless given; KAgentLMs keep their own sampling. Raises `UnusableModel` for a file that
    can't be run; a server that is down is told by the calls to the model.
    """
    if settings.embedded:
        async with _embedded(settings, progress, sampling, patience) as voice:
            yield voice
        return
    async with AsyncExitStack() as stack:
        manner = _Manner(sampling=sampling, patience=patience or Patience())
        models = _at_server(settings, manner, preferred)
        line = _line(settings, _QUICK)
        stack.push_async_callback(line.aclose)
        for model in models:
            stack.push_async_callback(model.aclose)
        names = ", then ".join(settings.models) or "the server's model"
        host = urlsplit(server_address(settings)).netloc.rpartition("@")[2]
        one = models[0] if len(models) == 1 else FirstAvailable(models)
        choice = Models(
            one,
            named=settings.models,
            line=line,
            make=partial(_named, settings, manner=manner, preferred=()),
        )
        stack.push_async_callback(choice.aclose)
        yield Voice(model=one, label=f"{names} at {host}", line=line, models=choice)


@asynccontextmanager
async def _embedded(
    settings: Settings,
    progress: Callable[[float], None] | None,
    sampling: Sampling | None,
    patience: Patience | None,
) -> AsyncIterator[Voice]:
    file = model_file(settings)
    size = f"{file.stat().st_size / 1e6:,.0f} MB" if file.is_file() else "missing"
    async with EmbeddedServer(file, window=settings.window, progress=progress) as server:
        model = ChatCompletions(
            base_url=server.url,
            model=server.model,
            api_key=server.api_key,
            sampling=sampling,
            patience=patience,
            remember=_abilities(settings),
            vision=settings.vision,
        )
        starter = _STARTER_NAME in server.model.casefold()
        line = Line(base_url=server.url, api_key=server.api_key, patience=_QUICK)
        label = f"{'the starter model' if starter else server.model} ({size}) in this process"
        try:
            models = Models(model)
            yield Voice(model=model, label=label, line=line, starter=starter, models=models)
        finally:
            await line.aclose()
            await model.aclose()


def _line(settings: Settings, patience: Patience) -> Line:
    return Line(
        base_url=server_address(settings),
        api_key=settings.api_key.get_secret_value() if settings.api_key else "",
        azure_version=settings.api_version if settings.api_type == "azure" else None,
        patience=patience,
    )


@dataclass(frozen=True, kw_only=True)
class _Manner:
    """How a server's models are spoken to."""

    sampling: Sampling | None
    patience: Patience


def _at_server(settings: Settings, manner: _Manner, preferred: tuple[str, ...]) -> list[Spoken]:
    names = settings.models or ("",)
    each = replace(manner, patience=manner.patience.shared(len(names)))
    return [_named(settings, name, each, preferred) for name in names]


def _named(settings: Settings, name: str, manner: _Manner, preferred: tuple[str, ...]) -> Spoken:
    address = server_address(settings)
    key = settings.api_key.get_secret_value() if settings.api_key else ""
    azure = settings.api_version if settings.api_type == "azure" else None
    if not name and (azure or address == OPENAI):
        name = ORIGINAL_MODEL

    def chat(model: str) -> Spoken:
        return ChatCompletions(
            base_url=address,
            model=model,
            api_key=key,
            azure_version=azure,
            window=settings.window,
            sampling=manner.sampling,
            patience=manner.patience,
            remember=_abilities(settings),
            vision=settings.vision,
        )

    def completions(model: str) -> Spoken:
        return Completions(
            base_url=address,
            model=model,
            api_key=key,
            window=settings.window,
            patience=manner.patience,
        )

    if name and not is_kagentlm(name):
        return chat(name)
    return AsServed(
        _line(settings, manner.patience),
        name,
        chat=chat,
        completions=completions,
        preferred=preferred,
    )


def _abilities(settings: Settings) -> MutableMapping[str, str]:
    return Remembered(settings.data_dir / "abilities.json")
