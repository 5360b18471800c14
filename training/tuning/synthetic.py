"""The starter model's generated conversations as records."""

import random
import re
from collections.abc import Iterator
from itertools import islice

from training.dialogues import examples
from training.tuning.records import Call, Instance

_ASKED = re.compile(r"^Q: (.*)$", re.MULTILINE)


def synthetic(count: int, seed: int = 1) -> Iterator[Instance]:
    """``count`` records in which a tool is used, the same for the same seed.

    The others are left out: what the starter model can't do, a bigger one can.
    """
    chance = random.Random(seed)
    return islice(_instances(chance, seed), count)


def _instances(chance: random.Random, seed: int) -> Iterator[Instance]:
    number = 0
    while True:
        calls = [
            Call(instruction=each.system, input=each.user, output=each.said)
            for each in examples(chance)
        ]
        if '"do_nothing"' in calls[0].output:
            continue
        number += 1
        asked = _ASKED.findall(calls[0].input)
        yield Instance(
            id=f"synthetic-{seed}-{number}",
            query=asked[-1] if asked else calls[0].input,
            source="synthetic",
            calls=tuple(calls),
        )
