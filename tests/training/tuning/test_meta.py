"""Meta-agent tuning from seed queries to data, with a scripted strong model."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from agent.model import ModelMisconfigured, ModelUnavailable, Request
from agent.scripted import Scripted
from benchmark.journal import open_journal
from tests.training.tuning.script import QUERIES, line, strong
from tools.builtin import toolbox
from training.tuning.meta import MetaTuning, Plan, began
from training.tuning.records import load
from training.tuning.report import Outcome, Prices
from training.tuning.trials import Query

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
RUN = {"strong model": "scripted"}


async def run(out: Path, model: Scripted, judge: Scripted | None = None, **options: Any) -> Outcome:
    queries = [Query(id=f"q{number}", text=text) for number, text in enumerate(QUERIES)]
    with open_journal(out / "journal.jsonl", RUN) as journal:
        moment = began(journal, NOW)
        tuning = MetaTuning(
            strong=model,
            judge=judge or model,
            journal=journal,
            toolbox=toolbox(clock=lambda: moment, zone=UTC),
            moment=moment,
            benchmark=options.pop("benchmark", ()),
            plan=Plan(**options),
            tell=lambda line: None,
        )
        return await tuning.run(queries, out)


async def test_better_answers_become_data_and_the_rest_does_not(tmp_path: Path) -> None:
    outcome = await run(tmp_path, strong(), prices=Prices(prompt=1.0, completion=2.0))
    assert not outcome.troubles
    assert all(each.template is not None for each in outcome.written)
    assert any(each.faults for each in outcome.written if each.kind == "prompt-react")
    careful = {
        each.template.name: "carefully" in dict(each.template.parts)["INSTRUCTION"]
        for each in outcome.standings
    }
    kept = [*outcome.split.train, *outcome.split.valid]
    assert len(kept) == outcome.kept - outcome.split.doubles > 0
    for instance in kept:
        assert careful[instance.id.partition("-")[2]]
        assert any(call.instruction.count("carefully") for call in instance.calls)
    (train, faults) = load([tmp_path / "train.jsonl"])
    assert not faults and tuple(train) == outcome.split.train
    report = (tmp_path / "report.md").read_text()
    assert "| seed queries | 21 |" in report and f"{outcome.usage.calls:,} calls" in report
    assert "g001-1" in (tmp_path / "templates.jsonl").read_text()


async def test_steps_stand_in_the_data_with_their_results_in_memory(tmp_path: Path) -> None:
    outcome = await run(tmp_path, strong())
    both = [*outcome.split.train, *outcome.split.valid]
    react = next(each for each in both if "Thought:" in each.calls[0].output)
    first, second = react.calls
    assert "Action: " in first.output and '"result": ' not in first.instruction
    assert "Final Answer: Carefully" in second.output and '"result": ' in second.instruction
    prose = next(each for each in both if each.calls[0].output.startswith("Carefully"))
    assert len(prose.calls) == 1 and "Known: {" in prose.calls[0].instruction


async def test_a_run_cut_off_anywhere_ends_as_if_it_had_not_been(tmp_path: Path) -> None:
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    whole.mkdir()
    cut.mkdir()
    model = strong()
    await run(whole, model)
    answered = 0
    for most in (5, 40, 90, 10_000):
        server = _Failing(most)
        outcome = await run(cut, Scripted(server.answer, name=model.name), concurrency=1)
        answered += server.answered
        assert bool(outcome.troubles) == (most < 10_000)
    assert answered == len(model.requests)
    for name in ("train.jsonl", "valid.jsonl", "templates.jsonl"):
        assert (cut / name).read_bytes() == (whole / name).read_bytes()


class _Failing:
    """The strong model on a server that goes down after so many answers."""

    def __init__(self, most: int) -> None:
        self.answered = 0
        self._most = most

    def answer(self, request: Request) -> str | ModelUnavailable:
        if self.answered == self._most:
            return ModelUnavailable("down")
        self.answered += 1
        return line(request)


async def test_nothing_is_asked_twice(tmp_path: Path) -> None:
    await run(tmp_path, strong())
    again = strong()
    outcome = await run(tmp_path, again)
    assert not again.requests and outcome.usage.calls > 0


async def test_benchmark_queries_are_left_out(tmp_path: Path) -> None:
    outcome = await run(tmp_path, strong(), benchmark=QUERIES[:12])
    assert outcome.split.leaks
    assert not any("How many" in each.query for each in outcome.split.train)
    assert "benchmark asks nearly the same" in (tmp_path / "report.md").read_text()


async def test_a_judge_that_talks_is_asked_again_and_then_counts_as_missing(
    tmp_path: Path,
) -> None:
    outcome = await run(tmp_path, strong(), Scripted(lambda _: "Both are nice."))
    assert not outcome.judged and not outcome.split.train
    assert "the judge gave no scores" in outcome.troubles[0]


async def test_a_refusing_server_ends_the_run_at_once(tmp_path: Path) -> None:
    model = Scripted(lambda _: ModelMisconfigured("wrong key"))
    with pytest.raises(ModelMisconfigured, match="wrong key"):
        await run(tmp_path, model)


async def test_a_template_that_never_becomes_usable_is_told(tmp_path: Path) -> None:
    def answer(request: Request) -> str:
        refused = "The template g002-1" in request.messages[-1].text
        return "I can't." if refused else line(request)

    outcome = await run(tmp_path, Scripted(answer, name="strong"))
    bad = [each for each in outcome.written if each.template is None]
    assert [each.name for each in bad] == ["g002-1"] and len(bad[0].faults) == 3
    assert "never became usable" in (tmp_path / "report.md").read_text()
