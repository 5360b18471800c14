"""Questions drawn at random, each with the calls that answer it and what it wants to hear."""

import random
from datetime import date

from agent.planners.starter.clues import find_clues
from agent.planners.starter.parts import parts_of
from agent.planners.starter.sums.conversions import find_conversion
from training.beyond import beyond, small_talk
from training.following import follow_up
from training.phrasing import typed
from training.several import several_steps
from training.single import TOOLS, Sample, after, framed, one_step

__all__ = ["TOOLS", "Sample", "draw"]


def draw(chance: random.Random, today: date) -> Sample:
    """A question of any kind: some 40 in 100 are beyond the tools."""
    chinese = chance.random() < 0.5
    roll = chance.random()
    if roll < 0.26:
        return _talk(chance, today, chinese, "refusal")
    if roll < 0.37:
        kind = chance.choice(
            ("greeting", "greeting", "identity", "identity", "identity", "thanks", "bye")
        )
        return _talk(chance, today, chinese, kind)
    for _ in range(60):
        if roll < 0.48:
            sample = follow_up(chance, today, chinese)
        elif roll < 0.60:
            sample = several_steps(chance, today, chinese)
        else:
            sample = one_step(chance, today, chinese)
        if sample is not None and not _torn(sample):
            return _perhaps_after_talk(chance, sample)
    return _talk(chance, today, chinese, "refusal")


def _torn(sample: Sample) -> bool:
    """Whether the planner takes one question for several."""
    return len(sample.calls) == 1 and len(parts_of(sample.question, sample.today)) > 1


def _perhaps_after_talk(chance: random.Random, sample: Sample) -> Sample:
    """Now and then a greeting, or something out of reach, went before."""
    if sample.earlier or chance.random() > 0.06:
        return sample
    kind = chance.choice(("greeting", "refusal", "thanks", "identity"))
    before = _talk(chance, sample.today, sample.chinese, kind)
    if before.earlier or find_clues(before.question, sample.today).lines():
        return sample
    return after(before, sample)


def _talk(chance: random.Random, today: date, chinese: bool, kind: str) -> Sample:
    if kind == "refusal":
        text = beyond(chance, today, chinese=chinese)
        while find_conversion(text):  # of units that the calculator can change
            text = beyond(chance, today, chinese=chinese)
        if chance.random() < 0.35:
            text = framed(chance, text, chinese)
    else:
        text = small_talk(chance, kind, chinese=chinese)
    sample = Sample(
        question=typed(text, chance, chinese=chinese), chinese=chinese, today=today, kind=kind
    )
    if chance.random() < 0.25:
        before = one_step(chance, today, chinese)
        if before is not None:
            return after(before, sample)
    return sample
