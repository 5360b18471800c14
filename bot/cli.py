"""The command line: what was typed is parsed and called, and ends in an exit code.

0: done; 1: something outside failed, told in one line; 2: wrong use; 130: Ctrl-C.
"""

import gc
import os
import sys
from collections.abc import Callable, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from typer import Option

from bot.bench import bench
from bot.knowledge.cli import knowledge
from bot.pair import pair
from bot.training.commands import training

if TYPE_CHECKING:
    from bot.config import Settings

WRONG_USE = 2
INTERRUPTED = 130

app = typer.Typer(
    add_completion=False,
    no_args_is_help=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
models = typer.Typer(help="Models: which there are, and which answers.")
app.add_typer(models, name="models")
app.add_typer(bench, name="bench")
app.add_typer(training, name="training")
app.add_typer(pair, name="pair")
app.add_typer(knowledge, name="knowledge")

Lang = Annotated[str, Option("--lang", help="en or zh; else the language of the question.")]
Model = Annotated[str, Option("--model", help="Model name, before KAGENT_MODEL.")]
BaseUrl = Annotated[str, Option("--base-url", help="Model server, before OPENAI_BASE_URL.")]
Planner = Annotated[str, Option("--planner", help="Agent style, before KAGENT_PLANNER.")]


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
        _complain(_plainly(error.format_message()))
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


def _complain(message: str) -> None:
    print(f"kagentsys: {message}", file=sys.stderr, flush=True)


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


def carry_out(work: Callable[[], int | None]) -> None:
    """Run a command; what goes wrong outside of it ends in one line and an exit code."""
    from agent.model import ModelError
    from bot.failures import BadValue, Failure
    from bot.models.gguf import UnusableModel

    try:
        code = work()
    except BadValue as error:
        _complain(str(error))
        code = WRONG_USE
    except ModelError as error:
        _complain(f"{error} (kagentsys doctor tests what is set)")
        code = 1
    except (Failure, UnusableModel) as error:
        _complain(str(error))
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


@app.callback(invoke_without_command=True)
def original(
    context: typer.Context,
    query: Annotated[str | None, Option(help="The question (the original's command).")] = None,
    id: Annotated[str, Option(help="The same id continues the conversation.")] = "test",
    history: Annotated[str, Option(help='Said before: [{"query", "answer"}, …].')] = "[]",
    llm_name: Annotated[
        str | None, Option("--llm_name", help="Model name.", show_default="gpt-3.5-turbo")
    ] = None,
    use_local_llm: Annotated[
        str, Option("--use_local_llm", help="Use the model server below.")
    ] = "False",
    local_llm_host: Annotated[str, Option("--local_llm_host", help="Its host.")] = "localhost",
    local_llm_port: Annotated[str, Option("--local_llm_port", help="Its port.")] = "8888",
    tool_names: Annotated[
        str, Option("--tool_names", help='JSON list; ["notool"] for none.')
    ] = '["auto"]',
    max_iter_num: Annotated[int, Option("--max_iter_num", help="How many tasks it may plan.")] = 1,
    agent_name: Annotated[str, Option("--agent_name", help="Who the agent is.")] = "",
    agent_bio: Annotated[str, Option("--agent_bio", help="What it is like.")] = "",
    agent_instructions: Annotated[
        str, Option("--agent_instructions", help="What it shall keep to.")
    ] = "",
    external_knowledge: Annotated[
        str, Option("--external_knowledge", help="A text file or a page to answer from.")
    ] = "",
    lang: Annotated[str, Option(help="en or zh.")] = "en",
    max_tokens_num: Annotated[
        int, Option("--max_tokens_num", help="Prompt limit in tokens.")
    ] = 4096,
    json: Annotated[bool, Option("--json", help="Print the original's result object.")] = False,
    version: Annotated[bool, Option("--version", help="Print the version.")] = False,
) -> None:
    """KAgentSys Bot: an assistant that plans, uses tools and answers.

    Without a command, --query asks as the original's command did.
    """
    if context.invoked_subcommand is not None:
        _only_without_command(context)
        return
    if version:
        from importlib.metadata import version as installed

        print(f"kagentsys-bot {installed('kagentsys-bot')}")
        return
    given = {name: value for name, value in context.params.items() if name not in _OURS}
    if query is None:
        if _given(context):
            raise typer.BadParameter("--query is missing")
        print(context.get_help())
        return

    def ask() -> None:
        from bot.terminal.kagentsys import Flags
        from bot.terminal.original import ask_as_original

        ask_as_original(read_settings(), Flags(**given), as_json=json)

    carry_out(ask)


_OURS = ("json", "version")


def _given(context: typer.Context) -> list[str]:
    """The original's flags that were typed."""
    typed = (name for name in context.params if _typed(context, name))
    return [f"--{name}" for name in typed]


def _typed(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _only_without_command(context: typer.Context) -> None:
    if flags := _given(context):
        command = context.invoked_subcommand
        raise typer.BadParameter(
            f"{', '.join(flags)} goes with --query; the flags of {command} stand after its name"
        )


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question.")],
    json: Annotated[bool, Option("--json", help="Print one JSON object, nothing else.")] = False,
    id: Annotated[str, Option(help="Keep the conversation; the same id continues it.")] = "",
    lang: Lang = "",
    model: Model = "",
    base_url: BaseUrl = "",
    planner: Planner = "",
) -> None:
    """Ask one question; the steps are shown as they happen."""

    def work() -> None:
        from bot.terminal.ask import ask_once

        settings = read_settings(lang=lang, model=model, base_url=base_url, planner=planner)
        ask_once(settings, question, name=id, as_json=json)

    carry_out(work)


@app.command()
def chat(
    id: Annotated[str, Option(help="Keep the conversation; the same id continues it.")] = "",
    lang: Lang = "",
    model: Model = "",
    base_url: BaseUrl = "",
    planner: Planner = "",
) -> None:
    """Talk in the terminal; /help says how."""

    def work() -> int:
        from bot.terminal.console import converse

        settings = read_settings(lang=lang, model=model, base_url=base_url, planner=planner)
        return converse(settings, name=id)

    carry_out(work)


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


@models.command("list")
def list_models() -> None:
    """Show the models at hand; a star stands before the one that answers."""

    def work() -> None:
        from bot.models.shelf import list_models

        list_models(read_settings())

    carry_out(work)


@models.command("use")
def use_model(
    model: Annotated[str, typer.Argument(help="A GGUF file, a fetched one's name, or 'starter'.")],
) -> None:
    """Let another model in this process answer."""

    def work() -> None:
        from bot.models.shelf import use_model

        use_model(read_settings(), model)

    carry_out(work)


@models.command("pull")
def pull_model(
    source: Annotated[str, typer.Argument(help="OWNER/REPOSITORY/FILE.gguf, or an address.")],
    sha256: Annotated[str, Option("--sha256", help="The checksum the file must have.")] = "",
) -> None:
    """Fetch a GGUF file from the hub (KAGENT_HUB_URL)."""

    def work() -> None:
        from bot.models.shelf import pull_model

        pull_model(read_settings(), source, sha256)

    carry_out(work)
