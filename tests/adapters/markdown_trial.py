"""The whole trial: ``python -m tests.adapters.markdown_trial [answers]`` prints its figures."""

import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from html import unescape
from typing import TypeVar

from adapters.markup import Post, discord_posts, slack_posts, telegram_posts
from tests.adapters.markdown_answers import Author
from tests.adapters.markup_rules import (
    cut_faults,
    discord_faults,
    lost,
    lost_words,
    missing,
    slack_faults,
    telegram_faults,
)

P = TypeVar("P", bound=Post)


def trial_faults(answer: str) -> dict[str, list[str]]:
    """Everything wrong with the posts of one answer, by platform."""
    telegram = telegram_posts(answer)
    slack = slack_posts(answer)
    discord = discord_posts(answer)
    hidden = [f"{e.url}{e.language}" for post in telegram for e in post.entities]
    losses = {
        "telegram": [
            missing(answer, telegram),
            lost(answer, (post.plain for post in telegram)),
            lost_words(answer, [*(post.text for post in telegram), *hidden]),
        ],
        "slack": [lost(answer, (unescape(post.text) for post in slack))],
        "discord": [
            lost(answer, (post.text for post in discord)),
            lost_words(answer, (re.sub(r"[*~]|\\", "", post.text) for post in discord)),
        ],
    }
    faults = {
        "telegram": _each(telegram, telegram_faults),
        "slack": _each(slack, slack_faults),
        "discord": _each(discord, discord_faults),
    }
    return {
        platform: faults[platform] + [f"lost {loss}" for loss in losses[platform] if loss]
        for platform in faults
    }


def _each(posts: Sequence[P], faults: Callable[[P], list[str]]) -> list[str]:
    none = [] if posts else ["no post"]
    return none + [fault for post in posts for fault in faults(post)] + cut_faults(posts)


def main(count: int) -> int:
    """Run the answers of the seeds 0 to ``count``; returns how many had a fault."""
    bad: Counter[str] = Counter()
    posts: Counter[str] = Counter()
    seconds: list[float] = []
    characters = 0
    for seed in range(count):
        answer = Author(seed).answer()
        characters += len(answer)
        start = time.perf_counter()
        posts["telegram"] += len(telegram_posts(answer))
        posts["slack"] += len(slack_posts(answer))
        posts["discord"] += len(discord_posts(answer))
        seconds.append(time.perf_counter() - start)
        for platform, faults in trial_faults(answer).items():
            if faults:
                bad[platform] += 1
                print(f"seed {seed}, {platform}: {faults[0][:300]}", flush=True)
    print(f"{count} answers, {characters:,} characters, the longest took {max(seconds):.2f} s")
    for platform in posts:
        print(f"{platform}: {posts[platform]:,} posts, {bad[platform]} answers with a fault")
    return sum(bad.values())


if __name__ == "__main__":
    sys.exit(1 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000) else 0)
