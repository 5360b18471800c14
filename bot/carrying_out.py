"""What every command does: settings are read, and what goes wrong ends in a line and a code."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from bot.config import Settings

WRONG_USE = 2


def carry_out(work: Callable[[], int | None]) -> None:
    """Run a command; what goes wrong outside of it ends in one line and an exit code."""
    from agent.model import ModelError
    from bot.failures import BadValue, Failure
    from bot.models.gguf import UnusableModel

    try:
        code = work()
    except BadValue as error:
        complain(str(error))
        code = WRONG_USE
    except ModelError as error:
        complain(f"{error} (kagentsys doctor tests what is set)")
        code = 1
    except (Failure, UnusableModel) as error:
        complain(str(error))
        code = 1
    raise typer.Exit(code or 0)


def read_settings(**flags: str) -> "Settings":
    """The settings, the flags that were typed first. Raises `SettingsError`."""
    import logging

    from bot.config import load_settings
    from bot.telemetry import configure_logging

    named = {f"--{name.replace('_', '-')}": value for name, value in flags.items()}
    settings = load_settings(flags=named)
    configure_logging(settings.secrets(), level=logging.ERROR)
    return settings


def complain(message: str) -> None:
    """Say in one line what went wrong."""
    print(f"kagentsys: {message}", file=sys.stderr, flush=True)
