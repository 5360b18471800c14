"""The turn: memory, plan, tools, reflection, and again, until the answer stands."""

import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace

from agent.care import Care
from agent.dialogue import Dialogue, TooLong
from agent.events import AgentEvent, Finished, Reason, Thought
from agent.memory import Ask
from agent.messages import Usage
from agent.planners.base import Answer, Conclude, Exchange, Malformed, Move, Tasks
from agent.planners.markup import visible
from agent.prompts import wording
from agent.work import Work

_ASKED = 3
"""How often the model is asked for one step in all when its words can't be used."""
_MOST_REPEATS = 2
"""The step of nothing but repeats at which the agent concludes."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one turn may use.

    ``steps`` is how many tasks may be run (with 1 the first task's result is concluded from at
    once, with 0 there are none), ``seconds`` wall time after which no further task is planned,
    ``tokens`` the same for prompt and completion tokens of all its model calls.
    """

    steps: int = 8
    seconds: float = 300.0
    tokens: int = 200_000


class Turn:
    """One question on its way to its answer."""

    def __init__(self, talk: Dialogue, limits: Limits) -> None:
        self._talk = talk
        self._limits = limits
        self._words = wording(talk.scene.language)
        care = Care(talk.sources, talk.scene.toolbox.consent)
        self._work = Work(talk.scene.toolbox, self._words, care)
        self._until = time.monotonic() + limits.seconds
        self._move: Move = Conclude()
        self._answer = ""
        self._last_words = ""
        self._reason: Reason = "answered"

    async def events(self) -> AsyncGenerator[AgentEvent]:
        """All that happens, at last `Finished`. Raises `ModelError` when there is no model."""
        try:
            async with aclosing(self._think()) as events:
                async for event in events:
                    yield event
        except TooLong:
            self._answer, self._reason = self._words.too_long, "no_answer"
        answer = self._worded()
        for event in self._talk.rest(answer):
            yield event
        yield Finished(
            answer=answer,
            reason=self._reason,
            steps=tuple(self._work.steps),
            usage=self._usage,
            model=self._talk.name,
        )

    @property
    def _usage(self) -> Usage:
        return self._talk.usage + self._work.usage

    def _worded(self) -> str:
        """The answer as the person gets it, which also says why it is none or incomplete."""
        said = self._answer or self._last_words
        answer = self._talk.sources.shown(self._talk.citations.linked(said))
        if not answer:
            answer, self._reason = self._words.no_answer, "no_answer"
        if used := self._talk.citations.used(said):
            answer = f"{answer}\n\n{used}"
        if note := self._words.stopped.get(self._reason):
            answer = f"{answer}\n\n{note.format(limit=self._limits.steps)}"
        return f"{answer}\n\n{self._words.cant_see}" if self._talk.blind else answer

    async def _think(self) -> AsyncGenerator[AgentEvent]:
        """Remember, work, and conclude unless the work ended in an answer."""
        async for event in self._talk.remember():
            yield event
        await self._talk.recall()
        if self._limits.steps > 0 and self._talk.scene.toolbox.tools:
            async for event in self._plan_and_run():
                yield event
        if not self._answer:
            async for event in self._conclude():
                yield event

    async def _plan_and_run(self) -> AsyncGenerator[AgentEvent]:
        """One step after another, until there is an answer, nothing to do, or a limit."""
        while (limit := self._spent()) is None:
            async for event in self._next_move():
                yield event
            match self._move:
                case Tasks() as tasks if self._work.ran < self._limits.steps:
                    async for event in self._run(tasks):
                        yield event
                case Tasks():
                    limit = "step_limit"
                case Answer(text=text):
                    self._answer = text
                case Conclude(reason=reason):
                    self._last_words = reason
            if limit or not isinstance(self._move, Tasks) or self._enough():
                break
        self._reason = limit or ("step_limit" if self._work.withheld else "answered")

    def _enough(self) -> bool:
        """Whether to conclude without asking what is next: one-step mode, or nothing new comes."""
        one_step = self._limits.steps == 1 and self._work.ran == 1
        stuck = self._work.repeats >= _MOST_REPEATS or self._work.faults >= _ASKED
        return one_step or stuck or self._work.withheld

    def _spent(self) -> Reason | None:
        if time.monotonic() >= self._until:
            return "time_limit"
        if self._usage.prompt + self._usage.completion >= self._limits.tokens:
            return "token_limit"
        return None

    async def _next_move(self) -> AsyncGenerator[AgentEvent]:
        """Ask for the next step, again with the reason when the words can't be used."""
        for _ in range(_ASKED):
            async for event in self._talk.ask(self._talk.planner.plan, concluding=False):
                yield event
            try:
                self._move = self._read()
                return
            except Malformed as error:
                self._talk.learn(Exchange(said=self._talk.said, feedback=str(error)))
            for withdrawn in self._talk.withdraw():
                yield withdrawn
        self._move = Conclude()

    async def _run(self, tasks: Tasks) -> AsyncGenerator[AgentEvent]:
        withdrawn = self._talk.withdraw()
        thought = self._talk.sources.shown(tasks.thought)
        for event in [Thought(text=thought)] if thought else withdrawn:
            yield event
        most = self._limits.steps - self._work.ran
        async with aclosing(self._work.run(tasks, most=most)) as events:
            async for happened in events:
                yield happened
        said = self._talk.said
        task = " ".join((tasks.thought, *(call.arguments for call in tasks.calls)))
        results = await self._talk.recall_on(task, self._work.results)
        self._talk.learn(Exchange(said=said, thought=tasks.thought, results=results))

    async def _conclude(self) -> AsyncGenerator[AgentEvent]:
        """Ask for the answer, again when what comes is none."""
        talk = self._talk
        done = tuple(exchange for exchange in talk.scene.exchanges if exchange.results)
        talk.scene = replace(talk.scene, exchanges=done)
        for _ in range(_ASKED):
            for withdrawn in talk.withdraw():
                yield withdrawn
            async for event in talk.ask(self._concluding(), concluding=True):
                yield event
            move = self._read_conclusion()
            if isinstance(move, Answer):
                self._answer = move.text + ("…" if talk.said.cut else "")
                return
            if isinstance(move, Tasks) and self._may_run_more():
                async for event in self._run(move):
                    yield event
            else:
                talk.learn(Exchange(said=talk.said, feedback=self._words.no_answer_in_it))

    def _concluding(self) -> Ask:
        why = self._words.why.get(self._reason, "")
        return lambda scene: self._talk.planner.conclude(scene, why=why)

    def _may_run_more(self) -> bool:
        within = self._work.ran < self._limits.steps and not self._enough()
        return self._reason == "answered" and within

    def _read_conclusion(self) -> Move | None:
        """The answer, or tasks that the model would rather run; None when it said nothing."""
        said = self._talk.said.text
        try:
            move = self._read()
        except Malformed:
            text = visible(self._talk.planner.shown(said, concluding=True), complete=True)
            return Answer(text=text) if text and not self._is_data(text) else None
        if isinstance(move, Conclude):
            self._last_words = move.reason or self._last_words
            return None
        return move

    def _read(self) -> Move:
        """What the model wants. Raises `Malformed`, also for data where words are wanted."""
        move = self._talk.planner.read(self._talk.said, self._talk.scene)
        if isinstance(move, Answer) and self._is_data(move.text):
            raise Malformed(self._words.no_answer_in_it)
        return move

    def _is_data(self, text: str) -> bool:
        """Whether the text is bare JSON that nobody asked for."""
        asked = any(sign in self._talk.scene.question.casefold() for sign in ("json", "{"))
        return text.startswith(("{", "[{", "｛")) and not asked
