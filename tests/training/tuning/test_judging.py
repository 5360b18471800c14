import pytest

from agent.scripted import Scripted
from tests.training.tuning.test_keeping import trial
from training.tuning.judging import NoVerdict, judge, read_scores


@pytest.mark.parametrize(
    ("said", "scores"),
    [
        ('{"reason": "ok", "a": 7, "b": 4}', (7, 4)),
        ('```json\n{"a": "8/10", "b": 3.5}\n```', (8, 3.5)),
        ('{"A": {"score": 9}, "B": {"score": 2}}', (9, 2)),
        ('{"score_a": 10, "score_b": 1}', (10, 1)),
        ('<think>a: 1, b: 1</think>{"a": 6, "b": 5}', (6, 5)),
        ("A: 8/10\nB: 6/10", (8, 6)),
        ("Assistant A scores 3, and assistant B scores 9", (3, 9)),
        ("Assistant A: 3. Assistant B: 9.", (3, 9)),
        ("A得分：8，B得分：7", (8, 7)),
        ('{"a": 11, "b": 5}', None),
        ('{"a": 5}', None),
        ("A 5-step plan beats B 2 to 1.", None),
        ("Both are fine.", None),
        ("", None),
    ],
)
def test_scores_are_read_however_they_are_told(
    said: str, scores: tuple[float, float] | None
) -> None:
    assert read_scores(said) == scores


async def test_both_orders_are_asked_so_that_liking_the_first_counts_for_nothing() -> None:
    first_always = Scripted(lambda _: '{"a": 9, "b": 5}')
    verdict = await judge(first_always, trial("x"), trial("y"), "today")
    assert verdict.score == verdict.beside == 7
    texts = [request.messages[1].text for request in first_always.requests]
    assert texts[0].index("Answer: x") < texts[0].index("Answer: y")
    assert texts[1].index("Answer: y") < texts[1].index("Answer: x")


async def test_it_is_asked_again_before_it_is_given_up() -> None:
    model = Scripted(["hm", '{"a": 2, "b": 4}', '{"a": 4, "b": 2}'])
    assert (await judge(model, trial("x"), trial("y"), "today")).score == 2
    with pytest.raises(NoVerdict, match="hm"):
        await judge(Scripted(lambda _: "hm"), trial("x"), trial("y"), "today")
