"""Sums of what comes to so much a day between two days that are named."""

import re
from collections.abc import Sequence
from datetime import date

from agent.planners.starter.dates.spans import DateSpan
from agent.planners.starter.sums.amounts import amounts

_DAILY = re.compile(
    r"\b(?:daily|nightly|(?:a|per|each|every) (?:day|night))\b|每[天晚]|一晚|每日|天天|一天|日薪|"
    r"日租",
    re.I | re.A,
)
_ASKED = re.compile(
    r"\bhow (?:much|many)\b|\b(?:total|altogether|in all|add up|come to|cost|owe|sum)\b|多少|几|"
    r"一共|总共",
    re.I | re.A,
)


def sum_by_the_day(text: str, days: Sequence[DateSpan], today: date) -> str:
    """``4.5 a day from 1 February until 1 May``; nothing where it is not plain.

    ``text`` is the question without its days.
    """
    if not _DAILY.search(text) or not _ASKED.search(text):
        return ""
    told = [amount for amount in amounts(text) if not amount.percent]
    ends = sorted({day for span in days for day in (span.first, span.last)})
    if len(ends) == 1:
        ends = sorted({*ends, today})
    if len(told) != 1 or len(ends) != 2:
        return ""
    return f"{told[0].value}*{(ends[1] - ends[0]).days}"
