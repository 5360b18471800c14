"""What is told of a run: a headline, a table, and the trend as a picture."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from adapters.base import Picture
from agent.messages import Usage
from benchmark.compare import Estimate
from benchmark.history import Look
from benchmark.report import COLUMNS
from storage.kept_runs import KeptRun, KeptScore

Outcome = Literal["ok", "better", "regression", "incomparable", "failed"]
_NAMES = {"tooluse": "tool use", "reflextion": "reflection", "overall": "the overall score"}


@dataclass(frozen=True, kw_only=True)
class Report:
    """A run told to people; ``text`` is Markdown and begins with the headline."""

    headline: str
    text: str
    pictures: tuple[Picture, ...] = ()


def outcome(looks: Sequence[Look]) -> Outcome:
    """What the comparisons come to, the worst of them first."""
    if any(each.worse for each in looks):
        return "regression"
    if any(each.incomparable for each in looks):
        return "incomparable"
    return "better" if any(each.better for each in looks) else "ok"


def headline(overall: float, looks: Sequence[Look]) -> str:
    """The outcome in one line: which dimensions, by how much, and how sure."""
    score = f"{overall * 100:.2f} overall"
    if not looks:
        return f"First run: {score}; later ones are compared with it"
    match outcome(looks):
        case "regression":
            return f"Regression in {_said(looks, lambda look: look.worse)}"
        case "better":
            return f"Better in {_said(looks, lambda look: look.better)}"
        case "incomparable":
            names = ", ".join(each.against for each in looks if each.incomparable)
            return f"Incomparable with {names}: other records were scored; {score}"
        case _:
            names = " or ".join(each.against for each in looks)
            return f"OK: {score}, no difference from {names}"


def _said(looks: Sequence[Look], which: Callable[[Look], tuple[str, ...]]) -> str:
    for look in looks:
        if names := which(look):
            parts = [_difference(look, name) for name in names]
            return f"{' and '.join(parts)} against {look.against}"
    raise AssertionError("there is a look that says so")


def _difference(look: Look, name: str) -> str:
    estimate = look.differences[name].estimate
    assert estimate is not None
    return f"{_NAMES.get(name, name)} ({_signed(estimate.mean)}, 95%: {_reach(estimate)})"


def table(scores: Mapping[str, Estimate], looks: Sequence[Look]) -> str:
    """Each dimension's score with its interval, and what is different; bold where it is told."""
    heads = ("", "score", "95% interval", *(f"against {each.against}" for each in looks))
    rows = [heads, ("---", *("---:" for _ in heads[1:]))]
    for name in COLUMNS:
        if name in scores:
            score = scores[name]
            cells = [_NAMES.get(name, name).removeprefix("the ").removesuffix(" score")]
            cells += [f"{score.mean * 100:.1f}", f"{score.low * 100:.1f} to {score.high * 100:.1f}"]
            rows.append((*cells, *(_cell(each, name) for each in looks)))
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _cell(look: Look, name: str) -> str:
    difference = look.differences.get(name)
    if difference is None or difference.estimate is None:
        return "–"
    if difference.verdict == "incomparable":
        return "incomparable"
    told = f"{_signed(difference.estimate.mean)} ({_reach(difference.estimate)})"
    return told if difference.verdict == "no difference" else f"**{told}**"


def cost(seconds: float, usage: Usage) -> str:
    """``544 prompts in 0:12:31; 1,204,311 tokens read, 80,122 written``."""
    return (
        f"{usage.calls:,} prompts in {timedelta(seconds=round(seconds))}; "
        f"{usage.prompt:,} tokens read, {usage.completion:,} written"
    )


def told(run: KeptRun, details: str = "") -> str:
    """A run's report as Markdown; ``details`` is where more of it is to be seen."""
    when = run.night or run.began_at
    said = [f"**KAgentBench, {when:%d %b %Y}: {run.headline}**"]
    if run.asked.model:
        said.append(f"{run.asked.model}, asked {run.asked.cases}")
    if run.report:
        said.append(run.report.rstrip())
    if run.usage.calls:
        said.append(cost(run.seconds, run.usage))
    said.append(f"Details: {details}" if details else f"Run {run.id}")
    return "\n\n".join(said)


def picture(runs: Sequence[KeptRun]) -> Picture | None:
    """The trend over runs, oldest first; None where none has scores."""
    from benchmark.plots import Point, trend

    points = [
        Point(
            at=run.night or run.began_at,
            scores={name: _estimate(score) for name, score in run.scores.items()},
        )
        for run in runs
        if run.scores
    ]
    if not points:
        return None
    newest = points[-1].scores
    words = ", ".join(f"{name} {newest[name].mean * 100:.1f}" for name in COLUMNS if name in newest)
    return Picture(
        name="kagentbench.png",
        data=trend(points),
        alt=f"KAgentBench over the last {len(points)} runs; the newest: {words}",
    )


def _estimate(score: KeptScore) -> Estimate:
    return Estimate(
        mean=score.mean,
        low=score.low,
        high=score.high,
        records=score.records,
        queries=score.queries,
    )


def _signed(value: float) -> str:
    return f"{value * 100:+.1f}".replace("-", "−")


def _reach(estimate: Estimate) -> str:
    return f"{_signed(estimate.low)} to {_signed(estimate.high)}"
