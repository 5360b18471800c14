"""Sums told as stories, drawn at random, with numbers that make sense in them."""

import random
import re
from datetime import date

from agent.planners.starter.clues import find_clues
from tools.arithmetic import work_out
from tools.base import ToolError
from training.phrases import stories
from training.phrasing import fill, slots, spoken

_TRIES = 30
_TODAY = date(2026, 7, 1)
_FORMULA = re.compile(r"[nkhNmqMp0-9+*/().-]+")
_LETTER = re.compile(r"[nkhNmqMp]")


def a_story(chance: random.Random, *, chinese: bool) -> str:
    """One whose sum the clues find as it is meant."""
    told = stories.STORIES_ZH if chinese else stories.STORIES_EN
    for _ in range(_TRIES):
        pattern, formula = chance.choice(told)
        text, values = written(chance, pattern, chinese=chinese)
        if is_found(text, formula, values):
            return text
    return f"3{'乘以' if chinese else ' times '}{chance.randint(4, 99)}"


def written(chance: random.Random, pattern: str, *, chinese: bool) -> tuple[str, dict[str, str]]:
    """A story and the numbers in it."""
    text = spoken(pattern, chance)
    values = _numbers(chance) | _words(chance, chinese)
    return fill(text, {name: values[name] for name in slots(text)}), values


def is_found(text: str, formula: str, values: dict[str, str]) -> bool:
    """Whether the clues' only sum comes to the formula; to anything where that is a name."""
    found = find_clues(text, _TODAY).sums
    if len(found) != 1:
        return False
    if not _FORMULA.fullmatch(formula):
        return True
    wanted = _LETTER.sub(lambda hit: values[hit[0]].replace(",", ""), formula)
    try:
        return work_out(wanted).value == work_out(found[0]).value
    except ToolError:
        return False


def _numbers(chance: random.Random) -> dict[str, str]:
    small = chance.sample(range(2, 25), 3)
    large = chance.choice((chance.randint(30, 400), chance.randint(4, 60) * 25))
    low = _price(chance, 2, 30)
    return {
        "n": str(small[0]),
        "k": str(small[1]),
        "h": str(small[2]),
        "N": str(max(large, small[0] + small[1] + 1)),
        "m": low,
        "q": _price(chance, 1, 20),
        "M": str(chance.choice((chance.randint(60, 300), chance.randint(6, 90) * 10))),
        "p": str(chance.choice((5, 8, 10, 12, 15, 18, 20, 25, 30, 40, chance.randint(2, 60)))),
    }


def _price(chance: random.Random, least: int, most: int) -> str:
    whole = chance.randint(least, most)
    return chance.choice(
        (str(whole), f"{whole}.{chance.randint(1, 9)}", f"{whole}.{chance.randint(10, 99)}")
    )


def _words(chance: random.Random, chinese: bool) -> dict[str, str]:
    if chinese:
        things = chance.sample(stories.THINGS_ZH, 2)
        who = chance.sample(stories.WHO_ZH, 2)
        return {"thing": things[0], "thing2": things[1], "who": who[0], "who2": who[1]} | {
            "mw": chance.choice(stories.MEASURES)
        }
    things = chance.sample(stories.THINGS_EN, 2)
    who = chance.sample(stories.WHO_EN, 2)
    names = [name.replace("_", " ") for name in who]
    return {
        "thing": things[0],
        "thing2": things[1],
        "one": things[0].removesuffix("es") if things[0] == "sandwiches" else things[0][:-1],
        "who": names[0],
        "who2": names[1],
        "cur": chance.choice(("", "", "$", "$", "€", "£")),
    }
