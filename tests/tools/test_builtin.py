"""The toolbox that comes with the service, as the model is shown it."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.tools.asking import SHANGHAI, ask, clock
from tools.base import Tool
from tools.builtin import toolbox
from tools.calculator import calculator

BOX = toolbox(clock=clock, zone=SHANGHAI)
NAMES = [
    "get_calendar_info",
    "time_delta",
    "get_solar_terms_info",
    "calculator",
    "get_weather_info",
]


def test_order_and_names() -> None:
    assert [tool.name for tool in BOX.tools] == NAMES
    zh = ("日历", "时间差工具", "查询节气日期", "计算器", "查询天气")
    assert [BOX.find(name).name for name in zh] == NAMES


def test_the_schemas_are_short_and_plain() -> None:
    for tool in BOX.tools:
        parameters = tool.schema()["parameters"]
        assert set(parameters) <= {"type", "properties", "required"}
        for name, prop in parameters["properties"].items():
            assert prop["type"] == "string", name
            assert set(prop) == {"type", "description"}
            assert len(prop["description"]) <= 60
        assert tool.idempotent
    assert len(json.dumps([tool.schema() for tool in BOX.tools], ensure_ascii=False)) < 2000


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("time_delta", {"start_time": "2024-01-01", "end_time": "2024-06-19"}, "170 days"),
        ("日历", {"start_date": "2024-06-19"}, "Wednesday 星期三"),
        ("查询节气日期", {"year": "2026"}, "立春 Start of Spring: 2026-02-04 04:02:08"),
        ("计算器", {"expression": "37*24"}, "888"),
    ],
)
async def test_they_work(name: str, arguments: dict[str, object], said: str) -> None:
    assert said in await ask(BOX.find(name), **arguments)


def test_extra_tools_come_last_and_replace_their_namesakes() -> None:
    mine: Tool[Any] = calculator()
    box = toolbox(clock=clock, zone=SHANGHAI, extra=[mine])
    assert [tool.name for tool in box.tools] == [
        *(n for n in NAMES if n != "calculator"),
        mine.name,
    ]
    assert box.find("计算器") is mine


def test_heavy_libraries_wait_until_they_are_needed() -> None:
    code = (
        "import sys, tools.builtin, tools.custom; "
        "print([m for m in ('httpx', 'lunar_python', 'chinese_calendar') "
        "if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
