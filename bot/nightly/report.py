"""What is told of a run: a headline, a table, and the trend as a picture."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from adapters.base import Picture
from agent.messages import Usage
from agent.profile import Language
from benchmark.compare import Estimate
from benchmark.history import Look
from benchmark.report import COLUMNS
from bot.nightly.words import NightWords, night_words
from storage.kept_runs import KeptRun, KeptScore

Outcome = Literal["ok", "better", "regression", "incomparable", "failed"]


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


def headline(overall: float, looks: Sequence[Look], words: NightWords) -> str:
    """The outcome in one line: which dimensions, by how much, and how sure."""
    score = words.overall.format(score=overall * 100)
    if not looks:
        return words.first.format(score=score)
    match outcome(looks):
        case "regression":
            return words.regression.format(what=_said(looks, lambda look: look.worse, words))
        case "better":
            return words.better.format(what=_said(looks, lambda look: look.better, words))
        case "incomparable":
            names = words.and_.join(each.against for each in looks if each.incomparable)
            return words.other_records.format(names=names, score=score)
        case _:
            return words.ok.format(score=score, names=words.or_.join(x.against for x in looks))


def _said(
    looks: Sequence[Look], which: Callable[[Look], tuple[str, ...]], words: NightWords
) -> str:
    for look in looks:
        if names := which(look):
            what = words.and_.join(_difference(look, name, words) for name in names)
            return words.against.format(what=what, against=look.against)
    raise AssertionError("there is a look that says so")


def _difference(look: Look, name: str, words: NightWords) -> str:
    estimate = look.differences[name].estimate
    assert estimate is not None
    dimension = words.overall_score if name == "overall" else words.dimensions[name]
    mean, reach = _signed(estimate.mean), _reach(estimate, words)
    return words.difference.format(dimension=dimension, mean=mean, reach=reach)


def table(scores: Mapping[str, Estimate], looks: Sequence[Look], words: NightWords) -> str:
    """Each dimension's score with its interval, and what is different; bold where it is told."""
    against = (words.against.format(what="", against=each.against).strip("，、 ") for each in looks)
    heads = ("", words.score, words.interval, *against)
    rows = [heads, ("---", *("---:" for _ in heads[1:]))]
    for name in COLUMNS:
        if name in scores:
            score = scores[name]
            reach = words.reach.format(low=f"{score.low * 100:.1f}", high=f"{score.high * 100:.1f}")
            cells = (words.dimensions[name], f"{score.mean * 100:.1f}", reach)
            rows.append((*cells, *(_cell(each, name, words) for each in looks)))
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _cell(look: Look, name: str, words: NightWords) -> str:
    difference = look.differences.get(name)
    if difference is None or difference.estimate is None:
        return "–"
    if difference.verdict == "incomparable":
        return words.incomparable
    told = f"{_signed(difference.estimate.mean)} ({_reach(difference.estimate, words)})"
    return told if difference.verdict == "no difference" else f"**{told}**"


def cost(seconds: float, usage: Usage, words: NightWords) -> str:
    """``544 prompts in 0:12:31; 1,204,311 tokens read, 80,122 written``."""
    return words.cost.format(
        calls=usage.calls,
        time=timedelta(seconds=round(seconds)),
        read=usage.prompt,
        written=usage.completion,
    )


def told(run: KeptRun, details: str = "", language: Language = "en") -> str:
    """A run's report as Markdown; ``details`` is where more of it is to be seen."""
    words = night_words(language)
    day = (run.night or run.began_at).strftime(words.day)
    said = [f"**{words.title.format(day=day, headline=run.headline)}**"]
    if run.asked.model:
        said.append(words.asked.format(model=run.asked.model, cases=run.asked.cases))
    if run.report:
        said.append(run.report.rstrip())
    if run.usage.calls:
        said.append(cost(run.seconds, run.usage, words))
    where = words.details.format(where=details) if details else words.run.format(run=run.id)
    return "\n\n".join([*said, where])


def picture(runs: Sequence[KeptRun], language: Language = "en") -> Picture | None:
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
    words, newest = night_words(language), points[-1].scores
    scores = ", ".join(
        f"{words.dimensions[name]} {newest[name].mean * 100:.1f}"
        for name in COLUMNS
        if name in newest
    )
    return Picture(
        name="kagentbench.png",
        data=trend(points),
        alt=words.trend.format(count=len(points), scores=scores),
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


def _reach(estimate: Estimate, words: NightWords) -> str:
    return words.reach.format(low=_signed(estimate.low), high=_signed(estimate.high))
