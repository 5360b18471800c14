"""The commands of `kagentsys training`: data, meta-agent tuning, fine-tuning, export."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer import Argument, Option

from bot.carrying_out import carry_out, read_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmark.jsonl import Fault

training = typer.Typer(
    help="KAgentLMs: data to learn from, meta-agent tuning, fine-tuning, export.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_SHOWN = 10
"""Errors told one by one."""
_EXTRA = 'pip install "kagentsys-bot[training]" (or pip install -e ".[training]" in the sources)'

File = Annotated[Path, Argument(exists=True, dir_okay=False, readable=True)]
Files = Annotated[list[Path], Argument(exists=True, dir_okay=False, readable=True)]
Folder = Annotated[Path, Argument(exists=True, file_okay=False, readable=True)]
Out = Annotated[Path, Option("--out", dir_okay=False, help="Write the records here (JSONL).")]
OutFolder = Annotated[Path, Option("--out", file_okay=False, help="Everything goes here.")]


@training.command()
def consent(
    platform: Annotated[str, Argument(help="telegram, slack, discord, web, console.")] = "",
    person: Annotated[str, Argument(help="The person's id there.")] = "",
    withdraw: Annotated[bool, Option("--withdraw", help="They no longer consent.")] = False,
) -> None:
    """Keep that a person lets their conversations be learnt from; without one, list who does."""

    def work() -> None:
        from bot.failures import BadValue
        from bot.training.consent import consents

        settings = read_settings()
        book = consents(settings)
        if platform and not person:
            raise BadValue("the person's id on the platform is missing")
        if platform:
            book.tell((platform, person), given=not withdraw, at=settings.now())
            print(f"{platform} {person} {'no longer consents' if withdraw else 'consents'}")
            return
        for each in sorted(book.people()):
            print(*each)

    _carry_out(work)


@training.command()
def export(*, out: Out) -> None:
    """Write answers that people liked as records, of those people who consent."""

    def work() -> int:
        from bot.training.exporting import export_traces

        return export_traces(read_settings(), out)

    _carry_out(work)


@training.command()
def synthetic(
    *,
    out: Out,
    count: Annotated[int, Option(min=1, help="How many records.")] = 1000,
    seed: Annotated[int, Option(help="The same records for the same seed.")] = 1,
) -> None:
    """Write generated conversations with the built-in tools as records."""

    def work() -> None:
        from training.tuning.records import write_instances
        from training.tuning.synthetic import synthetic as made

        write_instances(out, list(made(count, seed)))
        print(f"{count:,} records are in {out}")

    _carry_out(work)


@training.command()
def check(files: Files) -> None:
    """Read KAgentInstruct FILES and tell what is in them and what is wrong with them."""

    def work() -> int:
        from training.tuning.records import load

        instances, faults = load(files)
        calls = sum(len(each.calls) for each in instances)
        queries = len({each.query for each in instances})
        print(f"{len(instances):,} records, {queries:,} queries, {calls:,} calls")
        for source in sorted({each.source for each in instances}):
            print(f"  {source or '(no source)'}: {sum(e.source == source for e in instances):,}")
        _tell(faults)
        return 0 if instances and not faults else 1

    _carry_out(work)


@training.command()
def meta(
    queries: File,
    *,
    out: OutFolder,
    strong_model: Annotated[str, Option(help="Writes and answers; else KAGENT_MODEL.")] = "",
    strong_base_url: Annotated[str, Option(help="Its server; else OPENAI_BASE_URL.")] = "",
    judge_model: Annotated[str, Option(help="Judges; else the strong model does.")] = "",
    judge_base_url: Annotated[str, Option(help="The judge's server; else the strong's.")] = "",
    group_size: Annotated[int, Option(min=1, help="Queries that share templates.")] = 8,
    templates: Annotated[int, Option(min=1, help="Templates to write for each group.")] = 3,
    benchmark: Annotated[str, Option(help="Benchmark templates to beat.")] = "kagentsys,react",
    epsilon: Annotated[float, Option(help="Points by which an answer must beat them.")] = 0.5,
    threshold: Annotated[float, Option(help="Mean score (1–10) a template must reach.")] = 6.0,
    valid: Annotated[float, Option(min=0, max=0.9, help="Share for validation.")] = 0.1,
    steps: Annotated[int, Option(min=1, max=50, help="Tasks an answer may take.")] = 6,
    tools: Annotated[str, Option(help="Only these tools, comma-separated.")] = "",
    limit: Annotated[int | None, Option(min=1, help="Only so many queries.")] = None,
    avoid: Annotated[
        list[Path] | None,
        Option("--avoid", exists=True, dir_okay=False, help="Don't train on its queries either."),
    ] = None,
    concurrency: Annotated[int, Option(min=1, max=512, help="Asked side by side.")] = 4,
    price_in: Annotated[float, Option(min=0, help="Price of a million prompt tokens.")] = 0.0,
    price_out: Annotated[float, Option(min=0, help="… of a million answered tokens.")] = 0.0,
) -> None:
    """Make training data from seed QUERIES; the same command goes on where a stopped one was."""

    def work() -> int:
        from bot.training.tuning import Run, meta_tune
        from training.tuning.keeping import Bars
        from training.tuning.meta import Plan
        from training.tuning.report import Prices

        plan = Plan(
            group_size=group_size,
            templates=templates,
            yardsticks=_names(benchmark),
            bars=Bars(epsilon=epsilon, threshold=threshold),
            valid=valid,
            steps=steps,
            concurrency=concurrency,
            prices=Prices(prompt=price_in, completion=price_out),
        )
        server = judge_base_url or strong_base_url
        judging = judge_model or judge_base_url
        run = Run(
            queries=queries,
            out=out,
            judge=read_settings(model=judge_model, base_url=server) if judging else None,
            limit=limit,
            tools=_names(tools),
            avoid=tuple(avoid or ()),
            plan=plan,
        )
        settings = read_settings(model=strong_model, base_url=strong_base_url)
        return meta_tune(settings, run, _tell)

    _carry_out(work)


@training.command()
def tune(
    data: Annotated[
        list[Path], Option("--data", exists=True, dir_okay=False, help="Records (JSONL); repeat.")
    ],
    *,
    model: Annotated[Path, Option("--model", exists=True, file_okay=False, help="A local folder.")],
    out: OutFolder,
    valid: Annotated[
        Path | None, Option("--valid", exists=True, dir_okay=False, help="Records to validate.")
    ] = None,
    lora: Annotated[bool, Option("--lora/--full", help="An adapter, or all weights.")] = True,
    max_steps: Annotated[int | None, Option(min=1, help="Else by --epochs.")] = None,
    epochs: Annotated[float, Option(min=0.01, help="How often all data is seen.")] = 3.0,
    batch: Annotated[int, Option(min=1, help="Examples in a step.")] = 16,
    part: Annotated[int, Option(min=1, help="Examples in memory at a time.")] = 4,
    rate: Annotated[
        float | None, Option(help="Learning rate; else 2e-4 with --lora, 2e-5 with --full.")
    ] = None,
    rank: Annotated[int, Option(min=1, help="The adapter's rank.")] = 16,
    longest: Annotated[int, Option(min=16, help="Tokens of an example at most.")] = 2048,
    save_steps: Annotated[int, Option(min=1, help="Steps between checkpoints.")] = 50,
    seed: Annotated[int, Option(help="The same data in the same order for the same seed.")] = 1,
) -> None:
    """Fine-tune a Hugging Face model folder; the same command goes on from the last checkpoint."""

    def work() -> None:
        from bot.failures import BadValue
        from training.tuning.tune import CantTune, Plan
        from training.tuning.tune import tune as learn

        plan = Plan(
            model=model,
            data=tuple(data),
            out=out,
            valid=valid,
            lora=lora,
            steps=max_steps,
            epochs=epochs,
            batch=batch,
            part=part,
            rate=rate or (2e-4 if lora else 2e-5),
            rank=rank,
            longest=longest,
            save_steps=save_steps,
            seed=seed,
        )
        try:
            tuned = learn(plan, _note)
        except CantTune as error:
            raise BadValue(str(error)) from error
        held = "" if tuned.valid_loss is None else f", validation {tuned.valid_loss:.3f}"
        losses = f"{tuned.first_loss:.3f} → {tuned.last_loss:.3f}{held}"
        print(f"{out}: {tuned.steps:,} steps, loss {losses}")
        print(f"For llama.cpp: kagentsys training gguf {out} --out {out.name}.gguf")
        print(f"For vLLM: vllm serve {out} --served-model-name kagentlms-{out.name}")

    _carry_out(work)


@training.command()
def gguf(
    folder: Folder,
    *,
    out: Annotated[Path, Option("--out", dir_okay=False, help="The GGUF file to write.")],
    name: Annotated[str, Option(help="The model's name; else the folder's.")] = "",
    f16: Annotated[bool, Option("--f16", help="In 16 bits instead of q8_0.")] = False,
) -> None:
    """Write a tuned llama as a GGUF file for llama.cpp."""

    def work() -> None:
        from bot.failures import BadValue
        from training.tuning.gguf_file import CantExport, write_gguf

        try:
            write_gguf(folder, out, name=name, packed=not f16)
        except CantExport as error:
            raise BadValue(str(error)) from error
        print(f"{out}: {out.stat().st_size / 1e6:,.1f} MB")
        print(f"Let it answer: kagentsys models use {out}")

    _carry_out(work)


def _carry_out(work: Callable[[], int | None]) -> None:
    """Run a command; a missing package or file ends in one line, too."""
    from bot.failures import Failure

    def told() -> int | None:
        try:
            return work()
        except ModuleNotFoundError as error:
            name = error.name or str(error)
            if name.partition(".")[0] == "training":
                raise Failure("training is a part of the sources: run it in a checkout") from error
            raise Failure(f"{name} is not installed; training needs it: {_EXTRA}") from error
        except OSError as error:
            raise Failure(f"{error.filename or 'files'}: {error.strerror or error}") from error

    carry_out(told)


def _names(value: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in value.split(",") if name.strip())


def _note(text: str) -> None:
    from bot.terminal.display import note

    note(text)


def _tell(faults: "Sequence[Fault]") -> None:
    for fault in faults[:_SHOWN]:
        _note(str(fault))
    if len(faults) > _SHOWN:
        _note(f"… {len(faults) - _SHOWN:,} more of {len(faults):,} errors")
