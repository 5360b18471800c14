"""What is shown and kept of scores: the published line, tables, Markdown and JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmark.cases import Task
from benchmark.compare import Difference, Estimate
from benchmark.metrics import WEIGHTS, Dimension
from benchmark.scoring import DIMENSIONS, Run, Scored

COLUMNS = (*WEIGHTS, "overall")


class NotARun(Exception):
    """A file that holds no scores; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A model's scores in percent; ``intervals`` are known of our own runs only."""

    model: str
    scores: Mapping[str, float]
    intervals: Mapping[str, Estimate] | None = None


def line(overall: Mapping[str, float]) -> str:
    """The published scorer's line: ``plan : 31.64, tooluse : 43.30, …``."""
    return ", ".join(f"{name} : {overall[name] * 100:.2f}" for name in COLUMNS)


def table(run: Run, intervals: Mapping[str, Estimate]) -> str:
    """Each dimension's score with its interval, its lenient score and what they rest on."""
    rows = [("", "score", "95% interval", "lenient", "records", "queries")]
    overall, lenient = run.overall, run.lenient
    for name in COLUMNS:
        estimate = intervals.get(name)
        if estimate is None:
            rows.append((name, "-", "-", "-", "0", "0"))
            continue
        rows.append(
            (
                name,
                _percent(overall[name]),
                _span(estimate),
                _percent(lenient[name]),
                str(estimate.records),
                str(estimate.queries),
            )
        )
    return _aligned(rows)


def comparison(differences: Mapping[str, Difference]) -> str:
    """Two runs side by side, and what can be said about their difference."""
    rows = [("", "A", "B", "B - A", "95% interval", "B is")]
    for name, difference in differences.items():
        estimate = difference.estimate
        verdict = difference.verdict
        rows.append(
            (
                name,
                _percent(difference.a),
                _percent(difference.b),
                f"{estimate.mean * 100:+.2f}" if estimate else "-",
                _span(estimate, sign="+") if estimate else "-",
                f"{verdict} ({difference.reason})" if difference.reason else verdict,
            )
        )
    return _aligned(rows)


def published() -> list[Standing]:
    """The table that was published with KAgentBench."""
    rows = json.loads((Path(__file__).parent / "published.json").read_text(encoding="utf-8"))
    return [
        Standing(model=row["model"], scores={name: row[name] for name in COLUMNS}) for row in rows
    ]


def standing(model: str, run: Run, intervals: Mapping[str, Estimate]) -> Standing:
    """A run as a row beside the published ones."""
    scores = {name: value * 100 for name, value in run.overall.items()}
    return Standing(model=model, scores=scores, intervals=intervals)


def markdown(standings: Sequence[Standing]) -> str:
    """The standings as a Markdown table; our own runs are bold and have intervals."""
    rows = [("Model", *COLUMNS), ("---", *("---:" for _ in COLUMNS))]
    for each in standings:
        cells = [_cell(each, name) for name in COLUMNS]
        model = each.model.replace("|", "\\|")
        rows.append((f"**{model}**" if each.intervals is not None else model, *cells))
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def standings_json(standings: Sequence[Standing]) -> str:
    """The standings as JSON, in percent, ours with their intervals."""
    rows = []
    for each in standings:
        row: dict[str, Any] = {"model": each.model, **each.scores}
        if each.intervals is not None:
            row["intervals"] = {
                name: [estimate.low * 100, estimate.high * 100]
                for name, estimate in each.intervals.items()
            }
        rows.append(row)
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def comparison_json(differences: Mapping[str, Difference]) -> str:
    """Two runs' differences (0–1) and verdicts as JSON."""
    rows = {name: asdict(difference) for name, difference in differences.items()}
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def run_json(run: Run, intervals: Mapping[str, Estimate]) -> str:
    """A scored run as JSON (0–1, unrounded): what `read_run` reads."""
    records: dict[str, dict[str, Any]] = {}
    for record in run.records:
        entry = records.setdefault(record.id, {"query": record.query, "lenient": {}, "parsed": {}})
        entry.update((name, value) for name, value in record.scores.items())
        entry["lenient"].update(record.lenient)
        entry["parsed"].update({name: _task(task) for name, task in record.parsed.items()})
    content = {
        "overall": run.overall,
        "lenient": run.lenient,
        "intervals": {name: asdict(estimate) for name, estimate in intervals.items()},
        "records": records,
        "errors": [asdict(fault) for fault in run.faults],
        "unscored": list(run.unscored),
    }
    return json.dumps(content, ensure_ascii=False) + "\n"


def write(path: Path, text: str) -> None:
    """Write UTF-8; half a surrogate pair, which some models say, stays a JSON escape.

    Raises `OSError`.
    """
    path.write_bytes(text.encode("utf-8", "backslashreplace"))


def read_run(path: Path) -> Run:
    """The scores of a JSON file that `run_json` wrote. Raises `NotARun` and `OSError`."""
    try:
        content = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise NotARun(f"{path} is not JSON: {error}") from error
    if not isinstance(content, dict) or not isinstance(content.get("records"), dict):
        raise NotARun(f"{path} has no records; make it by: kagentsys bench score … --json {path}")
    records: list[Scored] = []
    for name, entry in content["records"].items():
        records += _scored(path, name, entry)
    return Run(records=tuple(records), unscored=tuple(content.get("unscored", ())))


def _scored(path: Path, name: str, entry: Any) -> list[Scored]:
    if not isinstance(entry, dict):
        raise NotARun(f"{path}: record {name} is no object")
    lenient = {**entry, **(entry.get("lenient") or {})}
    return [
        Scored(
            id=name,
            kind=kind,
            query=str(entry.get("query") or ""),
            scores={each: _number(path, name, entry, each) for each in dimensions},
            lenient={each: _number(path, name, lenient, each) for each in dimensions},
        )
        for kind, dimensions in DIMENSIONS.items()
        if any(each in entry for each in dimensions)
    ]


def _number(path: Path, name: str, entry: Mapping[str, Any], dimension: Dimension) -> float:
    value = entry.get(dimension)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise NotARun(f"{path}: record {name} has no number for {dimension}")
    return float(value)


def _task(task: Task) -> dict[str, Any]:
    return {"thought": task.thought, "tool_name": task.tool, "tool_args": task.args}


def _percent(value: float) -> str:
    return f"{value * 100:.2f}"


def _span(estimate: Estimate, sign: str = "") -> str:
    return f"{estimate.low * 100:{sign}.2f} to {estimate.high * 100:{sign}.2f}"


def _cell(each: Standing, name: str) -> str:
    estimate = (each.intervals or {}).get(name)
    if each.intervals is not None and estimate is None:
        return "–"
    if estimate is None:
        return f"{each.scores[name]:.2f}"
    return f"{each.scores[name]:.2f} ({_span(estimate)})"


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    last = len(widths) - 1
    return "\n".join(
        "  ".join(
            cell.ljust(width) if place in (0, last) else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )
