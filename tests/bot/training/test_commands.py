import asyncio
import json
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from agent.events import Step
from agent.history import Outcome, Question
from bot.config import load_settings
from bot.database import open_database
from bot.training.commands import training
from bot.training.consent import Consents
from storage.conversations import Conversations
from tests.servers.openai_server import Fault, ScriptedServer
from tests.training.tuning.script import QUERIES, reply
from training.tuning.records import load

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def call(*arguments: object) -> Result:
    return CliRunner().invoke(training, [str(argument) for argument in arguments])


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    path = tmp_path / "seeds.txt"
    path.write_text("\n".join(QUERIES[:9]))
    return path


def test_consent_is_given_listed_and_withdrawn() -> None:
    assert call("consent", "telegram", "42").stdout == "telegram 42 consents\n"
    assert call("consent", "slack", "U1").exit_code == 0
    assert call("consent").stdout == "slack U1\ntelegram 42\n"
    assert "no longer" in call("consent", "slack", "U1", "--withdraw").stdout
    assert call("consent").stdout == "telegram 42\n"
    assert call("consent", "slack").exit_code == 2


def test_a_line_cut_off_by_a_crash_spoils_no_consent(tmp_path: Path) -> None:
    book = Consents(path=tmp_path / "c.jsonl")
    assert book.people() == frozenset()
    book.path.write_text('{"platform": "telegram", "per')
    book.tell(("telegram", "42"), given=True, at=NOON)
    assert book.people() == {("telegram", "42")}
    assert oct(book.path.stat().st_mode)[-3:] in ("600", "644")


def keep(sender: str, text: str, turn: str) -> None:
    """A liked answer in the installation's database."""

    async def work() -> None:
        async with open_database(load_settings()) as engine:
            store = Conversations(engine)
            question = Question(
                turn_id=turn,
                conversation=f"telegram:{sender}",
                platform="telegram",
                sender_id=sender,
                sender_name="Ada",
                text=text,
                asked_at=NOON,
            )
            step = Step(
                thought="add",
                tool="calculator",
                arguments='{"expression": "1+1"}',
                result="2",
                failed=False,
            )
            await store.accept(question)
            await store.finish(
                turn, Outcome(answer="It is 2.", reason="answered", steps=(step,)), NOON
            )
            await store.rate(turn, sender, "up")

    asyncio.run(work())


def test_export_writes_what_people_let_be_used(tmp_path: Path) -> None:
    keep("420001", "What is 1+1, asks Ada?", "t1")
    keep("430001", "A stranger's question", "t2")
    out = tmp_path / "data" / "out.jsonl"
    assert call("export", "--out", out).exit_code == 1
    call("consent", "telegram", "420001")
    result = call("export", "--out", out)
    assert result.exit_code == 0 and "1 liked answers of 1 people" in result.stdout, result.stderr
    ((instance,), faults) = load([out])
    assert not faults and instance.query == "What is 1+1, asks Person1?"
    assert "420001" not in out.read_text() and "stranger" not in out.read_text()
    call("consent", "telegram", "420001", "--withdraw")
    assert call("export", "--out", out).exit_code == 1


def test_meta_asks_a_server_and_goes_on(seeds: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    arguments = ("meta", seeds, "--out", out, "--price-in", 1, "--price-out", 2, "--limit", 6)
    arguments += ("--tools", "time_delta,get_calendar_info", "--concurrency", 2)
    broken = Fault(kind="status", status=422, message="Not this.")
    with ScriptedServer(
        lambda body: broken if "You compare" in str(body) else reply(body),
        model="big",
        window=16_384,
    ) as server:
        server_of = ("--strong-model", "big", "--strong-base-url", server.url)
        result = call(*arguments, *server_of)
        assert result.exit_code == 1 and "Not this." in result.stderr, result.stderr
        server.script(reply)
        result = call(*arguments, *server_of)
        assert result.exit_code == 0, result.stderr
        assert all("You compare" in str(body) for body in server.requests)
        server.script(reply)
        assert call(*arguments, *server_of).exit_code == 0
        assert not server.requests
        result = call(*arguments, "--strong-model", "other", "--strong-base-url", server.url)
        assert result.exit_code == 2 and "the strong model was big" in result.stderr
    assert "records to train on" in result.stdout or load([out / "train.jsonl"])[0]
    report = (out / "report.md").read_text()
    assert "big wrote the templates" in report and "| seed queries | 6 |" in report


def test_meta_in_wrong_use(seeds: Path, tmp_path: Path) -> None:
    result = call("meta", seeds, "--out", tmp_path / "o", "--benchmark", "kagentsys,best")
    assert result.exit_code == 2 and "best is none of kagentsys, react" in result.stderr
    seeds.write_text("\n")
    result = call("meta", seeds, "--out", tmp_path / "o")
    assert result.exit_code == 2 and "no query" in result.stderr


def test_check_counts_and_tells(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    good = {"id": "1", "query": "q", "source": "react", "llm_prompt_response": [
        {"instruction": "i", "input": "", "output": "o"}
    ]}  # fmt: skip
    path.write_text(json.dumps(good) + "\n")
    result = call("check", path)
    assert result.exit_code == 0 and "1 records, 1 queries, 1 calls\n  react: 1" in result.stdout
    path.write_text(json.dumps(good) + "\n{\n")
    result = call("check", path)
    assert result.exit_code == 1 and "in.jsonl:2" in result.stderr


def test_synthetic_records_are_the_same_for_the_same_seed(tmp_path: Path) -> None:
    one, other = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    for out in (one, other):
        assert call("synthetic", "--out", out, "--count", 5).exit_code == 0
    assert one.read_bytes() == other.read_bytes()
    instances, faults = load([one])
    assert len({each.query for each in instances}) == 5 and not faults


@pytest.mark.skipif(find_spec("trl") is not None, reason="the training extra is installed")
def test_what_is_not_installed_is_told(tmp_path: Path) -> None:
    data, model = tmp_path / "d.jsonl", tmp_path / "m"
    data.write_text("")
    model.mkdir()
    result = call("tune", "--model", model, "--data", data, "--out", tmp_path / "o")
    assert result.exit_code == 1
    assert "is not installed" in result.stderr and ".[training]" in result.stderr


def test_gguf_of_what_is_no_model(tmp_path: Path) -> None:
    pytest.importorskip("gguf")
    result = call("gguf", tmp_path, "--out", tmp_path / "o.gguf")
    assert result.exit_code == 2 and "no config.json" in result.stderr
