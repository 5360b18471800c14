"""Whole agents compared by the command, against a server that answers by a script."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.bench import bench
from bot.config import load_settings
from bot.database import open_database
from storage.agent_answers import AgentAnswer, AgentAnswers
from tests.servers.openai_server import Fault, Say, ScriptedServer


def call(*arguments: object) -> Result:
    return CliRunner().invoke(bench, [str(argument) for argument in arguments])


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    now = "2026-03-04T10:30:00+08:00"
    asked = [
        {"id": "sum", "question": "What is 37*24?", "checks": ["888"], "reference": "888"},
        {"id": "day", "question": "What is today?", "checks": [["2026-03-04"]], "now": now},
    ]
    path.write_text("".join(json.dumps(each) + "\n" for each in asked))
    return path


def model(body: dict[str, Any]) -> str | Say:
    """Without tools it guesses; the ReACT agent uses the calculator; the judge likes 888."""
    text = json.dumps(body, ensure_ascii=False)
    if "You grade answers" in text:
        good = "--- answer\\n888" in text
        return json.dumps({"correct": good, "score": 5 if good else 2})
    if "Action" in text and "37*24" in text:
        return "Thought: I know.\nFinal Answer: 888"
    return "2026-03-04" if "2026-03-04" in text and "today" in text else "I guess 800."


def test_agents_are_compared_resumed_and_graded(questions: Path, tmp_path: Path) -> None:
    out = tmp_path / "mine.jsonl"
    with ScriptedServer(model, personality="vllm") as server:
        arguments = ("agents", questions, "--agents", "noagent,react", "--out", out)
        arguments += ("--base-url", server.url)
        result = call(*arguments, "--limit", 1)
        assert result.exit_code == 0, result.stderr
        rows = {row.split(" | ")[0]: row.split(" | ") for row in result.stdout.splitlines()}
        assert rows["| noagent"][1] == "0.0" and rows["| react"][1] == "100.0"
        before = len(server.requests)
        assert call(*arguments, "--limit", 1).stdout == result.stdout
        assert len(server.requests) == before
        result = call(*arguments, "--judge-model", "scripted", "--rate")
        assert result.exit_code == 0, result.stderr
        rows = {row.split(" | ")[0]: row.split(" | ") for row in result.stdout.splitlines()}
        assert rows["| react"][3] == "3.50" and "4 answers may be rated" in result.stdout
    told = [json.loads(line) for line in out.read_text().splitlines()]
    assert {(each["agent"], each["id"], each["check"]) for each in told} >= {
        ("react", "sum", True),
        ("noagent", "sum", False),
        ("noagent", "day", True),
    }


def test_what_is_missing_is_asked_again(questions: Path, tmp_path: Path) -> None:
    arguments = ["agents", questions, "--agents", "noagent", "--out", tmp_path / "o.jsonl"]
    with ScriptedServer(lambda body: Fault(kind="status", status=422, message="No.")) as server:
        arguments += ["--base-url", server.url]
        result = call(*arguments)
        assert result.exit_code == 1 and "2 of 2 are missing, such as:" in result.stderr
        server.script(lambda body: "888")
        assert call(*arguments).exit_code == 0


def test_wrong_use(questions: Path, tmp_path: Path) -> None:
    result = call("agents", questions, "--agents", "nobody", "--out", tmp_path / "o")
    assert result.exit_code == 2 and "nobody is none of" in result.stderr


def test_people_rate_at_the_keyboard_and_the_table_tells(tmp_path: Path) -> None:
    told = tmp_path / "human.json"
    nothing = call("rate")
    assert nothing.exit_code == 1 and "kagentsys bench agents --rate" in nothing.stderr
    assert call("ratings").exit_code == 1
    asyncio.run(offer("noagent", "kagentsys"))
    with_words = CliRunner().invoke(bench, ["rate"], input="7\n5\nq\n")
    assert with_words.exit_code == 0 and "(2 left)" in with_words.stdout
    assert "(1 left)" in with_words.stdout and "2**3" in with_words.stdout
    assert CliRunner().invoke(bench, ["rate"], input="").exit_code == 0
    assert "nothing left" in CliRunner().invoke(bench, ["rate"], input="s\n").stdout
    result = call("ratings", "mine", "--json", told, "--markdown", tmp_path / "human.md")
    assert result.exit_code == 0 and "100.00 (5.00)" in result.stdout
    assert (tmp_path / "human.md").read_text() in result.stdout
    (standing,) = json.loads(told.read_text())["standings"]
    assert (standing["model"], standing["answers"], standing["raters"]) == ("m", 1, 1)
    assert call("ratings", "another").exit_code == 1
    assert call("ratings", "--json", tmp_path / "no" / "human.json").exit_code == 1


async def offer(*agents: str) -> None:
    answers = [
        AgentAnswer(
            batch="mine",
            model="m",
            agent=agent,
            question_id="1",
            question="What is 2**3?",
            reference="8",
            answer="2**3 is 8.",
        )
        for agent in agents
    ]
    async with open_database(load_settings()) as engine:
        await AgentAnswers(engine).offer(answers)
