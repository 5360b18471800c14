from training.tuning.judging import Verdict
from training.tuning.keeping import Bars, Judged, kept, split, standings
from training.tuning.likeness import Known, groups
from training.tuning.records import Call, Instance
from training.tuning.templates import Template
from training.tuning.trials import Query, Trial

BARS = Bars(epsilon=0.5, threshold=6)


def trial(answer: str, template: str = "t", *, clean: bool = True) -> Trial:
    return Trial(
        query=Query(id="q", text="Why?"),
        template=Template(name=template, kind="prompt-API", language="en", parts=()),
        answer=answer,
        steps=(),
        calls=(Call(instruction="p", output=answer),),
        clean=clean,
    )


def judged(template: str, *scores: tuple[float, float], clean: bool = True) -> Judged:
    verdicts = tuple(Verdict(score=score, beside=beside) for score, beside in scores)
    return Judged(trial=trial("x", template, clean=clean), verdicts=verdicts)


def test_an_instance_is_kept_when_it_beats_every_benchmark_and_its_template_passes() -> None:
    good, tie = judged("good", (9, 7), (8, 7)), judged("good", (9, 5), (7, 6.5))
    slip = judged("good", (9, 5), clean=False)
    bad = [judged("bad", (6, 4)), judged("bad", (3, 5))]
    standing = standings([good, tie, slip, *bad], BARS)
    assert [(each.template.name, each.passed) for each in standing] == [
        ("good", True),
        ("bad", False),
    ]
    assert (standing[1].mean, standing[1].better) == (4.5, 1)
    assert kept([good, tie, slip, *bad], standing, BARS) == [good]


def instance(query: str, output: str = "o") -> Instance:
    return Instance(
        id=query, query=query, source="s", calls=(Call(instruction=query, output=output),)
    )


def test_doubles_and_the_benchmarks_questions_are_left_out() -> None:
    benchmark = Known(["How many days are there until 2024-05-01?"])
    leak = instance("how many days are there until 2031-12-24")
    near = instance("How many weeks lie between two feasts?")
    found = split([leak, near, near], benchmark, 0.0)
    assert found.train == (near,) and found.doubles == 1
    assert found.leaks == {leak.query: 1.0}


def test_a_query_is_on_one_side_only_and_always_the_same() -> None:
    all_of = [instance(f"Question {word}?", out) for word in "abcdefghijklmnop" for out in "xy"]
    one, other = split(all_of, Known([]), 0.3), split(reversed(all_of), Known([]), 0.3)
    assert {each.query for each in one.train}.isdisjoint(each.query for each in one.valid)
    assert one.valid and set(map(id, one.valid)) == set(map(id, other.valid))


def test_alike_queries_come_together() -> None:
    days = [f"How many days are there until {month} 1st?" for month in ("May", "June", "July")]
    sky = [f"Will it rain in {town} tomorrow?" for town in ("Oslo", "Lima", "Bonn")]
    moon = [f"{year}年春节是哪一天？" for year in (2024, 2025, 2026)]
    mixed = [text for each in zip(days, sky, moon, strict=True) for text in each]
    found = groups(mixed, 3)
    assert sorted(sorted(mixed[place] for place in group) for group in found) == sorted(
        [sorted(days), sorted(sky), sorted(moon)]
    )
    assert groups(mixed, 3) == found and groups([], 3) == []
    assert sorted(place for group in groups(["?"] * 9, 2) for place in group) == list(range(9))


def test_thousands_of_queries_are_grouped_quickly() -> None:
    from time import process_time

    began = process_time()
    texts = [f"Question {place * 7919 % 2003} about {place % 50} things" for place in range(1500)]
    assert sum(map(len, groups(texts, 10))) == 1500
    assert process_time() - began < 8
