"""``python -m bot.playground.discord``: a local Discord in a process of its own."""

import argparse
import asyncio

from bot.playground.discord.people import DiscordPlayground
from bot.playground.faults import Faults, shares


async def serve(playground: DiscordPlayground) -> None:
    async with playground:
        print(
            " ".join(f"{name}={value}" for name, value in playground.settings.items()), flush=True
        )
        await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8083)
    parser.add_argument("--faults", type=shares, default={}, metavar="limited=0.05,lost=0.02")
    parser.add_argument("--twice", type=float, default=0.0, help="share of messages told again")
    parser.add_argument("--rates", action="store_true", help="enforce Discord's limits")
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    playground = DiscordPlayground(
        port=wanted.port,
        faults=Faults(wanted.faults, seed=wanted.seed),
        rates=wanted.rates,
        twice=wanted.twice,
        seed=wanted.seed,
    )
    asyncio.run(serve(playground))


if __name__ == "__main__":
    main()
