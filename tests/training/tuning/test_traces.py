import json
from datetime import UTC, datetime
from typing import Any

from agent.events import Step
from agent.history import Outcome, Question, Rating, Record
from agent.profile import Profile
from bot.telemetry import Redactor
from tools.builtin import toolbox
from training.tuning.pseudonyms import Pseudonyms
from training.tuning.traces import Exporter

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TOOLS = toolbox(clock=lambda: NOON, zone=UTC)
SUM = Step(
    thought="add", tool="calculator", arguments='{"expression": "1+1"}', result="2", failed=False
)
EXPORTER = Exporter(
    consenting=frozenset({("telegram", "77001")}),
    toolbox=TOOLS,
    profile=Profile(),
    redact=Redactor(["hunter2secret"]),
    salt="salt",
)


def record(
    place: int,
    text: str,
    answer: str = "It is 2.",
    *,
    sender: str = "77001",
    steps: tuple[Step, ...] = (SUM,),
    ratings: dict[str, Rating] | None = None,
    reason: Any = "answered",
) -> Record:
    return Record(
        place=place,
        question=Question(
            turn_id=f"telegram:{place}",
            conversation="telegram:-100555",
            platform="telegram",
            sender_id=sender,
            sender_name="Ada Lovelace",
            text=text,
            asked_at=NOON,
        ),
        outcome=Outcome(answer=answer, reason=reason, steps=steps),
        ratings={"77001": "up"} if ratings is None else ratings,
    )


def test_a_liked_turn_becomes_the_calls_that_led_to_it() -> None:
    (instance,) = EXPORTER.instances([record(1, "What is 1+1?")])
    plan, end, conclusion = instance.calls
    assert json.loads(plan.output)["command"] == {
        "name": "calculator",
        "args": {"expression": "1+1"},
    }
    assert "What is 1+1?" in plan.instruction and "calculator" in plan.instruction
    assert json.loads(end.output)["command"]["name"] == "task_complete"
    assert '"result": "2"' in end.instruction
    assert conclusion.output == "It is 2."
    assert instance.source == "kwai-agent" and "calculator" in instance.function_names


def test_a_failed_step_is_remembered_and_not_taught() -> None:
    failed = Step(thought="", tool="calculator", arguments="{}", result="Wrong", failed=True)
    (instance,) = EXPORTER.instances([record(1, "Sum?", steps=(failed, SUM))])
    assert len(instance.calls) == 3 and "Wrong" in instance.calls[0].instruction


def test_only_what_was_liked_by_people_who_consent_is_used() -> None:
    stranger = record(1, "My secret plan", sender="88002")
    told = [
        stranger,
        record(2, "disliked", ratings={"77001": "up", "9": "down"}),
        record(3, "unrated", ratings={}),
        record(4, "stopped", reason="stopped"),
        record(
            5, "gone", steps=(Step(thought="", tool="x", arguments="{}", result="", failed=False),)
        ),
        record(6, "And 2+2?"),
    ]
    (instance,) = EXPORTER.instances(told)
    assert instance.query == "And 2+2?"
    prompt = instance.calls[0].instruction
    assert "unrated" in prompt and "secret plan" not in prompt and "stopped" not in prompt


def test_nobody_is_named_and_no_secret_told() -> None:
    text = (
        "I'm Ada (ada@lovelace.org, @ada_l, +44 20 7946 0958, 13812345678, id 77001); "
        "the password is hunter2secret, card 4111 1111 1111 1111, host 10.1.2.3"
    )
    (instance,) = EXPORTER.instances([record(1, text, "Hello Ada Lovelace from -100555!")])
    written = repr(instance)
    for secret in (
        "Ada", "Lovelace", "lovelace", "ada_l", "7946", "138123", "77001", "hunter2", "4111",
        "10.1.2.3", "100555", "telegram",
    ):  # fmt: skip
        assert secret not in written
    assert "Hello Person1 from" in written


def test_dates_and_sums_stay_and_words_are_no_names() -> None:
    hide = Pseudonyms(["Al May", "小明"], [], lambda text: text)
    text = "From 2024-01-01 to 2024-03-01 it is maybe 123456 / 3.5; 小明 and May know 1.5.2"
    wanted = text.replace("小明", "Person2").replace(" May ", " Person1 ")
    assert hide(text) == wanted
