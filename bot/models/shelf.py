"""Which models there are, which one answers, and how another is chosen or fetched."""

import asyncio
from pathlib import Path

from agent.model import ModelError
from bot.config import Settings, SettingsError, make_data_dir
from bot.failures import Failure
from bot.models.as_served import offered
from bot.models.gguf import GgufFile, UnusableModel, read_gguf
from bot.models.hub import fetch, wanted
from bot.models.voice import STARTER, choose_file, model_file, open_voice, server_address
from bot.terminal.display import note

STARTER_WORD = "starter"


def models_folder(settings: Settings) -> Path:
    """Where fetched model files are kept."""
    return settings.data_dir / "models"


def list_models(settings: Settings) -> None:
    """Print the models at hand; a star stands before the one that answers."""
    in_use = model_file(settings)
    files = [STARTER, *sorted(models_folder(settings).glob("[!.]*.gguf"))]
    if in_use not in files:
        files.append(in_use)
    for path in files:
        answers = settings.embedded and path == in_use
        print(f"{'*' if answers else ' '} {_describe(path)}")
    if not settings.embedded:
        _list_server(settings)


def _describe(path: Path) -> str:
    word = STARTER_WORD if path == STARTER else path.name
    try:
        file = read_gguf(path)
    except UnusableModel as error:
        return f"{word}: {error}"
    return f"{word}  {file.size / 1e6:,.0f} MB, window {file.window:,} tokens  {path}"


def _list_server(settings: Settings) -> None:
    print(f"* the server {server_address(settings)} offers:")
    try:
        names = asyncio.run(_ask_server(settings))
    except ModelError as error:
        raise Failure(str(error)) from None
    if not names:
        print("    it has no list of models; name one by KAGENT_MODEL")
    wanted_names = settings.models or names[:1]
    for name in names:
        print(f"    {'* ' if name in wanted_names else '  '}{name}")
    for name in settings.models:
        if names and name not in names:
            print(f"    ! {name} is named by KAGENT_MODEL, but the server does not list it")


async def _ask_server(settings: Settings) -> tuple[str, ...]:
    async with open_voice(settings) as voice:
        return await offered(voice.line)


def use_model(settings: Settings, choice: str) -> None:
    """Let a GGUF file, or the starter model, answer from now on. Raises `UnusableModel`."""
    file = None if choice == STARTER_WORD else _find(settings, choice)
    if file is None and not STARTER.is_file():
        raise UnusableModel("The starter model is missing from this installation.")
    make_data_dir(settings)
    try:
        choose_file(settings, file.path if file else None)
    except OSError as error:
        raise SettingsError(f"KAGENT_DATA_DIR: can't keep the choice ({error})") from None
    if file is None:
        print("The starter model answers from the next start on.")
    else:
        print(f"{file.name} ({file.size / 1e6:,.0f} MB) answers from the next start on.")
    _warn_if_overruled(settings)


def _find(settings: Settings, choice: str) -> GgufFile:
    fetched = models_folder(settings) / choice
    path = Path(choice).expanduser()
    return read_gguf((fetched if fetched.is_file() and not path.is_file() else path).absolute())


def _warn_if_overruled(settings: Settings) -> None:
    if settings.embedded and settings.model_path is not None:
        note(f"But KAGENT_MODEL_PATH is set and goes first: {settings.model_path}")
    if not settings.embedded:
        named = "OPENAI_BASE_URL" if settings.base_url else "OPENAI_API_KEY"
        note(f"But {named} is set and goes first: the server answers. Take it out to change that.")


def pull_model(settings: Settings, source: str, sha256: str) -> None:
    """Fetch a GGUF file from the hub or an address, showing how far it is. Raises `Failure`."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn

    file = wanted(settings.hub_url, source, sha256)
    make_data_dir(settings)
    columns = ("{task.description}", BarColumn(), DownloadColumn(), TimeRemainingColumn())
    note(f"Fetching {file.url}")
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(file.name, total=None)
        try:
            path = fetch(
                file,
                models_folder(settings),
                lambda have, total: bar.update(task, completed=have, total=total),
            )
        except KeyboardInterrupt:
            note("Stopped. The same command goes on from here.")
            raise
    print(f"{path} is here. Let it answer: kagentsys models use {path.name}")
