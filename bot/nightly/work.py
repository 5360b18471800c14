"""One run of the benchmark: asked, scored, compared with those before it, and kept."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from uuid import uuid4

import structlog
from sqlalchemy.exc import SQLAlchemyError

from agent.model import ModelError, ModelUnavailable
from benchmark.cases import read_cases
from benchmark.inference import Choice, NothingToAsk, Question, Tally, infer, questions
from bot.failures import BadValue, Failure
from bot.inferring import Spoken
from bot.models.gguf import UnusableModel
from bot.nightly.conclusion import Answered, Plan, conclude
from bot.nightly.journal import KeptAnswers
from bot.nightly.words import NightWords
from bot.turns.settle import failure_of
from storage.benchmark_runs import BenchmarkRuns
from storage.kept_runs import Asked, Ended, KeptRun

_KEPT_ANSWERS = 60
_EXPECTED = (ModelError, NothingToAsk, OSError, UnusableModel, BadValue, Failure)
_log = structlog.get_logger(__name__)


OpenModel = Callable[[], AbstractAsyncContextManager[Spoken]]
Watch = Callable[[Tally], None]


@dataclass(frozen=True, kw_only=True)
class Pace:
    """Seconds: between two signs of life, until silence means death, before asking again.

    ``parting`` is how long a process that is told to stop waits for answers on their way.
    """

    beat: float = 30.0
    silence: float = 180.0
    pauses: tuple[float, ...] = (60.0, 300.0)
    yielding: float = 0.5
    parting: float = 5.0


class Work:
    """Carries runs out. ``busy`` says whether people wait for the model: then nothing is asked."""

    def __init__(
        self,
        *,
        store: BenchmarkRuns,
        plan: Plan,
        open_model: OpenModel,
        clock: Callable[[], datetime],
        busy: Callable[[], bool] = lambda: False,
        pace: Pace | None = None,
    ) -> None:
        self.claimant = uuid4().hex
        self.store = store
        self.plan = plan
        self.clock = clock
        self.pace = pace or Pace()
        self._open_model = open_model
        self._busy = busy
        self._parting = False
        self._quiet = asyncio.Event()

    async def carry_out(self, run: KeptRun, watch: Watch = lambda tally: None) -> bool:
        """See a claimed run to its end; False when another process has taken it over.

        Cancelled, it leaves the run for another process to go on with. Raises `SQLAlchemyError`.
        """
        began = monotonic()
        self._parting = False
        self._quiet.set()
        working = asyncio.create_task(self._work(run, watch))
        beating = asyncio.create_task(self._beat(run, began))
        try:
            await asyncio.wait({working, beating}, return_when=asyncio.FIRST_COMPLETED)
            if not working.done():
                _log.warning("another process has taken the benchmark over", run=run.id)
                return False
            await self._beaten(run, began)
            ended = _ended(working, self.plan.words)
            return await self.store.finish(run.id, ended, claimant=self.claimant, at=self.clock())
        except asyncio.CancelledError:
            await self._part()
            await _stop(working, beating)
            await self.store.release(run.id, claimant=self.claimant)
            raise
        finally:
            await _stop(working, beating)

    async def _part(self) -> None:
        """Ask nothing more, and wait a little for what is on its way: it is paid for."""
        self._parting = True
        with suppress(TimeoutError):
            async with asyncio.timeout(self.pace.parting):
                await self._quiet.wait()

    async def _beat(self, run: KeptRun, began: float) -> None:
        """Give signs of life until they are not wanted any more."""
        while True:
            await asyncio.sleep(self.pace.beat)
            try:
                if not await self._beaten(run, began):
                    return
            except SQLAlchemyError as error:
                _log.warning("no sign of life could be given", run=run.id, error=str(error))

    async def _beaten(self, run: KeptRun, began: float) -> bool:
        seconds = run.seconds + monotonic() - began
        return await self.store.beat(
            run.id, claimant=self.claimant, at=self.clock(), seconds=seconds
        )

    async def _work(self, run: KeptRun, watch: Watch) -> Ended:
        cases, faults = await asyncio.to_thread(read_cases, self.plan.cases)
        limit = self.plan.sample or None
        asked = questions(cases, Choice(limit=limit, seed=self.plan.seed))
        tally = Tally(total=len(asked), kept=0)
        for pause in (*self.pace.pauses, None):
            self._quiet.clear()
            try:
                tally = await self._ask(run, asked, watch)
                trouble = next(iter(tally.failures.values()), "")
            except ModelUnavailable as error:
                trouble = str(error)
                if pause is None:
                    raise
            finally:
                self._quiet.set()
            if not trouble or pause is None or self._spent(trouble):
                break
            if not self._parting:
                _log.warning("the benchmark waits for the model", run=run.id, trouble=trouble)
            await asyncio.sleep(pause)
        await self.store.forget_answers(_KEPT_ANSWERS)
        return await conclude(self.store, self.plan, run.id, Answered(asked, tally, faults))

    def _spent(self, trouble: str) -> bool:
        return bool(self.plan.tokens) and trouble.endswith(_CEILING)

    async def _ask(self, run: KeptRun, asked: Sequence[Question], watch: Watch) -> Tally:
        async with self._open_model() as spoken:
            what = Asked(
                model=spoken.name,
                cases=self.plan.what,
                checksum=await asyncio.to_thread(self.plan.same),
                settings={"concurrency": str(self.plan.concurrency)},
                prompts=len(asked),
            )
            await self.store.describe(run.id, what)
            journal = KeptAnswers(self.store, run.id, await self.store.answers(run.id))

            async def gate() -> str:
                while self._busy() and not self._parting:  # noqa: ASYNC110 (it tells when asked)
                    await asyncio.sleep(self.pace.yielding)
                if self._parting:
                    return "the service is stopping"
                used = journal.usage.prompt + journal.usage.completion
                return _CEILING if self.plan.tokens and used >= self.plan.tokens else ""

            try:
                return await infer(
                    spoken.model,
                    asked,
                    journal,
                    concurrency=self.plan.concurrency,
                    watch=watch,
                    gate=gate,
                )
            finally:
                await journal.settle()


_CEILING = "the token ceiling (KAGENT_NIGHTLY_TOKENS) is reached"


async def _stop(*tasks: asyncio.Task[object]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


def _ended(work: asyncio.Task[Ended], words: NightWords) -> Ended:
    """How the work ended; what went wrong in it is an end, too. Raises `SQLAlchemyError`."""
    error = failure_of(work)
    if error is None:
        return work.result()
    if isinstance(error, SQLAlchemyError):
        raise error
    why = str(error) or type(error).__name__
    if not isinstance(error, _EXPECTED):
        _log.error("the benchmark failed by a fault of the program", exc_info=error)
        why = words.program_fault.format(why=why)
    told = words.failed.format(why=why)
    return Ended(state="failed", headline=told, report="", failures=(why,))
