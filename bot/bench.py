"""The commands of `kagentsys bench`: ask a model, score what it said, compare runs, report."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer import Argument, Option

from bot.carrying_out import carry_out, read_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmark.inference import Choice
    from benchmark.jsonl import Fault
    from benchmark.report import Standing
    from benchmark.scoring import Run

bench = typer.Typer(
    help="KAgentBench: ask a model, score its answers, compare runs, report them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_SHOWN = 10
"""Errors told one by one; the JSON file has them all."""

File = Annotated[Path, Argument(exists=True, dir_okay=False, readable=True)]
Cases = Annotated[
    Path | None,
    Argument(exists=True, dir_okay=False, readable=True, help="Else the project's own set."),
]
Json = Annotated[Path | None, Option("--json", dir_okay=False, help="Write everything here too.")]


@bench.command()
def fetch(
    url: Annotated[str, Argument(help="Where the cases are; else the published ones.")] = "",
    sha256: Annotated[str, Option("--sha256", help="The checksum the file must have.")] = "",
    out: Annotated[Path | None, Option("--out", dir_okay=False, help="Keep it here.")] = None,
) -> None:
    """Fetch the published cases (from KAGENT_HUB_URL), going on where it broke off."""

    def work() -> None:
        from bot.cases import fetch_cases

        fetch_cases(read_settings(), url, sha256, out)

    carry_out(work)


@bench.command()
def infer(
    cases: Cases = None,
    *,
    out: Annotated[Path, Option("--out", dir_okay=False, help="Write the predictions here.")],
    model: Annotated[str, Option(help="Model name, before KAGENT_MODEL.")] = "",
    base_url: Annotated[str, Option(help="Model server, before OPENAI_BASE_URL.")] = "",
    concurrency: Annotated[int, Option(min=1, max=512, help="Prompts asked side by side.")] = 4,
    limit: Annotated[int | None, Option(min=1, help="Ask this many records only.")] = None,
    types: Annotated[str, Option(help="Ask these types only, comma-separated.")] = "",
    templates: Annotated[str, Option(help="Ask these templates only, comma-separated.")] = "",
    seed: Annotated[
        int | None, Option(help="With --limit: a sample, the same for the same seed.")
    ] = None,
    resume: Annotated[
        bool, Option("--resume", help="Said for clearness: the same command always goes on.")
    ] = True,
) -> None:
    """Ask the model what is in CASES; the same command goes on where a stopped one was."""

    def work() -> int:
        from bot.apart import Apart

        with Apart("bot.inferring", "openai") as other:
            from benchmark.own import CASES
            from bot.inferring import Plan, infer_cases

            settings = read_settings(model=model, base_url=base_url)
            plan = Plan(
                cases=cases or CASES,
                out=out,
                concurrency=concurrency,
                choice=_choice(types, templates, limit, seed),
            )
            return infer_cases(settings, plan, other, tell=_tell)

    carry_out(work)


def _choice(types: str, templates: str, limit: int | None, seed: int | None) -> "Choice":
    from benchmark.cases import KINDS, kind_named
    from benchmark.inference import Choice
    from bot.failures import BadValue

    kinds = []
    for name in _names(types):
        kind = kind_named(name)
        if kind is None:
            raise BadValue(f"--types: {name} is none of {', '.join(KINDS)}")
        kinds.append(kind)
    return Choice(kinds=tuple(kinds), templates=_names(templates), limit=limit, seed=seed)


def _names(value: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in value.split(",") if name.strip())


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
    plots: Annotated[
        Path | None, Option("--plots", file_okay=False, help="Write pictures (PNG) here.")
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
    if plots:
        _draw(plots, standings, runs or [])


def _draw(folder: Path, standings: "Sequence[Standing]", runs: "Sequence[Path]") -> None:
    """Radar and bars; with several runs also the trend over them, in the order of the files."""
    from datetime import UTC, datetime

    from benchmark.plots import Point, bars, beside, radar, trend

    shown = beside(standings)
    ours = [each.intervals for each in standings if each.intervals is not None]
    pictures = {"radar.png": radar(shown), "bars.png": bars(shown)}
    if len(ours) > 1:
        times = (datetime.fromtimestamp(path.stat().st_mtime, UTC) for path in runs)
        points = [Point(at=at, scores=each) for at, each in zip(times, ours, strict=True)]
        pictures["trend.png"] = trend(points, "KAgentBench, run by run")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, picture in pictures.items():
            (folder / name).write_bytes(picture)
    except OSError as error:
        print(f"kagentsys: {folder}: {error.strerror}", file=sys.stderr)
        raise typer.Exit(1) from error


@bench.command()
def agents(
    questions: Annotated[
        Path | None,
        Argument(exists=True, dir_okay=False, readable=True, help="Else the project's own set."),
    ] = None,
    *,
    names: Annotated[
        str, Option("--agents", help="Agent styles, comma-separated.")
    ] = "noagent,react,autogpt,kagentsys",
    out: Annotated[
        Path, Option("--out", dir_okay=False, help="Write the answers and grades here.")
    ] = Path("agents.jsonl"),
    model: Annotated[str, Option(help="Model name, before KAGENT_MODEL.")] = "",
    base_url: Annotated[str, Option(help="Model server, before OPENAI_BASE_URL.")] = "",
    judge_model: Annotated[str, Option(help="The judge; else only the checks count.")] = "",
    judge_base_url: Annotated[str, Option(help="The judge's server; else the model's.")] = "",
    concurrency: Annotated[int, Option(min=1, max=512, help="Asked side by side.")] = 4,
    limit: Annotated[int | None, Option(min=1, help="Ask this many questions only.")] = None,
    rate: Annotated[
        bool, Option("--rate", help="Put the answers up for people to rate (/rate).")
    ] = False,
) -> None:
    """Whole agents on open questions: pass rate and score; the same command goes on."""

    def work() -> int:
        from benchmark.questions import QUESTIONS
        from bot.comparing import Comparison, compare_agents

        settings = read_settings(model=model, base_url=base_url)
        judging = judge_model or judge_base_url
        server = judge_base_url or base_url
        judge = read_settings(model=judge_model, base_url=server) if judging else None
        what = Comparison(
            questions=questions or QUESTIONS,
            out=out,
            agents=_names(names),
            concurrency=concurrency,
            limit=limit,
            judge=judge,
            offered=rate,
        )
        return compare_agents(settings, what, _tell)

    carry_out(work)


@bench.command()
def rate() -> None:
    """Rate agents' answers here at the keyboard, without seeing whose they are."""

    def work() -> int:
        from bot.terminal.rating import rate_answers

        return rate_answers(read_settings())

    carry_out(work)


@bench.command()
def ratings(
    batch: Annotated[str, Argument(help="One comparison: the name of its --out file.")] = "",
    json: Json = None,
    markdown: Annotated[
        Path | None, Option("--markdown", dir_okay=False, help="Write the table here too.")
    ] = None,
) -> None:
    """What people think of the agents' answers that they rated by /rate."""

    def work() -> int:
        from bot.comparing import print_ratings
        from bot.failures import Failure

        try:
            return print_ratings(read_settings(), batch, json, markdown)
        except OSError as error:
            raise Failure(f"{error.filename}: {error.strerror}") from error

    carry_out(work)


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
