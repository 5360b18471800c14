"""The events of a turn as the person sees them."""

from agent.events import Finished, Step, Summarised, TextDelta, Thought, ToolFinished, ToolStarted
from agent.history import Ending, Outcome
from agent.messages import Usage
from bot.turns.replies import Progress, final_reply


def started(call: str, tool: str = "calculator") -> ToolStarted:
    return ToolStarted(call_id=call, tool=tool, arguments='{"e": "1+1"}')


def finished(call: str, result: str = "2", failed: bool = False) -> ToolFinished:
    return ToolFinished(call_id=call, tool="calculator", result=result, failed=failed, seconds=0.1)


def after(*events: TextDelta | Thought | ToolStarted | ToolFinished | Summarised) -> Progress:
    progress = Progress()
    for event in events:
        progress.take(event)
    return progress


def shown(progress: Progress) -> list[tuple[str, str, str, str]]:
    return [(a.kind, a.title, a.result, a.state) for a in progress.reply().activities]


def test_text_grows_and_is_withdrawn() -> None:
    progress = after(TextDelta(text="I will "), TextDelta(text="add"))
    assert progress.reply().text == "I will add"
    progress.take(started("1"))
    assert progress.reply().text == ""
    assert after(TextDelta(text="hm"), Thought(text="add")).reply().text == ""
    assert after(TextDelta(text="hm"), Summarised(summary="s", turns=1)).reply().text == "hm"


def test_tools_run_side_by_side() -> None:
    progress = after(Thought(text="Add twice."), started("1"), started("2"), finished("2", "4"))
    assert shown(progress) == [
        ("thought", "Add twice.", "", "done"),
        ("tool", "calculator", "", "running"),
        ("tool", "calculator", "4", "done"),
    ]
    assert [step.result for step in progress.steps] == ["4"]
    progress.take(finished("1", "no", failed=True))
    assert shown(progress)[1] == ("tool", "calculator", "no", "failed")
    assert [(s.thought, s.result, s.failed) for s in progress.steps] == [
        ("Add twice.", "no", True),
        ("", "4", False),
    ]


def test_a_later_call_may_have_the_same_id() -> None:
    progress = after(started("1"), finished("1", "2"), started("1"), finished("1", "3"))
    progress.take(finished("unknown"))
    assert [step.result for step in progress.steps] == ["2", "3"]
    assert [each[2] for each in shown(progress)] == ["2", "3"]


def test_the_last_event_has_the_answer() -> None:
    progress = after(TextDelta(text="Tw"))
    end = Finished(answer="Two.", reason="answered", steps=(), usage=Usage(), model="m")
    progress.take(end)
    assert progress.reply().text == "Two."


def outcome(reason: Ending, answer: str = "Two.") -> Outcome:
    step = Step(thought="Add.", tool="calculator", arguments="{}", result="2", failed=False)
    thought_only = Step(thought="Done.", tool="", arguments="", result="", failed=False)
    return Outcome(
        answer=answer,
        reason=reason,
        steps=(step, thought_only),
        usage=Usage(calls=2, prompt=30, completion=4),
        model="m",
    )


def test_the_final_reply_is_made_of_what_was_kept() -> None:
    reply = final_reply(outcome("answered"), "en")
    assert reply.final and (reply.text, reply.notice) == ("Two.", "")
    assert (reply.model, reply.tokens) == ("m", 34)
    assert [(a.kind, a.title) for a in reply.activities] == [
        ("thought", "Add."),
        ("tool", "calculator"),
        ("thought", "Done."),
    ]


def test_only_a_stopped_turn_says_so_beside_its_answer() -> None:
    assert final_reply(outcome("stopped"), "en").notice == "Stopped."
    assert final_reply(outcome("stopped"), "zh").notice == "已停止。"
    assert final_reply(outcome("failed", "Sorry"), "en").notice == ""
