"""The command line understands what is typed, and answers nonsense with one line and code 2."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import run

ROOT = Path(__file__).parents[2]
Captured = pytest.CaptureFixture[str]


def test_help_is_quick_and_loads_nothing_heavy() -> None:
    script = (
        "import sys, time\n"
        "began = time.process_time()\n"
        "from bot.cli import run\n"
        "code = run(['--help'])\n"
        "heavy = {'openai', 'xllamacpp', 'sqlalchemy', 'dbos', 'starlette', 'uvicorn', 'pydantic',"
        " 'httpx', 'telegram', 'slack_bolt', 'slack_sdk', 'discord'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "print(f'{time.process_time() - began:.2f}')\n"
        "sys.exit(code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    *_, seconds = done.stdout.split()
    assert float(seconds) < 0.4
    for word in ("--query", "--use_local_llm", "serve", "chat", "ask", "doctor", "models", "bench"):
        assert word in done.stdout


def test_without_anything_it_explains_itself(capsys: Captured) -> None:
    assert run([]) == 0
    assert "Usage: kagentsys" in capsys.readouterr().out
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("kagentsys-bot ")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["--query"], "--query"),
        (["--query", ""], "--query must not be empty"),
        (["--query=q", "--max_iter_num=many"], "--max_iter_num"),
        (["--query=q", "--max_iter_num", "-1"], "--max_iter_num must be from 0 to 100, not -1"),
        (["--query=q", "--lang=fr"], "--lang must be en or zh"),
        (["--query=q", "--history", "[{]"], "--history must be a JSON list"),
        (["--query=q", "--tool_names=calculator"], "--tool_names must be a JSON list"),
        (["--query=q", "--use_local_llm=perhaps"], "--use_local_llm must be True or False"),
        (["--query=q", "--use_local_llm", "--local_llm_port=0"], "--local_llm_port"),
        (["--query=q", "--max_tokens_num=x"], "--max_tokens_num"),
        (["--query=q", "--llm_name="], "--llm_name must not be empty"),
        (["--query=q", "--external_knowledge=none.md"], "can't read none.md"),
        (["--query=q", "--colour=red"], "--colour"),
        (["--query=\udcff"], "--query is not UTF-8"),
        (["--lang=zh"], "--query is missing"),
        (["--lang=zh", "ask", "q"], "--lang goes with --query"),
        (["ask"], "question"),
        (["ask", "  "], "the question must not be empty"),
        (["ask", "q", "--planner=guess"], "--planner"),
        (["ask", "q", "--base-url=nowhere"], "--base-url"),
        (["ask", "q", "--id", " "], "--id must have from 1 to 200 characters"),
        (["chat", "--lang", "fr"], "--lang"),
        (["serve", "--port", "x"], "--port"),
        (["what", "is", "this"], 'kagentsys ask "…"'),
        (["models", "steal"], "steal"),
    ],
)
def test_wrong_use_is_told_in_one_line(typed: list[str], said: str, capsys: Captured) -> None:
    assert run(typed) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err
    assert told.err.startswith("kagentsys: ")
    assert told.err.count("\n") == 1


def test_a_bad_setting_is_wrong_use_too(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setenv("KAGENT_WINDOW", "wide")
    for command in (["ask", "q"], ["doctor"], ["token"], ["--query=q"]):
        assert run(command) == 2
        assert "KAGENT_WINDOW: must be a whole number" in capsys.readouterr().err


def test_the_token_is_printed_and_stays(capsys: Captured) -> None:
    assert run(["token"]) == 0
    token = capsys.readouterr().out.strip()
    assert len(token) >= 32
    run(["token"])
    assert capsys.readouterr().out.strip() == token


def test_a_link_leads_to_where_people_reach_the_page(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAGENT_PUBLIC_URL", "https://kay.example.org")
    assert run(["token", "--link"]) == 0
    assert capsys.readouterr().out.startswith("https://kay.example.org/signin#")


def test_the_database_is_brought_up_to_date(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["migrate"]) == 0
    assert run(["migrate"]) == 0
    assert capsys.readouterr().out == "The database is up to date.\n" * 2
    monkeypatch.setenv("DATABASE_URL", "mysql://x")
    assert run(["migrate"]) == 2
    assert "DATABASE_URL: the database must be sqlite" in capsys.readouterr().err


def test_as_a_module_and_piped_into_something_that_stops_reading() -> None:
    command = f"{sys.executable} -m bot --help | head -n 1"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
    )
    assert done.stdout == "Usage: kagentsys [OPTIONS] COMMAND [ARGS]...\n"
    assert "Traceback" not in done.stderr
