"""The answers of a run, kept in the database as they come, so that any process can go on."""

import asyncio
from collections.abc import Mapping, Sequence

from agent.messages import Usage
from benchmark.journal import Key
from storage.benchmark_runs import BenchmarkRuns
from storage.kept_runs import KeptAnswer


class KeptAnswers:
    """Answers of one run; ``usage`` are the tokens of all of them, from whichever process."""

    def __init__(self, store: BenchmarkRuns, run: str, kept: Sequence[KeptAnswer]) -> None:
        self._store = store
        self._run = run
        self._answers = {(each.kind, each.record, each.template): each.text for each in kept}
        self._new: list[KeptAnswer] = []
        self._writing = asyncio.Lock()
        self.usage = Usage(
            calls=len(kept),
            prompt=sum(each.prompt for each in kept),
            completion=sum(each.completion for each in kept),
        )

    @property
    def answers(self) -> Mapping[Key, str]:
        return self._answers

    def add(self, key: Key, text: str, usage: Usage) -> None:
        """Take an answer; `settle` writes it."""
        kind, record, template = key
        self._answers[key] = text
        self.usage += usage
        self._new.append(
            KeptAnswer(
                kind=kind,
                record=record,
                template=template,
                text=text,
                prompt=usage.prompt,
                completion=usage.completion,
            )
        )

    async def settle(self) -> None:
        """Write what was taken; those who wait together wait for one write."""
        async with self._writing:
            new = tuple(self._new)
            if new:
                await self._store.add_answers(self._run, new)
                del self._new[: len(new)]
