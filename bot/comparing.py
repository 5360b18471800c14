"""`kagentsys bench agents`: whole agents asked open questions, with tools, and graded."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import get_args

from agent.events import Finished
from agent.history import History
from agent.loop import Agent
from agent.model import ChatModel, ModelError
from agent.profile import PlannerName
from benchmark.agents import Graded, agents_table
from benchmark.human import human_json, human_markdown, human_table
from benchmark.inference import checksum
from benchmark.journal import Journal, JournalMismatch, open_journal
from benchmark.jsonl import Fault
from benchmark.judging import Grade, NoGrade, grade
from benchmark.open_questions import OpenQuestion, read_questions, says
from benchmark.report import write
from bot.config import Settings
from bot.database import open_database
from bot.failures import BadValue, Failure
from bot.inferring import Spoken, benchmark_model
from bot.persona import persona
from bot.terminal.display import note
from bot.toolbox import installed_tools
from storage.agent_answers import AgentAnswer, AgentAnswers, Rated
from tools.base import ToolError

AGENTS: tuple[PlannerName, ...] = ("noagent", "react", "autogpt", "kagentsys")
"""Those that the paper compares."""
_KNOWN: tuple[str, ...] = get_args(PlannerName)
_ANSWER = "answer"
_NOBODY = "Nobody has rated an answer yet: /rate in a chat, or kagentsys bench rate."


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What is compared: agents on questions; ``offered`` puts the answers up for people to rate.

    ``judge`` are the settings of the judge's server, None for no judge.
    """

    questions: Path
    out: Path
    agents: tuple[str, ...] = AGENTS
    concurrency: int = 4
    limit: int | None = None
    judge: Settings | None = None
    offered: bool = False

    @property
    def journal(self) -> Path:
        return self.out.with_name(f"{self.out.name}.journal")


def compare_agents(
    settings: Settings, what: Comparison, tell: Callable[[Sequence[Fault]], None]
) -> int:
    """Ask, grade and print the table; the exit code is 1 when answers or grades are missing.

    Raises `BadValue`, `Failure` and `ModelError`.
    """
    if unknown := [name for name in what.agents if name not in _KNOWN]:
        raise BadValue(f"--agents: {', '.join(unknown)} is none of {', '.join(_KNOWN)}")
    try:
        questions, faults = read_questions(what.questions)
        tell(faults)
        questions = questions[: what.limit]
        if not questions:
            raise BadValue(f"{what.questions}: there is no question in it")
        return asyncio.run(_compare(settings, what, questions))
    except JournalMismatch as error:
        raise BadValue(f"{error}. Take another --out, or delete it") from error
    except OSError as error:
        raise Failure(f"{error.filename or what.journal}: {error.strerror}") from error
    except KeyboardInterrupt:
        note(f"Stopped. What was answered is in {what.journal}; the same command goes on from it.")
        raise


async def _compare(settings: Settings, what: Comparison, questions: Sequence[OpenQuestion]) -> int:
    async with AsyncExitStack() as stack:
        spoken = await stack.enter_async_context(benchmark_model(settings, sampled=False))
        judge = await stack.enter_async_context(_judge(what))
        run = {"questions file": checksum(what.questions), "model": spoken.name}
        journal = stack.enter_context(open_journal(what.journal, run))
        asking = _Asking(settings, spoken.model, judge, journal)
        pairs = [(agent, question) for question in questions for agent in what.agents]
        note(f"Asking {spoken.name} {len(questions)} questions as {', '.join(what.agents)}")
        troubles = await asking.all(pairs, what.concurrency)
        await journal.settle()
    graded = {
        agent: [
            each for question in questions if (each := asking.graded(agent, question)) is not None
        ]
        for agent in what.agents
    }
    table = agents_table(spoken.name, graded)
    print(table, end="")
    _write(what.out, asking, pairs)
    if what.offered:
        await _offer(settings, spoken.name, what, asking, pairs)
    if troubles:
        note(f"{len(troubles)} of {len(pairs)} are missing, such as: {troubles[0]}")
        note("The same command asks them again.")
    return 1 if troubles else 0


@asynccontextmanager
async def _judge(what: Comparison) -> AsyncIterator[Spoken | None]:
    if what.judge is None:
        yield None
        return
    async with benchmark_model(what.judge, sampled=False) as spoken:
        yield spoken


class _Asking:
    """Asks agents and the judge, and keeps in the journal what comes."""

    def __init__(
        self, settings: Settings, model: ChatModel, judge: Spoken | None, journal: Journal
    ) -> None:
        self._settings = settings
        self._model = model
        self._judge = judge
        self._journal = journal
        self._grading = f"grade by {judge.name}" if judge else ""

    async def all(self, pairs: Sequence[tuple[str, OpenQuestion]], concurrency: int) -> list[str]:
        """Ask what the journal does not have; why what is missing is so."""
        ahead = iter(pairs)
        troubles: list[str] = []

        async def work() -> None:
            for agent, question in ahead:
                try:
                    await self._one(agent, question)
                except (ModelError, NoGrade) as error:
                    troubles.append(str(error))

        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(concurrency):
                    group.create_task(work())
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from None
        return troubles

    async def _one(self, agent: str, question: OpenQuestion) -> None:
        if self.answer(agent, question) is None:
            said = await self._answered(agent, question)
            kept = {"text": said.answer, "steps": len(said.steps), "reason": said.reason}
            text = json.dumps(kept, ensure_ascii=False)
            self._journal.add((agent, question.id, _ANSWER), text, said.usage)
            await self._journal.settle()
        if self._judge is not None and self._grade(agent, question) is None:
            answer = self.answer(agent, question) or ""
            given = await grade(self._judge.model, question, answer)
            text = json.dumps(asdict(given), ensure_ascii=False)
            self._journal.add((agent, question.id, self._grading), text)

    async def _answered(self, agent: str, question: OpenQuestion) -> Finished:
        profile = replace(persona(self._settings), planner=agent)  # type: ignore[arg-type]
        clock = self._clock(question)
        tools = installed_tools(self._settings, clock, model=self._model)
        try:
            mind = Agent(model=self._model, toolbox=tools, profile=profile, clock=clock)
        except ToolError as error:
            raise BadValue(f"tools: {error}") from None
        async with aclosing(mind.run(History(), question.question)) as events:
            async for event in events:
                if isinstance(event, Finished):
                    return event
        raise RuntimeError("the agent ended without saying so")

    def _clock(self, question: OpenQuestion) -> Callable[[], datetime]:
        now = question.now
        return self._settings.now if now is None else lambda: now

    def answer(self, agent: str, question: OpenQuestion) -> str | None:
        kept = self._journal.answers.get((agent, question.id, _ANSWER))
        return None if kept is None else str(json.loads(kept)["text"])

    def _grade(self, agent: str, question: OpenQuestion) -> Grade | None:
        kept = self._journal.answers.get((agent, question.id, self._grading))
        return None if kept is None else Grade(**json.loads(kept))

    def graded(self, agent: str, question: OpenQuestion) -> Graded | None:
        """The judge's grade; without a judge what the question's own check says."""
        answer = self.answer(agent, question)
        if answer is None:
            return None
        if self._judge is not None:
            given = self._grade(agent, question)
            return Graded(passed=given.correct, score=given.score) if given else None
        return Graded(passed=says(answer, question.checks)) if question.checks else None

    def told(self, pairs: Sequence[tuple[str, OpenQuestion]]) -> Iterator[dict[str, object]]:
        """Each answer with all that is known of it."""
        for agent, question in pairs:
            answer = self.answer(agent, question)
            if answer is not None:
                given = self._grade(agent, question)
                yield {
                    "agent": agent,
                    "id": question.id,
                    "question": question.question,
                    "reference": question.reference,
                    "answer": answer,
                    "check": says(answer, question.checks) if question.checks else None,
                    "grade": asdict(given) if given else None,
                }


def _write(out: Path, asking: _Asking, pairs: Sequence[tuple[str, OpenQuestion]]) -> None:
    lines = [json.dumps(each, ensure_ascii=False) for each in asking.told(pairs)]
    out.write_bytes("".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace"))
    print(f"\n{len(lines)} answers are in {out}")


async def _offer(
    settings: Settings,
    model: str,
    what: Comparison,
    asking: _Asking,
    pairs: Sequence[tuple[str, OpenQuestion]],
) -> None:
    answers = [
        AgentAnswer(
            batch=what.out.stem,
            model=model,
            agent=agent,
            question_id=question.id,
            question=question.question,
            reference=question.reference,
            answer=answer,
        )
        for agent, question in pairs
        if (answer := asking.answer(agent, question)) is not None
    ]
    async with open_database(settings) as engine:
        await AgentAnswers(engine).offer(answers)
    print(f"{len(answers)} answers may be rated by people, who don't see whose they are: /rate")


def print_ratings(
    settings: Settings, batch: str, json_file: Path | None, markdown: Path | None
) -> int:
    """Print what people think, and write it; the exit code is 1 when nobody has rated.

    Raises `OSError`.
    """

    async def read() -> tuple[Rated, ...]:
        async with open_database(settings) as engine:
            return await AgentAnswers(engine).ratings(batch)

    table = human_table(asyncio.run(read()))
    text = human_markdown(table)
    print(text or f"{_NOBODY}\n", end="")
    if json_file:
        write(json_file, human_json(table))
    if markdown:
        write(markdown, text)
    return 0 if text else 1
