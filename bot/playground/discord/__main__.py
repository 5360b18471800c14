"""``python -m bot.playground.discord``: a local Discord in a process of its own."""

import asyncio

from bot.playground.discord.people import DiscordPlayground
from bot.playground.house import options, serve, wanted_of


def main() -> None:
    told = options("Discord", port=8083).parse_args()
    asyncio.run(serve(DiscordPlayground(**wanted_of(told))))


if __name__ == "__main__":
    main()
