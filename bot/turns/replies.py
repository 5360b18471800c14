"""A turn as the person sees it: the reply that its events make, and the last one."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import assert_never

from adapters.base import Activity, Button, Packed, Reply
from agent.events import (
    AgentEvent,
    Finished,
    Step,
    Summarised,
    TextDelta,
    Thought,
    ToolFinished,
    ToolStarted,
)
from agent.history import Outcome
from agent.profile import Language
from bot.words import notice, words


@dataclass(frozen=True, kw_only=True)
class File:
    """A text file that goes with a command's answer; without backticks, for a fence may hold it."""

    name: str
    media_type: str
    text: str


class Progress:
    """The reply and the steps that have grown out of the events of a turn so far."""

    def __init__(self) -> None:
        self.text = ""
        self._activities: list[Activity] = []
        self._steps: list[Step] = []
        self._running: dict[str, tuple[int, int]] = {}
        self._thought = ""

    def take(self, event: AgentEvent) -> None:
        """Let the next event have its effect."""
        match event:
            case TextDelta():
                self.text += event.text
            case Thought():
                self.text, self._thought = "", event.text
                self._activities.append(Activity(kind="thought", title=event.text))
            case ToolStarted():
                self._start(event)
            case ToolFinished():
                self._finish(event)
            case Finished():
                self.text = event.answer
            case Summarised():
                pass
            case _:
                assert_never(event)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The finished steps, in the order in which they were begun."""
        running = {step for _, step in self._running.values()}
        return tuple(step for place, step in enumerate(self._steps) if place not in running)

    def reply(self, notice: str = "") -> Reply:
        return Reply(text=self.text, activities=tuple(self._activities), notice=notice)

    def _start(self, event: ToolStarted) -> None:
        # Models number their calls anew in each message, so a later call may have the same id.
        self._running[event.call_id] = (len(self._activities), len(self._steps))
        self._activities.append(
            Activity(kind="tool", title=event.tool, detail=event.arguments, state="running")
        )
        self._steps.append(
            Step(
                thought=self._thought,
                tool=event.tool,
                arguments=event.arguments,
                result="",
                failed=False,
            )
        )
        self.text = self._thought = ""

    def _finish(self, event: ToolFinished) -> None:
        places = self._running.pop(event.call_id, None)
        if places is None:
            return
        activity, step = places
        self._activities[activity] = replace(
            self._activities[activity],
            result=event.result,
            state="failed" if event.failed else "done",
        )
        self._steps[step] = replace(self._steps[step], result=event.result, failed=event.failed)


def with_file(reply: Reply, file: File) -> Reply:
    """The reply with a file, which is written out where people are sent none."""
    kind = file.name.rpartition(".")[2]
    packed = Packed(
        name=file.name,
        media_type=file.media_type,
        data=file.text.encode(),
        caption=reply.text,
    )
    text = f"{reply.text}\n\n```{kind}\n{file.text}\n```"
    return replace(reply, text=text, packed=packed)


def final_reply(outcome: Outcome, language: Language) -> Reply:
    """What stays of a turn that has ended; the same whenever it is made."""
    return Reply(
        text=outcome.answer,
        activities=tuple(activities(outcome.steps)),
        notice=notice("stopped", language) if outcome.reason == "stopped" else "",
        final=True,
        model=outcome.model,
        tokens=outcome.usage.prompt + outcome.usage.completion,
    )


def during(subject: str, language: Language) -> tuple[Button, ...]:
    """The buttons of a running turn."""
    return (Button(action="stop", label=words(language).stop_button, subject=subject),)


def after(subject: str, language: Language) -> tuple[Button, ...]:
    """The buttons of a turn that has ended."""
    said = words(language)
    return (
        Button(action="retry", label=said.again_button, subject=subject),
        Button(action="up", label=said.up_button, subject=subject),
        Button(action="down", label=said.down_button, subject=subject),
    )


def activities(steps: Iterable[Step]) -> Iterable[Activity]:
    """The steps of a turn that has ended, for people to look at."""
    for step in steps:
        if step.thought:
            yield Activity(kind="thought", title=step.thought)
        if step.tool:
            yield Activity(
                kind="tool",
                title=step.tool,
                detail=step.arguments,
                result=step.result,
                state="failed" if step.failed else "done",
            )
