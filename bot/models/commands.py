"""The commands of `kagentsys models`: which there are, and which answers."""

from typing import Annotated

import typer
from typer import Option

from bot.carrying_out import carry_out, read_settings

models = typer.Typer(help="Models: which there are, and which answers.")


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
