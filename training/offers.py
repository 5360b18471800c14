"""What the planner offers a model at some step of a question."""

from collections.abc import Sequence
from datetime import date

from agent.history import Turn
from agent.planners.starter.clues import clues_of
from agent.planners.starter.grammar import Arguments, commands
from agent.planners.starter.parts import parts_of
from training.single import TOOLS


def offered(
    question: str,
    today: date,
    done: Sequence[tuple[str, Arguments]] = (),
    turns: Sequence[Turn] = (),
) -> list[tuple[str, Arguments]]:
    """The commands after the calls that are ``done``, each of which answered a part if there are
    any."""
    parts, place = parts_of(question, today), len(done)
    if len(parts) == 1 or place >= len(parts):
        return commands(TOOLS, clues_of(question, turns, today), today, done)
    before = [Turn(question=parts[place - 1], answer="")] if place else turns
    return commands(TOOLS, clues_of(parts[place], before, today), today, ())
