"""`python -m tests.crash --kills 100`: kill the service that often and print what was found."""

import argparse
import logging
import tempfile
from pathlib import Path

from tests.crash.killing import LATENCY, Findings, Killing


def table(found: Findings) -> str:
    """The findings for people to read."""
    rows = (
        ("kill -9", f"{found.kills} ({found.idle_kills} with nothing left to answer)"),
        ("questions", found.questions),
        ("lost", len(found.lost)),
        ("answered twice", len(found.answered_twice)),
        ("answered wrongly", len(found.wrong)),
        ("out of order", len(found.out_of_order)),
        ("model calls", f"{found.calls} ({2 * found.questions} needed, {LATENCY} s each)"),
        ("completed calls repeated", len(found.repeated_completed)),
        ("repeated, answer sent but not yet on record", found.unrecorded),
        ("repeated, cut off while answering", found.in_flight),
        ("warnings and errors in the log", dict(found.troubles) or "none"),
        ("seconds", round(found.seconds)),
    )
    return "\n".join(f"{name:<46}{value}" for name, value in rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    logging.getLogger("asyncio").setLevel(logging.ERROR)  # the server talks to killed clients
    with tempfile.TemporaryDirectory() as folder:
        found = Killing(Path(folder), seed=given.seed).run(given.kills)
    print(table(found))
    raise SystemExit("\n".join(found.broken()) or 0)


if __name__ == "__main__":
    main()
