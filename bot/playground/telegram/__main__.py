"""``python -m bot.playground.telegram``: a local Telegram in a process of its own."""

import asyncio

from bot.playground.house import options, serve, wanted_of
from bot.playground.telegram.people import TelegramPlayground


def main() -> None:
    told = options("Telegram", port=8081).parse_args()
    asyncio.run(serve(TelegramPlayground(**wanted_of(told))))


if __name__ == "__main__":
    main()
