"""`kagentsys bench infer`: the chosen model asked KAgentBench's prompts, with a look at how far."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from time import monotonic

from agent.model import ChatModel, ModelError, ModelUnavailable
from agent.patience import Patience
from benchmark.cases import read_cases
from benchmark.inference import (
    SAMPLING,
    CasesChanged,
    Choice,
    NothingToAsk,
    Question,
    Tally,
    checksum,
    infer,
    questions,
    without_prompt,
    write_predictions,
)
from benchmark.journal import Journal, JournalBusy, JournalMismatch, open_journal
from benchmark.jsonl import Fault
from bot.apart import Apart, Front
from bot.config import Settings, make_data_dir
from bot.failures import BadValue, Failure
from bot.models.gguf import UnusableModel
from bot.models.voice import Voice, model_file, open_voice
from bot.telemetry import configure_logging
from bot.terminal.display import Loading, note

_PATIENCE = Patience(first=60.0, probe=5.0, busy=600.0, stall=120.0, back_off=1.0)
"""Nobody waits at a screen: a slow or crowded server is given its time."""
_PACE = 5.0
"""Seconds between two lines that say how far it is."""
_LOOK_EVERY = 0.1
"""Seconds between two looks for a journal that nobody else writes."""
_EXPECTED = (
    ModelError,
    JournalMismatch,
    CasesChanged,
    OSError,
    UnusableModel,
    BadValue,
    Failure,
)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is asked and where the answers go."""

    cases: Path
    out: Path
    choice: Choice
    concurrency: int

    @property
    def journal(self) -> Path:
        return self.out.with_name(f"{self.out.name}.journal")


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """An open model and the name that its runs are kept under."""

    model: ChatModel
    name: str


def infer_cases(
    settings: Settings, plan: Plan, other: Apart, tell: Callable[[Sequence[Fault]], None]
) -> int:
    """Ask, in the other process, and write the predictions; 1 is returned when answers are missing.

    Raises `BadValue`, `Failure` and `ModelError`.
    """
    if plan.out.resolve() == plan.cases.resolve():
        raise BadValue("--out: that is the cases file, which would be overwritten")
    try:
        same = checksum(plan.cases)
        cases, faults = read_cases(plan.cases)
        tell([*faults, *without_prompt(cases, plan.cases.name)])
        asked = questions(cases, plan.choice)
        asking = partial(_infer, settings, plan, asked, same)
        with _shown(len(asked)) as watch:
            tally = other.do(asking, watch, _EXPECTED)
    except (NothingToAsk, JournalMismatch) as error:
        hint = ". Take another --out, or delete it" if isinstance(error, JournalMismatch) else ""
        raise BadValue(f"{error}{hint}") from error
    except CasesChanged as error:
        raise Failure(f"{error}; the answers are in {plan.journal}") from error
    except OSError as error:
        raise Failure(f"{error.filename or plan.journal}: {error.strerror}") from error
    except KeyboardInterrupt:
        note(f"Stopped. What was answered is in {plan.journal}; the same command goes on from it.")
        raise
    return _conclude(plan, tally)


async def _infer(
    settings: Settings, plan: Plan, asked: Sequence[Question], same: str, front: Front
) -> Tally:
    """Ask and write the predictions; ``same`` is the checksum of the cases as they were read."""
    configure_logging(settings.secrets(), level=logging.ERROR)
    async with AsyncExitStack() as stack:
        spoken = await stack.enter_async_context(benchmark_model(settings))
        run = {"cases file": same, "model": spoken.name}
        journal = await _opened(stack, plan.journal, run, front)
        front.say(f"Asking {spoken.name} {len(asked):,} prompts, {plan.concurrency} side by side")
        front.begun = True

        async def gate() -> str:
            return "" if front.here else "the run was stopped"

        beside = plan.concurrency
        tally = await infer(
            spoken.model, asked, journal, concurrency=beside, watch=front.show, gate=gate
        )
        if front.here:
            answers, failures = journal.answers, tally.failures
            write_predictions(plan.cases, plan.out, asked, answers, failures, same)
    return tally


async def _opened(
    stack: AsyncExitStack, path: Path, run: Mapping[str, str], front: Front
) -> Journal:
    """The journal, once no other process writes it. Raises `JournalMismatch`, `OSError`."""
    told = False
    while True:
        try:
            return stack.enter_context(open_journal(path, run))
        except JournalBusy as busy:
            if not told:
                front.say(f"{busy}; waiting for its end. Ctrl-C stops the waiting.")
                told = True
            await asyncio.sleep(_LOOK_EVERY)


@asynccontextmanager
async def benchmark_model(
    settings: Settings, model: str = "", *, sampled: bool = True
) -> AsyncIterator[Spoken]:
    """The one model that a run is of, ``sampled`` as the published runs were, else as in a chat.

    ``model`` goes before the settings'. Raises `ModelError`, `UnusableModel`, `BadValue`.
    """
    make_data_dir(settings)
    names = (model,) if model else settings.models[:1]
    one = settings.model_copy(update={"models": names})
    loading = Loading(f"Loading {model_file(one).name}", note)
    sampling = SAMPLING if sampled else None
    async with open_voice(one, progress=loading, sampling=sampling, patience=_PATIENCE) as voice:
        yield Spoken(model=voice.model, name=await _name(voice, one))


async def _name(voice: Voice, settings: Settings) -> str:
    """The model's name; where none is set, counting makes the client ask which it is."""
    if settings.models and not settings.embedded:
        return settings.models[0]
    await voice.model.count("?")
    if voice.model.name == "the server's model":
        raise ModelUnavailable(f"{voice.line.server} does not say which model it has.")
    return voice.model.name


def _conclude(plan: Plan, tally: Tally) -> int:
    print(f"{tally.kept + tally.answered:,} of {tally.total:,} answers are in {plan.out}")
    if tally.failures:
        reason = next(iter(tally.failures.values()))
        note(f"{len(tally.failures):,} prompt(s) got no answer, such as: {reason}")
        note("The same command asks them again.")
        return 1
    print(f"Score them: kagentsys bench score {plan.cases} {plan.out}")
    return 0


@contextmanager
def _shown(total: int) -> Iterator[Callable[[Tally], None]]:
    """How far it is, on stderr: a bar in a terminal, else a line now and then."""
    began = monotonic()
    if not sys.stderr.isatty():
        yield _Lines(began)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (BarColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=total)

        def watch(tally: Tally) -> None:
            said = how_far(tally, monotonic() - began)
            bar.update(task, completed=tally.done, description=said)

        yield watch


class _Lines:
    """Says every few seconds how far it is."""

    def __init__(self, began: float) -> None:
        self._began = began
        self._told = began

    def __call__(self, tally: Tally) -> None:
        if monotonic() - self._told >= _PACE:
            self._told = monotonic()
            note(how_far(tally, self._told - self._began))


FAR = ("{done:,} of {total:,}", "{rate:.1f}/s", "{left} left", "{errors} errors")


def how_far(tally: Tally, seconds: float, words: Sequence[str] = FAR) -> str:
    """``120 of 1,066, 3.2/s, 0:04:55 left, 2 errors``."""
    done, rate, left, errors = words
    asked = tally.done - tally.kept
    parts = [done.format(done=tally.done, total=tally.total)]
    if asked and seconds > 0:
        speed = asked / seconds
        to_go = timedelta(seconds=round((tally.total - tally.done) / speed))
        parts += [rate.format(rate=speed), left.format(left=to_go)]
    return ", ".join([*parts, errors.format(errors=len(tally.failures))])
