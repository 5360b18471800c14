"""The commands of `kagentsys bench`: score predictions, compare runs, report them."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer import Argument, Option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmark.jsonl import Fault
    from benchmark.scoring import Run

bench = typer.Typer(
    help="KAgentBench: score a model's answers, compare runs, report them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_SHOWN = 10
"""Errors told one by one; the JSON file has them all."""

File = Annotated[Path, Argument(exists=True, dir_okay=False, readable=True)]
Json = Annotated[Path | None, Option("--json", dir_okay=False, help="Write everything here too.")]


@bench.command()
def score(
    labels: Annotated[Path, Argument(exists=True, dir_okay=False, readable=True)],
    predictions: Annotated[Path, Argument(exists=True, dir_okay=False, readable=True)],
    json: Json = None,
    strict_original: Annotated[
        bool,
        Option("--strict-original", help="Repeat the original's two slips with answers it skips."),
    ] = False,
) -> None:
    """Score PREDICTIONS against LABELS (JSONL both) as the published table does."""
    from benchmark.compare import intervals
    from benchmark.report import line, run_json, table
    from benchmark.scoring import score_files

    run = score_files(labels, predictions, strict=strict_original)
    estimates = intervals(run)
    print(line(run.overall))
    print()
    print(table(run, estimates))
    _tell(run.faults)
    if json:
        _write(json, run_json(run, estimates))
    if not run.records:
        raise typer.Exit(1)


@bench.command()
def compare(a: File, b: File, json: Json = None) -> None:
    """Is run B better than run A? Both are JSON files that `bench score --json` wrote."""
    from benchmark.compare import compare as compared
    from benchmark.report import comparison, comparison_json

    differences = compared(_run(a), _run(b))
    print(f"A: {a}\nB: {b}\n")
    print(comparison(differences))
    if json:
        _write(json, comparison_json(differences))


@bench.command()
def report(
    runs: Annotated[list[Path] | None, Argument(exists=True, dir_okay=False)] = None,
    json: Json = None,
    markdown: Annotated[
        Path | None, Option("--markdown", dir_okay=False, help="Write the table here too.")
    ] = None,
) -> None:
    """The published table with RUNS (files of `bench score --json`) below it."""
    from benchmark import report as reports
    from benchmark.compare import intervals

    standings = reports.published()
    for path in runs or []:
        run = _run(path)
        standings.append(reports.standing(path.stem, run, intervals(run)))
    text = reports.markdown(standings)
    print(text, end="")
    if markdown:
        _write(markdown, text)
    if json:
        _write(json, reports.standings_json(standings))


def _run(path: Path) -> "Run":
    from benchmark.report import NotARun, read_run

    try:
        return read_run(path)
    except NotARun as error:
        raise typer.BadParameter(str(error)) from error


def _write(path: Path, text: str) -> None:
    from benchmark.report import write

    try:
        write(path, text)
    except OSError as error:
        print(f"kagentsys: {path}: {error.strerror}", file=sys.stderr)
        raise typer.Exit(1) from error


def _tell(faults: "Sequence[Fault]") -> None:
    from bot.terminal.display import plain

    if faults:
        print(f"\n{len(faults)} error(s):", file=sys.stderr)
    for fault in faults[:_SHOWN]:
        print(f"  {plain(str(fault))}", file=sys.stderr)
    if len(faults) > _SHOWN:
        print("  … (--json FILE writes them all)", file=sys.stderr)
