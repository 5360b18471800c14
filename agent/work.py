"""The tasks of one turn: run side by side, and none of them twice."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from agent.care import Care
from agent.events import Step, ToolFinished, ToolStarted
from agent.messages import ToolCall, Usage
from agent.planners.base import Result, Tasks
from agent.planners.calls import arguments_of, tool_of, value_of
from agent.prompts.wording import Wording
from agent.running import as_tool_error, told_by
from agent.spending import counting
from agent.text import shortened
from tools.base import Tool, Toolbox, ToolError

_TRIES = 2
"""How often a task that fails may be run in all."""
_LONGEST = 32_000
"""Bytes of a result beyond which it is shortened."""


@dataclass
class _Task:
    """One call on its way to a result: ``tool`` is None when it is not to be run."""

    call: ToolCall
    tool: Tool[Any] | None = None
    arguments: BaseModel | None = None
    key: tuple[str, str] = ("", "")
    twin: "_Task | None" = None
    text: str = ""
    failed: bool = False
    fault: bool = False
    seconds: float = 0.0


class Work:
    """Runs what the planner asks for and remembers what came of it.

    ``ran`` counts the tasks that were run; ``faults`` the steps in a row in which nothing could be
    run because the calls were wrong; ``repeats`` the steps that only repeated; ``withheld`` says
    that a task was not run because no more were allowed; ``usage`` is what tools took of models.
    """

    def __init__(self, toolbox: Toolbox, words: Wording, care: Care) -> None:
        self.results: tuple[Result, ...] = ()
        self.steps: list[Step] = []
        self.ran = 0
        self.faults = 0
        self.repeats = 0
        self.withheld = False
        self.usage = Usage()
        self._toolbox = toolbox
        self._words = words
        self._care = care
        self._calls = 0
        self._done: dict[tuple[str, str], str] = {}
        self._failures: Counter[tuple[str, str]] = Counter()

    async def run(self, asked: Tasks, *, most: int) -> AsyncGenerator[ToolStarted | ToolFinished]:
        """Run at most so many of the tasks; afterwards ``results`` tells of each, in order."""
        tasks: list[_Task] = []
        for call in asked.calls:
            tasks.append(self._prepare(call, tasks, most))
        refused = [task for task in tasks if task.tool is not None and await self._refuses(task)]
        running = [task for task in tasks if task.tool is not None]
        faults = [task for task in tasks if task.fault]
        for task in (*faults, *refused, *running):
            yield _started(task)
        for task in (*faults, *refused):
            yield self._finished(task, asked.thought)
        async with aclosing(self._side_by_side(running)) as finished:
            async for task in finished:
                yield self._finished(task, asked.thought)
        self._note(tasks, running, faults)

    def _note(self, tasks: Sequence[_Task], running: list[_Task], faults: list[_Task]) -> None:
        for task in tasks:
            if task.twin is not None:
                task.text = f"{task.twin.text}\n{self._words.already_done}"
                task.failed = task.twin.failed
        self.results = tuple(
            Result(call=task.call, text=task.text, failed=task.failed) for task in tasks
        )
        self.ran += len(running)
        self.faults = self.faults + 1 if faults and not running else 0
        self.repeats += not running and not faults

    def _prepare(self, call: ToolCall, before: Sequence[_Task], most: int) -> _Task:
        self._calls += 1
        call = replace(call, id=f"call{self._calls:05}", arguments=_as_json(call.arguments))
        try:
            tool = tool_of(self._toolbox, call.name)
            given = arguments_of(tool, call.arguments)
            call = replace(call, name=tool.name, arguments=json.dumps(given, ensure_ascii=False))
            with as_tool_error(tool, self._words):
                arguments = tool.parse(given)
                key = (tool.name, repr(arguments))
        except ToolError as error:
            return _Task(call=call, text=str(error), failed=True, fault=True)
        if key in self._done:
            text = f"{self._done[key]}\n{self._words.already_done}"
            return _Task(call=call, text=text)
        if self._failures[key] >= _TRIES:
            return _Task(call=call, text=self._words.failed_twice, failed=True)
        twin = next((task for task in before if task.tool is not None and task.key == key), None)
        if twin is not None:
            return _Task(call=call, twin=twin)
        if sum(task.tool is not None for task in before) >= most:
            self.withheld = True
            return _Task(call=call, text=self._words.no_more_tasks, failed=True)
        return _Task(call=call, tool=tool, arguments=arguments, key=key)

    async def _refuses(self, task: _Task) -> bool:
        """Whether the task is not to be run: then it tells why, and is not asked about again."""
        assert task.tool is not None
        if await self._care.allows(task.tool, task.call.arguments):
            return False
        why = self._words.not_allowed if task.tool.acts else self._words.strange_address
        task.tool, task.text, task.failed = None, why, True
        self._failures[task.key] = _TRIES
        return True

    async def _side_by_side(self, tasks: Sequence[_Task]) -> AsyncGenerator[_Task]:
        """Start the tasks in order; each comes out when it has ended."""
        running = {asyncio.create_task(self._run(task)): task for task in tasks}
        try:
            while running:
                ended, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for one in [one for one in running if one in ended]:
                    one.result()
                    yield running.pop(one)
        finally:
            for one in running:
                one.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def _run(self, task: _Task) -> None:
        assert task.tool is not None and task.arguments is not None
        started = time.monotonic()
        try:
            with self._counted():
                text = await told_by(task.tool, task.arguments, self._words)
            self._care.read(text, task.call.arguments)
            task.text = shortened(text, _LONGEST, self._words.left_out)
            self._done[task.key] = task.text
        except ToolError as error:
            task.text, task.failed = str(error), True
            self._care.read(task.text, task.call.arguments)
            self._failures[task.key] += 1
        task.seconds = time.monotonic() - started

    @contextmanager
    def _counted(self) -> Iterator[None]:
        """What a tool takes of a model counts, whatever comes of it."""
        with counting() as spent:
            try:
                yield
            finally:
                self.usage = sum(spent, self.usage)

    def _finished(self, task: _Task, thought: str) -> ToolFinished:
        self.steps.append(
            Step(
                thought=thought,
                tool=task.call.name,
                arguments=task.call.arguments,
                result=task.text,
                failed=task.failed,
            )
        )
        return ToolFinished(
            call_id=task.call.id,
            tool=task.call.name,
            result=task.text,
            failed=task.failed,
            seconds=task.seconds,
        )


def _as_json(text: str) -> str:
    """Arguments as JSON, whatever the model wrote."""
    return json.dumps(value_of(text), ensure_ascii=False)


def _started(task: _Task) -> ToolStarted:
    return ToolStarted(call_id=task.call.id, tool=task.call.name, arguments=task.call.arguments)
