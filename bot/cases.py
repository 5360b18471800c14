"""`kagentsys bench fetch`: the published cases, from the hub or from where the person says."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from benchmark.cases import read_cases
from bot.config import Settings, make_data_dir
from bot.failures import BadValue, Failure
from bot.models.hub import Wanted, fetch
from bot.terminal.display import note

_PUBLISHED = "datasets/kwaikeg/KAgentBench/resolve/main/benchmark_eval.jsonl"


def published_url(settings: Settings) -> str:
    """Where the published cases are, on the hub of the settings."""
    return f"{settings.hub_url}/{_PUBLISHED}"


def fetch_cases(settings: Settings, url: str, sha256: str, out: Path | None) -> None:
    """Fetch a file of cases, resumed where it broke off, and print its path.

    ``out`` defaults to a file in the data folder. Raises `BadValue`, `Failure`.
    """
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn

    url = url or published_url(settings)
    if not url.startswith(("http://", "https://")):
        raise BadValue(f"URL: must start with http:// or https://, not {url}")
    name = unquote(urlsplit(url).path).rpartition("/")[2] or "cases.jsonl"
    place = out or make_data_dir(settings) / "benchmark" / name
    columns = ("{task.description}", BarColumn(), DownloadColumn(), TimeRemainingColumn())
    note(f"Fetching {url}")
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(place.name, total=None)
        try:
            path = fetch(
                Wanted(url=url, name=place.name, sha256=sha256.strip().casefold()),
                place.parent,
                lambda have, total: bar.update(task, completed=have, total=total),
                look=_look,
            )
        except KeyboardInterrupt:
            note("Stopped. The same command goes on from here.")
            raise
    print(f"{path} is here. Ask a model: kagentsys bench infer {path} --out predictions.jsonl")


def _look(path: Path) -> None:
    cases, faults = read_cases(path)
    if not cases:
        why = faults[0] if faults else "there is no record in it"
        raise Failure(f"no record can be read ({why})")
    note(f"{len(cases):,} records" + (f", {len(faults):,} errors" if faults else ""))
