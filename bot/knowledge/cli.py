"""The commands of `kagentsys knowledge`: what the assistant knows, given by the operator."""

from typing import Annotated

import typer
from typer import Argument, Option

from bot.carrying_out import carry_out, read_settings

knowledge = typer.Typer(
    help="Documents that answers are given from: add, list, remove, read again.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

For = Annotated[
    str,
    Option(
        "--for",
        help="Whom it is for: all, room:PLATFORM:CHAT, person:PLATFORM:ID or conversation:ID.",
    ),
]


@knowledge.command("add")
def add(
    places: Annotated[list[str], Argument(help="Files, folders or addresses.")],
    scope: For = "all",
) -> None:
    """Read files, folders and pages; what has not changed is left as it is."""

    def work() -> int:
        from bot.knowledge.work import add

        return add(read_settings(), places, scope)

    carry_out(work)


@knowledge.command("list")
def list_sources() -> None:
    """Show what is known, with its number and for whom it is."""

    def work() -> None:
        from bot.knowledge.work import show

        show(read_settings())

    carry_out(work)


@knowledge.command("remove")
def remove(
    named: Annotated[list[str], Argument(help="Numbers, names, paths or addresses.")],
) -> None:
    """Forget documents; a folder's path forgets all that is under it."""

    def work() -> int:
        from bot.knowledge.work import remove

        return remove(read_settings(), named)

    carry_out(work)


@knowledge.command("refresh")
def refresh(
    named: Annotated[
        list[str] | None, Argument(help="Numbers, names, paths or addresses; all by default.")
    ] = None,
) -> None:
    """Read documents again where they are, and take in what has changed."""

    def work() -> int:
        from bot.knowledge.work import refresh

        return refresh(read_settings(), named or [])

    carry_out(work)
