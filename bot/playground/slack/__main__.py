"""``python -m bot.playground.slack``: a local Slack in a process of its own."""

import argparse
import asyncio

from bot.playground.faults import Faults, shares
from bot.playground.slack.people import SlackPlayground


async def serve(playground: SlackPlayground, push_to: str) -> None:
    async with playground:
        playground.delivery.push_to = push_to.rstrip("/")
        print(
            " ".join(f"{name}={value}" for name, value in playground.settings.items()), flush=True
        )
        await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8082)
    parser.add_argument("--faults", type=shares, default={}, metavar="limited=0.05,lost=0.02")
    parser.add_argument("--twice", type=float, default=0.0, help="share of events sent again")
    parser.add_argument("--rates", action="store_true", help="enforce Slack's limits")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--push-to", default="", help="deliver by HTTP to the service at this URL")
    wanted = parser.parse_args()
    playground = SlackPlayground(
        port=wanted.port,
        faults=Faults(wanted.faults, seed=wanted.seed),
        rates=wanted.rates,
        twice=wanted.twice,
        seed=wanted.seed,
    )
    asyncio.run(serve(playground, wanted.push_to))


if __name__ == "__main__":
    main()
