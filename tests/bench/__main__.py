"""`make bench`: every figure beside its baseline, all measured in this one run."""

import asyncio
import sys
import tempfile
from pathlib import Path

from tests.bench import crowd
from tests.bench.calls import measure_calls
from tests.bench.model_server import model_server
from tests.bench.prompts import measure_prompts
from tests.bench.turns import measure_turns

ORIGINAL_CHARACTERS = 373_042
"""Prompt characters of the original in a conversation of 20 one-tool turns."""


async def main() -> bool:
    """Print the figures; whether all of them keep their limits."""
    with model_server() as url, tempfile.TemporaryDirectory() as folder:
        calls = await measure_calls(url)
        turns = await measure_turns(url, Path(folder))
    prompts = [await measure_prompts(style) for style in ("kagentsys", "native")]
    many = await asyncio.to_thread(crowd.measure_crowd)
    print("Time per model call, one-tool questions, same server, medians of interleaved rounds")
    print(f"  bare httpx loop          {calls.bare:7.2f} ms")
    print(f"  agent core (native)      {calls.agent:7.2f} ms   +{calls.more:.2f} ms (limit 3)")
    print("Time per turn of two model calls and one tool")
    print(f"  agent core               {turns.agent:7.2f} ms")
    print(f"  durable turn             {turns.durable:7.2f} ms   +{turns.more:.2f} ms")
    print(f"  idle service             {turns.idle_share:7.2f} % of a core")
    print("Prompts of a conversation of 20 one-tool turns with 8 tools")
    print(f"  {'':24} {'calls':>6} {'characters':>11} {'of original':>12} {'prefix':>8}")
    for style in prompts:
        share = style.characters / ORIGINAL_CHARACTERS
        print(
            f"  {style.planner:24} {style.calls:6} {style.characters:11,} {share:12.1%}"
            f" {style.prefix_share:8.1%}"
        )
    print(f"  {'the original':24} {60:6} {ORIGINAL_CHARACTERS:11,} {1:12.1%} {0.499:8.1%}")
    print(
        f"{crowd.CONVERSATIONS} conversations that begin within {crowd.WITHIN:g} s, three platforms"
    )
    print(crowd.told(many))
    return (
        calls.more <= 3.0
        and many.median <= 1.15
        and many.late <= 1.5
        and all(
            style.prefix_share >= 0.9 and style.characters < ORIGINAL_CHARACTERS / 2
            for style in prompts
        )
    )


if __name__ == "__main__":
    if not asyncio.run(main()):
        sys.exit("A limit is not kept.")
