"""The commands of `kagentsys pair`: who was let in; letting in, and no longer."""

from typing import Annotated

import typer
from typer import Argument

from bot.carrying_out import carry_out, read_settings

pair = typer.Typer(
    help="Who may talk: let people in by the code that they were told, or no longer.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@pair.command("approve")
def approve(code: Annotated[str, Argument(help="The code that the person was told.")]) -> None:
    """Let the person in who was told this code."""

    def work() -> None:
        from bot.desk.roster import approve

        approve(read_settings(), code)

    carry_out(work)


@pair.command("list")
def list_people() -> None:
    """Show who was let in by a code, and who waits."""

    def work() -> None:
        from bot.desk.roster import show

        show(read_settings())

    carry_out(work)


@pair.command("remove")
def remove(person: Annotated[str, Argument(help="platform:ID, such as telegram:42.")]) -> None:
    """Let somebody in no longer who was let in by a code."""

    def work() -> None:
        from bot.desk.roster import remove

        remove(read_settings(), person)

    carry_out(work)
