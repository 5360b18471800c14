"""Fine-tuning a local Hugging Face model on KAgentInstruct records, by TRL and PEFT; resumable."""

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from training.tuning.examples import CHATML, Examples, encode
from training.tuning.records import Instance, load

DONE = "tuning.json"
_RUN = "run.json"
_CHECKPOINTS = "checkpoints"
_ADAPTER = "adapter"


class CantTune(Exception):
    """What was given can't be trained on; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """``steps`` goes before ``epochs``; ``batch`` is in examples, gathered in parts of ``part``.

    ``rate`` is the highest learning rate, ``longest`` an example's most tokens. Every
    ``save_steps`` a checkpoint is kept.
    """

    model: Path
    data: tuple[Path, ...]
    out: Path
    valid: Path | None = None
    lora: bool = True
    steps: int | None = None
    epochs: float = 3.0
    batch: int = 16
    part: int = 4
    rate: float = 2e-4
    rank: int = 16
    longest: int = 2048
    save_steps: int = 50
    seed: int = 1


@dataclass(frozen=True, kw_only=True)
class Tuned:
    """What came of it; ``valid_loss`` is None without validation data."""

    examples: int
    too_long: int
    learnt: int
    steps: int
    first_loss: float
    last_loss: float
    valid_loss: float | None
    resumed_at: int


def tune(plan: Plan, tell: Callable[[str], None] = print) -> Tuned:
    """Train, or go on from the last whole checkpoint, and leave a whole model in ``plan.out``.

    With LoRA the adapter is kept beside the merged model, in the folder ``adapter``. Raises
    `CantTune`, `OSError`, and `ImportError` when the training extra is not installed.
    """
    if plan.out.resolve() == plan.model.resolve():
        raise CantTune("--out is the model itself, which would be overwritten")
    plan.out.mkdir(parents=True, exist_ok=True)
    instances, faults = load(plan.data)
    for fault in faults[:10]:
        tell(str(fault))
    held = load([plan.valid])[0] if plan.valid else []
    _same_run(plan)
    done = plan.out / DONE
    if done.exists():
        tell(f"{plan.out} is finished already")
        return Tuned(**json.loads(done.read_text()))
    tuned = _train(plan, instances, held, tell)
    part = done.with_suffix(".part")
    part.write_text(json.dumps(asdict(tuned), indent=1))
    part.replace(done)
    return tuned


def _same_run(plan: Plan) -> None:
    """Keep what the run is of. Raises `CantTune` when the folder holds another run's."""
    run: dict[str, Any] = {
        name: value
        for name, value in asdict(plan).items()
        if name not in ("model", "data", "valid", "out", "save_steps")
    }
    run["model"] = str(plan.model.resolve())
    run["data"] = [_checksum(path) for path in plan.data]
    kept = plan.out / _RUN
    if kept.exists():
        before = json.loads(kept.read_text())
        changed = [name for name in run if before.get(name) != run[name]]
        if changed:
            raise CantTune(
                f"{plan.out} is of another run ({', '.join(changed)} differ). Take another --out, "
                "or delete it"
            )
    kept.write_text(json.dumps(run, indent=1))


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _train(
    plan: Plan,
    instances: Sequence[Instance],
    held: Sequence[Instance],
    tell: Callable[[str], None],
) -> Tuned:
    from transformers import set_seed  # type: ignore[import-not-found, unused-ignore]

    set_seed(plan.seed)
    model, tokenizer = _open(plan.model, whole=not plan.lora)
    examples = encode(instances, tokenizer, plan.longest)
    if not examples.input_ids:
        raise CantTune(
            f"no example is left of {len(instances)} records, {examples.too_long} are too long"
        )
    tell(
        f"{len(examples.input_ids):,} examples, {examples.learnt:,} tokens to learn, "
        f"{examples.too_long:,} left out as longer than {plan.longest} tokens"
    )
    valid = encode(held, tokenizer, plan.longest)
    checkpoint = last_whole(plan.out / _CHECKPOINTS)
    trainer = _trainer(plan, model, tokenizer, examples, valid, tell)
    if checkpoint is not None:
        tell(f"Going on from {checkpoint.name}")
    trainer.train(resume_from_checkpoint=str(checkpoint) if checkpoint else None)
    tuned = Tuned(
        examples=len(examples.input_ids),
        too_long=examples.too_long,
        learnt=examples.learnt,
        steps=trainer.state.global_step,
        valid_loss=trainer.evaluate()["eval_loss"] if valid.input_ids else None,
        resumed_at=int(checkpoint.name.rpartition("-")[2]) if checkpoint else 0,
        **_losses(trainer.state.log_history),
    )
    _keep(plan, trainer, tokenizer)
    return tuned


def _trainer(
    plan: Plan,
    model: Any,
    tokenizer: Any,
    examples: Examples,
    valid: Examples,
    tell: Callable[[str], None],
) -> Any:
    from transformers import PrinterCallback  # type: ignore[import-not-found, unused-ignore]
    from trl import SFTTrainer  # type: ignore[import-not-found, unused-ignore]

    trainer = SFTTrainer(
        model=model,
        args=_arguments(plan),
        train_dataset=_dataset(examples),
        eval_dataset=_dataset(valid) if valid.input_ids else None,
        processing_class=tokenizer,
        peft_config=_lora(plan) if plan.lora else None,
    )
    trainer.remove_callback(PrinterCallback)
    trainer.add_callback(_progress(tell))
    return trainer


def _open(folder: Path, *, whole: bool) -> tuple[Any, Any]:
    """Model and tokenizer; weights that are all to be changed need their full precision."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer  # type: ignore[import-not-found, unused-ignore]

    if not (folder / "config.json").exists():
        raise CantTune(f"{folder} is no Hugging Face model folder: there is no config.json in it")
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    if not tokenizer.chat_template:
        begins = "{{ bos_token }}" if tokenizer("")["input_ids"] else ""
        tokenizer.chat_template = begins + CHATML
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    half = torch.cuda.is_available() and not whole
    dtype = torch.bfloat16 if half else torch.float32
    model = AutoModelForCausalLM.from_pretrained(folder, local_files_only=True, dtype=dtype)
    return model, tokenizer


def _progress(tell: Callable[[str], None]) -> Any:
    """Tells the loss now and then."""
    from transformers import TrainerCallback  # type: ignore[import-not-found, unused-ignore]

    class Progress(TrainerCallback):  # type: ignore[misc]
        def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **_: Any) -> None:
            every = max(1, state.max_steps // 20)
            if logs and "loss" in logs and state.global_step % every == 0:
                tell(
                    f"Step {state.global_step} of {state.max_steps}, loss {float(logs['loss']):.3f}"
                )

    return Progress()


def _dataset(examples: Examples) -> Any:
    from datasets import Dataset  # type: ignore[import-not-found, unused-ignore]

    return Dataset.from_dict(
        {"input_ids": list(examples.input_ids), "labels": list(examples.labels)}
    )


def _arguments(plan: Plan) -> Any:
    import torch
    from trl import SFTConfig  # type: ignore[import-not-found, unused-ignore]

    gpu = torch.cuda.is_available()
    part = min(plan.part, plan.batch)
    return SFTConfig(
        output_dir=str(plan.out / _CHECKPOINTS),
        max_steps=plan.steps or -1,
        num_train_epochs=plan.epochs,
        per_device_train_batch_size=part,
        per_device_eval_batch_size=part,
        gradient_accumulation_steps=-(-plan.batch // part),
        learning_rate=plan.rate,
        lr_scheduler_type="cosine",
        warmup_steps=0.03,
        bf16=gpu,
        use_cpu=not gpu,
        gradient_checkpointing=gpu,
        dataloader_pin_memory=gpu,
        seed=plan.seed,
        data_seed=plan.seed,
        save_strategy="steps",
        save_steps=plan.save_steps,
        save_total_limit=2,
        logging_steps=1,
        report_to="none",
        disable_tqdm=True,
        max_length=plan.longest,
        dataset_kwargs={"skip_prepare_dataset": True},
    )


def _lora(plan: Plan) -> Any:
    from peft import LoraConfig  # type: ignore[import-not-found, unused-ignore]

    return LoraConfig(
        r=plan.rank,
        lora_alpha=2 * plan.rank,
        lora_dropout=0.0,
        target_modules="all-linear",
        task_type="CAUSAL_LM",
    )


def last_whole(folder: Path) -> Path | None:
    """The newest checkpoint to go on from; those half written are deleted.

    The very last step's is passed over: from there the trainer would take a step too many.
    """
    found = sorted(folder.glob("checkpoint-*"), key=lambda path: int(path.name.rpartition("-")[2]))
    for path in reversed(found):
        try:
            state = json.loads((path / "trainer_state.json").read_text())  # written last
        except (OSError, ValueError):
            shutil.rmtree(path)
            continue
        if state["global_step"] < state["max_steps"]:
            return path
    return None


def _losses(log: Sequence[dict[str, float]]) -> dict[str, float]:
    losses = [line["loss"] for line in log if "loss" in line] or [float("nan")]
    few = max(1, len(losses) // 10)
    return {
        "first_loss": sum(losses[:few]) / few,
        "last_loss": sum(losses[-few:]) / few,
    }


def _keep(plan: Plan, trainer: Any, tokenizer: Any) -> None:
    """Leave the model whole in the folder, and how the loss went."""
    model = trainer.model
    if plan.lora:
        model.save_pretrained(plan.out / _ADAPTER)
        model = model.merge_and_unload()
    if not plan.lora and next(model.parameters()).is_cuda:
        model = model.bfloat16()
    model.save_pretrained(plan.out)
    tokenizer.save_pretrained(plan.out)
    log = "".join(json.dumps(line) + "\n" for line in trainer.state.log_history)
    (plan.out / "log.jsonl").write_text(log)
