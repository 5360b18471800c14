"""``python -m bot.playground.slack``: a local Slack in a process of its own."""

import asyncio

from bot.playground.house import options, serve, wanted_of
from bot.playground.slack.delivery import RETRIES
from bot.playground.slack.people import SlackPlayground


def _waits(text: str) -> tuple[float, ...]:
    return tuple(float(each) for each in text.split(",") if each)


def main() -> None:
    parser = options("Slack", port=8082)
    parser.add_argument("--push-to", default="", help="deliver by HTTP to the service at this URL")
    parser.add_argument(
        "--retries",
        type=_waits,
        default=RETRIES,
        metavar="0,60,300",
        help="seconds after which it delivers again what was not received",
    )
    told = parser.parse_args()
    playground = SlackPlayground(**wanted_of(told), retries=told.retries)
    playground.delivery.push_to = told.push_to.rstrip("/")
    asyncio.run(serve(playground))


if __name__ == "__main__":
    main()
