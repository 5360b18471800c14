"""Tunes a tiny student in a process of its own, which a test may kill.

``python -m tests.training.tuning.tune_student STUDENT DATA OUT lora|full``
"""

import sys
from pathlib import Path

STEPS = 24


def main() -> None:
    import torch

    from training.tuning.tune import Plan, tune

    torch.set_num_threads(1)
    student, data, out, how = sys.argv[1:]
    plan = Plan(
        model=Path(student),
        data=(Path(data),),
        valid=Path(data),
        out=Path(out),
        lora=how == "lora",
        steps=STEPS,
        batch=8,
        rate=5e-3,
        save_steps=4,
    )
    tune(plan, lambda text: print(text, flush=True))


if __name__ == "__main__":
    main()
