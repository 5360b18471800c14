"""Reports in each language: nothing is left out, and a run is told in it."""

from dataclasses import fields
from pathlib import Path
from string import Formatter

import pytest

from agent.profile import Language
from bot.nightly.conclusion import Plan
from bot.nightly.service import Bench
from bot.nightly.words import NightWords, night_words
from storage.benchmark_runs import BenchmarkRuns
from tests.bot.nightly.scene import Clock, Model, Night, noisy, write_cases


def places(words: NightWords) -> dict[str, object]:
    """What is filled into each template."""
    found: dict[str, object] = {}
    for each in fields(words):
        match getattr(words, each.name):
            case str() as template:
                found[each.name] = _named(template)
            case dict() as named:
                found[each.name] = sorted(named)
            case templates:
                found[each.name] = [_named(template) for template in templates]
    return found


def _named(template: str) -> list[tuple[str, str]]:
    parts = Formatter().parse(template)
    return sorted((name, spec or "") for _, name, spec, _ in parts if name)


@pytest.mark.parametrize("language", ["zh", "ja"])
def test_the_same_is_filled_in(language: Language) -> None:
    assert places(night_words(language)) == places(night_words("en"))


@pytest.mark.parametrize(
    ("language", "first", "worse"),
    [
        (
            "zh",
            "**KAgentBench，2026年3月2日：首次评测：总分 ",
            "退步：与3月2日的评测相比，总结（−",
        ),
        (
            "ja",
            "**KAgentBench、2026年3月2日：初回の評価：総合 ",
            "低下：3月2日の評価と比べて 結論（−",
        ),
    ],
    ids=["zh", "ja"],
)
async def test_a_regression_is_told(
    store: BenchmarkRuns, tmp_path: Path, language: Language, first: str, worse: str
) -> None:
    model, clock = Model(noisy(1)), Clock("2026-03-02T12:00")
    plan = Plan(cases=write_cases(tmp_path / "cases.jsonl"), language=language)
    bench = Bench(Night(store, model, clock, {}, plan).work)
    told = [line async for line in bench.run_now()]
    assert told[-1].startswith(first)
    clock.to("2026-03-03T12:00")
    model.answer = noisy(2, spoilt="conclusion")
    told = [line async for line in bench.run_now()]
    assert worse in told[-1]
