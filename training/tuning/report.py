"""What came of a meta-agent tuning run, as Markdown."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from agent.messages import Usage
from training.tuning.keeping import Bars, Judged, Split, Standing
from training.tuning.writing import Written

_SHOWN = 40
_BAR = 40


@dataclass(frozen=True, kw_only=True)
class Prices:
    """Money for a million tokens."""

    prompt: float = 0.0
    completion: float = 0.0

    def of(self, usage: Usage) -> float:
        return (usage.prompt * self.prompt + usage.completion * self.completion) / 1e6


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """All that a report tells. ``troubles`` say why something is missing."""

    strong: str
    judge: str
    queries: int
    groups: int
    written: tuple[Written, ...]
    judged: tuple[Judged, ...]
    standings: tuple[Standing, ...]
    kept: int
    unclean: int
    split: Split
    usage: Usage
    troubles: tuple[str, ...]


def cost(usage: Usage, prices: Prices) -> str:
    """``1,204 calls, 812,000 + 90,500 tokens, 3.21``; without prices no money."""
    told = f"{usage.calls:,} calls, {usage.prompt:,} + {usage.completion:,} tokens"
    money = prices.of(usage)
    return f"{told}, {money:,.2f}" if money else told


def markdown(outcome: Outcome, bars: Bars, prices: Prices) -> str:
    """The report."""
    parts = [
        "# Meta-agent tuning",
        f"{outcome.strong} wrote the templates and answered under them, {outcome.judge} judged. "
        f"Cost: {cost(outcome.usage, prices)}.",
        _funnel(outcome, bars),
        _templates(outcome.standings),
        _scores(outcome.judged),
        _rejected(outcome.written),
        _leaks(outcome.split),
        _troubles(outcome.troubles),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _funnel(outcome: Outcome, bars: Bars) -> str:
    usable = [each for each in outcome.written if each.template is not None]
    mended = sum(bool(each.mended) for each in usable)
    passed = sum(each.passed for each in outcome.standings)
    better = sum(each.better for each in outcome.standings)
    split = outcome.split
    rows = [
        ("seed queries", outcome.queries, f"in {outcome.groups} groups"),
        ("templates written", len(outcome.written), ""),
        ("… usable", len(usable), f"{mended} of them mended"),
        ("… passed", passed, f"mean score at least {bars.threshold:g}"),
        ("answers judged", len(outcome.judged), ""),
        ("… better than the benchmark templates", better, f"by more than {bars.epsilon:g}"),
        ("… kept", outcome.kept, f"of passed templates; {outcome.unclean} had slips in their form"),
        ("training records", len(split.train), f"{split.doubles} doubles left out"),
        ("validation records", len(split.valid), f"{len(split.leaks)} too like the benchmark"),
    ]
    lines = ["| | count | |", "|---|---:|---|"]
    return "\n".join([*lines, *(f"| {name} | {count:,} | {note} |" for name, count, note in rows)])


def _templates(standings: Sequence[Standing]) -> str:
    if not standings:
        return ""
    lines = [
        "## Templates",
        "",
        "| template | type | language | judged | mean score | better | passed |",
        "|---|---|---|---:|---:|---:|---|",
    ]
    for each in standings[:_SHOWN]:
        passed = "yes" if each.passed else "no"
        lines.append(
            f"| {each.template.name} | {each.template.kind} | {each.template.language} "
            f"| {each.judged} | {each.mean:.2f} | {each.better} | {passed} |"
        )
    if len(standings) > _SHOWN:
        lines.append(f"\n… and {len(standings) - _SHOWN} more in templates.jsonl")
    return "\n".join(lines)


def _scores(judged: Sequence[Judged]) -> str:
    if not judged:
        return ""
    counts = Counter(round(each.score) for each in judged)
    most = max(counts.values())
    lines = [
        f"{score:2} {'█' * -(-counts[score] * _BAR // most)} {counts[score] or ''}".rstrip()
        for score in range(10, 0, -1)
    ]
    return "\n".join(["## Scores", "", "```text", *lines, "```"])


def _rejected(written: Sequence[Written]) -> str:
    bad = [each for each in written if each.template is None]
    if not bad:
        return ""
    lines = [f"- {each.name} ({each.kind}): {each.faults[-1]}" for each in bad[:_SHOWN]]
    return "\n".join(["## Templates that never became usable", "", *lines])


def _leaks(split: Split) -> str:
    if not split.leaks:
        return ""
    lines = [f"- {likeness:.2f}: {query}" for query, likeness in list(split.leaks.items())[:_SHOWN]]
    return "\n".join(["## Left out, because the benchmark asks nearly the same", "", *lines])


def _troubles(troubles: Sequence[str]) -> str:
    if not troubles:
        return ""
    counts = Counter(troubles).most_common(10)
    lines = [f"- {count} × {reason}" for reason, count in counts]
    head = "## Missing (the same command asks again)"
    return "\n".join([head, "", *lines])
