# ruff: noqa: E501 (sentences)
"""What the model is to answer: one or two sentences of a tool's result, or of what it can't do."""

import re
from datetime import date
from typing import Any

from agent.planners.starter.excerpt import excerpt
from agent.planners.starter.places.names import in_chinese
from training.intents import Call

TALK = {
    "refusal": (
        "Sorry, that is beyond me: I'm only the small starter model and know dates, the calendar, solar terms, sums and the weather. For more, plug in a real model: set OPENAI_BASE_URL or run kagentsys models use FILE.gguf.",
        "抱歉，这超出了我的能力：我只是内置的小模型，只懂日期、日历、节气、算术和天气。想聊更多，请接入真正的模型：设置 OPENAI_BASE_URL，或运行 kagentsys models use FILE.gguf。",
    ),
    "greeting": (
        "Hello, I'm {name}! Ask me about dates, the calendar, solar terms, sums or the weather.",
        "你好，我是{name}！可以问我日期、日历、节气、算术和天气。",
    ),
    "identity": (
        "I'm {name}, run by a small built-in starter model. I work with dates, the calendar, solar terms, sums and the weather. For more, plug in a real model: set OPENAI_BASE_URL or run kagentsys models use FILE.gguf.",
        "我是{name}，由内置的小模型驱动，会处理日期、日历、节气、算术和天气。想要更多能力，请接入真正的模型：设置 OPENAI_BASE_URL，或运行 kagentsys models use FILE.gguf。",
    ),
    "thanks": ("You're welcome!", "不客气！"),
    "bye": ("Goodbye!", "再见！"),
}


def sentence(
    call: Call, text: str, failed: bool, want: str, question: str, chinese: bool, today: date
) -> str:
    name, arguments = call
    shown = excerpt(text, question, today)
    if failed:
        return _failure(name, arguments, shown.block, chinese)
    match name:
        case "time_delta":
            return _delta_sentence(arguments, text, chinese)
        case "calculator":
            line = re.split(r" \(|; ", text)[0]
            return f"{line}。" if chinese else f"{line}."
        case "get_solar_terms_info":
            return _terms_sentence(arguments, shown.text, shown.block, chinese)
        case "get_weather_info":
            place = _placed(arguments, chinese)
            return (f"{place}的天气：\n" if chinese else f"The weather in {place}:\n") + shown.block
        case _:
            return _calendar_sentence(arguments, text, shown.text, shown.block, want, chinese)


def _placed(arguments: dict[str, Any], chinese: bool) -> str:
    place = str(arguments["location"])
    return in_chinese(place) if chinese else place


def _failure(name: str, arguments: dict[str, Any], block: str, chinese: bool) -> str:
    if name == "get_weather_info":
        place = _placed(arguments, chinese)
        lead = (
            f"抱歉，没有查到{place}的天气："
            if chinese
            else f"Sorry, I could not get the weather for {place}:"
        )
    else:
        lead = "抱歉，没有得到结果：" if chinese else "Sorry, that did not work:"
    return f"{lead}\n{block}"


def _delta_sentence(arguments: dict[str, Any], text: str, chinese: bool) -> str:
    start, end = arguments["start_time"], arguments["end_time"]
    halves = re.match(r"([ -~]+?) (\d+[一-鿿].*)$", text)
    if halves is None:
        return text
    if chinese:
        return f"{start}到{end}共{halves[2]}。"
    return f"From {start} to {end} it is {halves[1]}."


def _terms_sentence(arguments: dict[str, Any], shown: str, block: str, chinese: bool) -> str:
    year = arguments["year"]
    lines = shown.split("\n")
    hit = re.fullmatch(r"(\S+) (.+): (\S+) (\S+)", lines[0])
    if len(lines) == 1 and hit is not None:
        zh, en, day, at = hit.groups()
        zone = str(arguments.get("time_zone", ""))
        zone = f"UTC{zone}" if zone.startswith(("+", "-")) else zone
        if chinese:
            return f"{year}年的{zh}在{day}，时刻是{at}（{zone or '北京时间'}）。"
        return f"{en} {zh} of {year} is on {day} at {at} ({zone or 'Beijing time'})."
    return (f"{year}年的二十四节气：\n" if chinese else f"The solar terms of {year}:\n") + block


def _calendar_sentence(
    arguments: dict[str, Any], text: str, shown: str, block: str, want: str, chinese: bool
) -> str:
    first, last = arguments["start_date"], arguments["end_date"]
    if first != last:
        return (
            f"{first}到{last}的日历：\n" if chinese else f"The calendar from {first} to {last}:\n"
        ) + block
    fields = {
        part.partition(": ")[0].split(" ")[-1]: part.partition(": ")[2] for part in text.split("; ")
    }
    both = {key: _halves(value) for key, value in fields.items()}
    side = 1 if chinese else 0
    weekday = both["阳历"][side].removeprefix(first).strip()
    parts = _parts(fields, both, want, chinese)
    if chinese:
        return f"{first}是{'，'.join([weekday, *parts])}。"
    return f"{first} is a {', '.join([weekday, *parts])}."


def _parts(
    fields: dict[str, str], both: dict[str, tuple[str, str]], want: str, chinese: bool
) -> list[str]:
    """What is told of a day besides its weekday: everything, so that nothing asked is missing."""
    side = 1 if chinese else 0
    lunar, animal, sign = fields["阴历"], both["生肖"][side], both["星座"][side]
    if chinese:
        parts = [f"农历{lunar.partition(' (')[0]}", f"属{animal}", sign]
    else:
        parts = [f"{lunar} in the lunar calendar", f"year of the {animal}", f"sign {sign}"]
    parts += _festivals(fields["节日"], want, chinese)
    if not fields["节气"].startswith("none") or want == "term":
        parts.append(_term(fields["节气"], both["节气"][side], chinese))
    return [*parts, _work(fields["中国"], chinese)]


def _festivals(value: str, want: str, chinese: bool) -> list[str]:
    names = _names(value, 1 if chinese else 0)
    if names:
        return ["、".join(names) if chinese else ", ".join(names)]
    if want == "festival":
        return ["没有节日" if chinese else "without a festival"]
    return []


def _term(value: str, term: str, chinese: bool) -> str:
    if value.startswith("none"):
        return "不是节气" if chinese else "not the day of a solar term"
    return f"节气是{term}" if chinese else f"the day of {term}"


def _work(work: str, chinese: bool) -> str:
    head, _, reason = work.partition(" (")
    en, zh = _halves(head)
    if zh in ("尚未公布", "未知"):
        return f"中国的放假安排{zh}" if chinese else f"China's days off {en}"
    if not reason:
        return f"在中国是{zh}" if chinese else f"in China {en}"
    name = _halves(reason.rstrip(")"))[1 if chinese else 0]
    return f"在中国是{zh}（{name}）" if chinese else f"in China {en} ({name})"


def _names(value: str, side: int) -> list[str]:
    if value.startswith("none"):
        return []
    return [_halves(name)[side] for name in value.split(", ")]


def _halves(value: str) -> tuple[str, str]:
    """The English and the Chinese half of a bilingual value."""
    hit = re.search(r"[一-鿿]", value)
    if hit is None:
        return value, value
    return value[: hit.start()].strip(), value[hit.start() :].strip()
