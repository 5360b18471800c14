"""A question that asks for several things is told apart, and only such a one."""

from datetime import date

import pytest

from agent.planners.starter.parts import parts_of

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    "parts",
    [
        ("what's 365*24", "how many days is it from 2026-11-25 to 2027-03-08?"),
        ("weekday of 2026-08-08 please", "17 times 23"),
        ("how long until Christmas?", "which weekday is that?"),
        ("what's the date", "the weather in Oslo"),
        ("how much is 20% of 50", "30% of 80"),
        ("When is the summer solstice in 2025", "when is it in 2026?"),
    ],
)
def test_each_part_asks_for_one_thing(parts: tuple[str, str]) -> None:
    assert parts_of(" and ".join(parts), TODAY) == parts


def test_parts_in_chinese() -> None:
    assert len(parts_of("2025年6月1日星期幾？另外幫我算下128乘以15", TODAY)) == 2
    assert parts_of("2025年6月1日星期几？另外帮我算下128乘以15", TODAY) == (
        "2025年6月1日星期几",
        "帮我算下128乘以15",
    )
    assert parts_of("现在礼拜几，顺便2007-09-30是哪一天啊", TODAY) == (
        "现在礼拜几",
        "2007-09-30是哪一天啊",
    )


@pytest.mark.parametrize(
    "question",
    [
        "hi, how are you, what day is it today",
        "what day is 5 May 2027, and is it a holiday",
        "how many days are there between 3 May and 4 June, just curious",
        "my flight is on 5 May. how many days is that from now?",
        "50减23，乘2",
        "存8000元，年利率2.5%，复利，三年后本息一共多少",
        "compare tomorrow's weather in Boston and Miami",
        "will there be snow in Zermatt, Switzerland on christmas day?",
        "could you tell me when minor heat starts in 2027, i'm making a calendar for class",
        "今天几号？星期几？",
        "再过多久到双十一？就是11月11号，我要剁手",
        "2029年立春是哪天，春节又是哪天",
        "",
    ],
)
def test_one_thing_stays_whole(question: str) -> None:
    assert parts_of(question, TODAY) == (question,)
