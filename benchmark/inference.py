"""Asking a model what KAgentBench asks, many prompts side by side, and keeping what it says."""

import asyncio
import hashlib
import json
import os
import random
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from agent.chat_completions import Sampling
from agent.messages import AssistantMessage, Usage, UserMessage
from agent.model import (
    ChatModel,
    ContextOverflow,
    ModelError,
    ModelMisconfigured,
    ModelUnavailable,
    Request,
)
from benchmark.answers import canonical
from benchmark.cases import Case, Kind, with_answers
from benchmark.journal import Key
from benchmark.jsonl import Fault, read_jsonl
from benchmark.pruning import pruned

SAMPLING = Sampling(temperature=0.1, top_p=0.75, top_k=40)
ANSWER_TOKENS = 520
PROMPT_TOKENS = 3096
_LEAST_FAILURES = 12
_FRAME_TOKENS = 64
"""What a chat template may put around a prompt."""


class Answers(Protocol):
    """Where the answers are kept, so that nothing is paid twice."""

    @property
    def answers(self) -> Mapping[Key, str]:
        """What was answered so far."""
        ...

    def add(self, key: Key, text: str, usage: Usage) -> None:
        """Take an answer. Raises `OSError`."""
        ...

    async def settle(self) -> None:
        """Returns when all that was taken will be there after a power cut."""
        ...


class NothingToAsk(Exception):
    """The choice of cases leaves none, or names what there is not; the message says which."""


class CasesChanged(Exception):
    """The cases file changed while its cases were being asked."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """One prompt of a case."""

    case: Case
    template: str

    @property
    def key(self) -> Key:
        return self.case.kind, self.case.id, self.template


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Which cases are asked; empty means all.

    ``limit`` is how many records: the first ones, or with a ``seed`` a sample that is the same for
    the same seed. A profile's one prompt has no template, so that ``templates`` leaves it in.
    """

    kinds: tuple[Kind, ...] = ()
    templates: tuple[str, ...] = ()
    limit: int | None = None
    seed: int | None = None


@dataclass(kw_only=True)
class Tally:
    """How far a run is, in prompts. ``kept`` were answered by an earlier run."""

    total: int
    kept: int
    answered: int = 0
    failures: dict[Key, str] = field(default_factory=dict)

    @property
    def done(self) -> int:
        return self.kept + self.answered + len(self.failures)


Gate = Callable[[], Awaitable[str]]
"""Waited for before each prompt; what comes, if anything, is why no more is asked."""


async def open_gate() -> str:
    return ""


def checksum(cases: Path) -> str:
    """By which a changed cases file is noticed. Raises `OSError`."""
    with cases.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def questions(cases: Sequence[Case], choice: Choice) -> list[Question]:
    """What is asked, in the order of the cases. Raises `NothingToAsk`."""
    wanted = {canonical(name).casefold() for name in choice.templates}
    known = {
        canonical(name): None for case in cases if case.kind != "profile" for name in case.prompts
    }
    if unknown := wanted - {name.casefold() for name in known}:
        names = ", ".join(sorted(unknown))
        raise NothingToAsk(f"no case has the template {names}; there are: {', '.join(known)}")
    chosen = [case for case in cases if not choice.kinds or case.kind in choice.kinds]
    prompts = {case.line: list(_questions(case, wanted)) for case in chosen}
    lines = [line for line, asked in prompts.items() if asked]
    if choice.limit is not None and choice.limit < len(lines):
        lines = _some(lines, choice.limit, choice.seed)
    if not lines:
        raise NothingToAsk("no case is left to ask")
    return [question for line in lines for question in prompts[line]]


def _questions(case: Case, wanted: set[str]) -> Iterator[Question]:
    if case.kind == "profile":
        for template in list(case.prompts)[:1]:
            yield Question(case=case, template=template)
        return
    for template in case.prompts:
        if not wanted or canonical(template).casefold() in wanted:
            yield Question(case=case, template=template)


def _some(lines: list[int], limit: int, seed: int | None) -> list[int]:
    if seed is None:
        return lines[:limit]
    return sorted(random.Random(seed).sample(lines, limit))


def without_prompt(cases: Sequence[Case], file: str) -> list[Fault]:
    """The cases that there is nothing to ask of."""
    reason = "there is no prompt in it"
    return [
        Fault(file=file, line=case.line, id=case.id, field="prompt_input", reason=reason)
        for case in cases
        if not case.prompts
    ]


async def infer(
    model: ChatModel,
    asked: Sequence[Question],
    journal: Answers,
    *,
    concurrency: int = 4,
    watch: Callable[[Tally], None] = lambda tally: None,
    gate: Gate = open_gate,
) -> Tally:
    """Ask what the journal has no answer to; ``watch`` is told of each one that is done.

    A prompt that the model gave no answer to is a failure of the tally. When the model fails again
    and again, or the gate is shut, the rest is not asked and counts as failed. Raises
    `ModelMisconfigured` when the server refuses the very first prompts, and `OSError` when the
    journal can't be written.
    """
    open_ones = [question for question in asked if question.key not in journal.answers]
    tally = Tally(total=len(asked), kept=len(asked) - len(open_ones))
    patience = max(_LEAST_FAILURES, 3 * concurrency)
    run = _Run(model, journal, tally, watch, gate, patience=patience)
    watch(tally)
    ahead = iter(open_ones)
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(min(concurrency, len(open_ones))):
                group.create_task(run.work(ahead, group))
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None
    return tally


class _Run:
    """Workers that take prompts from one iterator until it ends."""

    def __init__(
        self,
        model: ChatModel,
        journal: Answers,
        tally: Tally,
        watch: Callable[[Tally], None],
        gate: Gate,
        *,
        patience: int,
    ) -> None:
        self._model = model
        self._journal = journal
        self._tally = tally
        self._watch = watch
        self._gate = gate
        self._patience = patience
        self._in_a_row = 0

    async def work(self, ahead: Iterator[Question], group: asyncio.TaskGroup) -> None:
        for question in ahead:
            if shut := self._given_up() or await self._gate():
                self._fail(question, f"not asked, because {shut}")
                continue
            try:
                said = await answer(self._model, question)
            except ModelMisconfigured as error:
                if not self._tally.answered:
                    raise
                self._fail(question, str(error))
            except ModelError as error:
                self._in_a_row += isinstance(error, ModelUnavailable)
                self._fail(question, str(error))
            else:
                self._in_a_row = 0
                self._journal.add(question.key, said.text, said.usage)
                group.create_task(self._journal.settle())
                self._tally.answered += 1
                self._watch(self._tally)

    def _given_up(self) -> str:
        return "the model kept failing" if self._in_a_row >= self._patience else ""

    def _fail(self, question: Question, reason: str) -> None:
        self._tally.failures[question.key] = reason
        self._watch(self._tally)


async def answer(model: ChatModel, question: Question) -> AssistantMessage:
    """What the model says; a prompt that its window can't hold is pruned further.

    Raises `ModelError`.
    """
    whole, tokens = question.case.prompts[question.template], PROMPT_TOKENS
    before = ""
    while True:
        prompt = await pruned(whole, question.case.memory, tokens, model.count)
        try:
            return await _said(model, prompt)
        except ContextOverflow as error:
            if prompt == before or tokens <= ANSWER_TOKENS:
                raise
            room = (error.window or tokens) - ANSWER_TOKENS - _FRAME_TOKENS
            before, tokens = prompt, min(tokens * 3 // 4, max(room, ANSWER_TOKENS))


async def _said(model: ChatModel, prompt: str) -> AssistantMessage:
    request = Request(messages=(UserMessage(text=prompt),), max_tokens=ANSWER_TOKENS)
    async with aclosing(model.stream(request)) as parts:
        async for part in parts:
            if isinstance(part, AssistantMessage):
                return part
    raise ModelUnavailable("The model's answer did not end.")


def write_predictions(
    cases: Path,
    out: Path,
    asked: Sequence[Question],
    answers: Mapping[Key, str],
    failures: Mapping[Key, str],
    expected: str,
) -> None:
    """Write the records of what was asked with what was said, at once and in the cases' order.

    ``expected`` is the cases' `checksum`. Raises `CasesChanged` and `OSError`.
    """
    if checksum(cases) != expected:
        raise CasesChanged(f"{cases} changed while its cases were being asked")
    by_line: dict[int, list[Question]] = {}
    for question in asked:
        by_line.setdefault(question.case.line, []).append(question)
    part = out.with_name(f"{out.name}.part")
    with part.open("wb") as file:
        for found in read_jsonl(cases):
            if isinstance(found, Fault) or found[0] not in by_line:
                continue
            line, record = found
            group = by_line[line]
            said = {q.template: answers[q.key] for q in group if q.key in answers}
            failed = {q.template: failures[q.key] for q in group if q.key in failures}
            told = with_answers(record, group[0].case.kind, said, failed)
            text = json.dumps(told, ensure_ascii=False) + "\n"
            file.write(text.encode("utf-8", "backslashreplace"))
        file.flush()
        os.fsync(file.fileno())
    part.replace(out)
