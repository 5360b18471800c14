"""The commands that ask in a terminal: `ask`, `chat`, and the original's."""

from typing import Annotated

import typer
from typer import Option

from bot.carrying_out import carry_out, read_settings

Lang = Annotated[str, Option("--lang", help="en or zh; else the language of the question.")]
Model = Annotated[str, Option("--model", help="Model name, before KAGENT_MODEL.")]
BaseUrl = Annotated[str, Option("--base-url", help="Model server, before OPENAI_BASE_URL.")]
Planner = Annotated[str, Option("--planner", help="Agent style, before KAGENT_PLANNER.")]


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
