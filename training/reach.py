"""How often the right calls are among those that the planner offers the model.

``python -m training.reach [FILE.jsonl] [--misses]``
"""

import argparse
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

from agent.history import Turn
from agent.planners.starter.clues import Clues, clues_of
from agent.planners.starter.grammar import Arguments
from training import offers
from training.evaluate import ROOT, Tally, questions, ways
from training.sameness import same

REACH = ROOT / "tests/training/reach.jsonl"


def offered_clues(question: dict[str, Any]) -> list[Clues]:
    """The clues of a question, then of the one before it, as the planner finds them."""
    today = datetime.fromisoformat(question["asked_at"]).date()
    turns = [Turn(question=asked, answer=answer) for asked, answer in question["history"]]
    return clues_of(question["question"], turns, today)


def on_offer(question: dict[str, Any]) -> bool:
    """Whether every call of one of the right ways may be chosen, one after another."""
    return any(_may_go(question, way) for way in ways(question))


def _may_go(question: dict[str, Any], way: list[dict[str, Any]]) -> bool:
    asked_at = datetime.fromisoformat(question["asked_at"])
    turns = [Turn(question=asked, answer=answer) for asked, answer in question["history"]]
    done: list[tuple[str, Arguments]] = []
    for step in way:
        right = (
            (name, given)
            for name, given in offers.offered(question["question"], asked_at.date(), done, turns)
            if name == step["tool"] and same(name, given, step["args"], asked_at)
        )
        if (call := next(right, None)) is None:
            return False
        done.append(call)
    return True


def tally(asked: list[dict[str, Any]]) -> Tally:
    """By the first tool of the right way; of what is beyond the tools, how often no sum is seen."""
    marks = Tally()
    for question in asked:
        if not question["steps"]:
            marks.note("no sum in talk", not offered_clues(question)[0].sums)
            continue
        offered = on_offer(question)
        marks.note("right call on offer", offered)
        first = Counter(step["tool"] for way in ways(question) for step in way[:1])
        marks.note(f"  {first.most_common(1)[0][0]}", offered)
    return marks


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", nargs="?", type=Path, default=REACH)
    parser.add_argument("--misses", action="store_true", help="print what is out of reach")
    options = parser.parse_args()
    asked = questions(options.questions)
    for question in asked:
        if options.misses and question["steps"] and not on_offer(question):
            print(f"- {question['question']}\n    {offered_clues(question)[0].lines()}")
    print("\n".join(tally(asked).lines()))


if __name__ == "__main__":
    main()
