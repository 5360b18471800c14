"""The command line: what was typed is parsed and called, and ends in an exit code.

0: done; 1: something outside failed, told in one line; 2: wrong use; 130: Ctrl-C.
"""

import gc
import os
import sys
from collections.abc import Sequence
from time import monotonic
from typing import Annotated, Literal

import typer
from typer import Option

from bot.bench import bench
from bot.carrying_out import carry_out, complain, read_settings
from bot.knowledge.cli import knowledge
from bot.models.commands import models
from bot.pair import pair
from bot.terminal.commands import BaseUrl, Lang, Model, Planner, ask, chat, original
from bot.training.commands import training

INTERRUPTED = 130

app = typer.Typer(
    add_completion=False,
    no_args_is_help=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.callback(invoke_without_command=True)(original)
app.command()(ask)
app.command()(chat)
app.add_typer(models, name="models")
app.add_typer(bench, name="bench")
app.add_typer(training, name="training")
app.add_typer(pair, name="pair")
app.add_typer(knowledge, name="knowledge")


def main() -> None:
    """The console script."""
    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read our output has enough of it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Do what the arguments say and return the exit code."""
    try:
        return (
            app(_with_switch_values(arguments), prog_name="kagentsys", standalone_mode=False) or 0
        )
    except typer.TyperException as error:
        complain(_plainly(error.format_message()))
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        return 0


def _plainly(message: str) -> str:
    one_line = " ".join(message.split())
    if one_line.startswith("No such command"):
        return f'{one_line} To ask something: kagentsys ask "…"'
    return f"{one_line.rstrip('.')}. See kagentsys --help"


def _with_switch_values(arguments: Sequence[str]) -> list[str]:
    """`--use_local_llm` may stand bare or before a value; the parser wants one always."""
    told: list[str] = []
    for argument in arguments:
        if told and told[-1] == _SWITCH:
            is_value = argument.casefold() in _SWITCH_VALUES
            told[-1] = f"{_SWITCH}={argument if is_value else 'True'}"
            if is_value:
                continue
        told.append(argument)
    if told and told[-1] == _SWITCH:
        told[-1] = f"{_SWITCH}=True"
    return told


_SWITCH = "--use_local_llm"
_SWITCH_VALUES = ("true", "false", "1", "0", "yes", "no")


@app.command()
def serve(
    host: Annotated[str, Option(help="Listen here, before KAGENT_HTTP_HOST.")] = "",
    port: Annotated[str, Option(help="Listen here, before KAGENT_HTTP_PORT.")] = "",
    lang: Lang = "",
    model: Model = "",
    base_url: BaseUrl = "",
    planner: Planner = "",
) -> None:
    """Start the service: web chat and HTTP API on this machine."""

    def work() -> None:
        began = monotonic()
        # Looking for garbage costs a fifth of the start, and there is none.
        gc.disable()
        from bot.serve import serve_until_stopped

        flags = {"lang": lang, "model": model, "base_url": base_url, "planner": planner}
        serve_until_stopped(read_settings(host=host, port=port, **flags), began)

    carry_out(work)


@app.command()
def mcp() -> None:
    """Serve the assistant and its tools to an MCP client, over stdin and stdout."""

    def work() -> None:
        from importlib.util import find_spec

        from bot.failures import Failure

        if find_spec("mcp") is None:
            raise Failure("This needs the extra mcp: pip install 'kagentsys-bot[mcp]'")
        from bot.mcp_server import serve_stdio

        serve_stdio(read_settings())

    carry_out(work)


@app.command()
def doctor(
    online: Annotated[bool, Option("--online", help="Test services on the internet, too.")] = False,
    json: Annotated[bool, Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Test everything that is set, and say what to do about each failure."""

    def work() -> int:
        from bot.doctor import examine

        return examine(read_settings(), online=online, as_json=json)

    carry_out(work)


@app.command()
def setup(
    platform: Annotated[
        Literal["telegram", "slack", "discord"], typer.Argument(help="The platform.")
    ],
    token: Annotated[str, Option(help="The bot token; else it is asked for.")] = "",
    app_token: Annotated[str, Option(help="Slack: the app-level token (xapp-…).")] = "",
    signing_secret: Annotated[str, Option(help="Slack over HTTP: the signing secret.")] = "",
    url: Annotated[
        str, Option(help="Slack over HTTP: where the service is reached, https://….")
    ] = "",
    name: Annotated[str, Option(help="Slack: the app's name.")] = "",
    owner: Annotated[str, Option(help="The owner's id on the platform.")] = "",
    yes: Annotated[bool, Option("--yes", help="Ask nothing; take what is typed here.")] = False,
) -> None:
    """Set a platform up in three steps; the tokens are tested and written to .env."""

    def work() -> None:
        from bot.config import ENV_FILE
        from bot.setup.person import Given
        from bot.setup.walk import set_up

        given = Given(
            token=token,
            app_token=app_token,
            signing_secret=signing_secret,
            url=url,
            name=name,
            owner=owner,
            yes=yes,
        )
        set_up(read_settings(), platform, given, ENV_FILE)

    carry_out(work)


@app.command()
def playground(
    platform: Annotated[
        Literal["telegram", "slack", "discord"], typer.Argument(help="The platform.")
    ],
    port: Annotated[int, Option(help="Where the local platform listens; 0: a free port.")] = 8081,
) -> None:
    """Try a platform without a token or internet: a local one, and its chat in this terminal."""

    def work() -> None:
        from bot.playground.talk import play

        play(platform, port)

    carry_out(work)


@app.command()
def stop(
    conversation: Annotated[
        str, typer.Argument(help="Only what runs there, such as telegram:42; else everywhere.")
    ] = "",
) -> None:
    """End the answers that the service is working on; the service goes on."""

    def work() -> int:
        from bot.turns.stopping import stop_from_outside

        return stop_from_outside(read_settings(), conversation)

    carry_out(work)


@app.command()
def token(
    link: Annotated[
        bool, Option("--link", help="Print a link that signs a browser in, once.")
    ] = False,
) -> None:
    """Print the HTTP API's bearer token."""

    def work() -> None:
        from bot.terminal.keys import print_key

        print_key(read_settings(), as_link=link)

    carry_out(work)


@app.command()
def migrate() -> None:
    """Bring the database's tables up to date (`serve` does it at every start)."""

    def work() -> None:
        from bot.database import bring_up_to_date

        bring_up_to_date(read_settings())

    carry_out(work)
