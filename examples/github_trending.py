"""What is trending on GitHub: one tool, written as a function and as a class.

Plug in either with ``KAGENT_TOOLS=examples.github_trending:github_trending`` or
``KAGENT_TOOLS=examples.github_trending:GitHubTrending``.
"""

import os
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Literal
from urllib.parse import quote

import httpx

from tools.base import ToolError

BASE_URL = "https://github.com"
"""Where the page is, unless GITHUB_TRENDING_URL says otherwise."""
MOST = 10
"""How many repositories are told of."""


def github_trending(
    language: str = "", since: Literal["daily", "weekly", "monthly"] = "daily"
) -> str:
    """The repositories that are trending on GitHub.

    Args:
        language: Programming language, such as python; empty for all
        since: daily, weekly or monthly
    """
    return "\n".join(str(repository) for repository in trending(language, since))


class GitHubTrending:
    """The repositories that are trending on GitHub.

    Args:
        language (str): Programming language, such as python; empty for all
        since (str): daily, weekly or monthly
    """

    name = "get_github_trending"
    zh_name = "查询GitHub趋势"
    description = "Get the repositories that are trending on GitHub."
    tips = "Say the language only if the person did."
    idempotent = True

    def __init__(self, base_url: str | None = None) -> None:
        self._base_url = base_url

    def __call__(self, language: str = "", since: str = "daily") -> "Trending":
        return Trending(trending(language, since, self._base_url))


@dataclass
class Repository:
    name: str = ""
    about: str = ""
    language: str = ""
    stars: str = ""
    gained: str = ""

    def __str__(self) -> str:
        parts = (self.name, self.language, self.stars and f"{self.stars} stars", self.gained)
        return "; ".join(filter(None, (*parts, self.about)))


@dataclass
class Trending:
    """A result as KAgentSys-Lite's tools gave it: data, and Markdown to read."""

    repositories: list[Repository] = field(default_factory=list)

    @property
    def answer(self) -> list[str]:
        return [str(repository) for repository in self.repositories]

    @property
    def answer_md(self) -> str:
        return "\n".join(
            f"{place}. [{each.name}]({BASE_URL}/{each.name}) {each.about}"
            for place, each in enumerate(self.repositories, 1)
        )


def trending(language: str, since: str, base_url: str | None = None) -> list[Repository]:
    """The trending repositories, the first first. Raises `ToolError`."""
    base = base_url or os.environ.get("GITHUB_TRENDING_URL", BASE_URL)
    url = f"{base.rstrip('/')}/trending/{quote(language.strip().lower())}"
    try:
        page = httpx.get(url, params={"since": since}, timeout=10, follow_redirects=True)
    except httpx.HTTPError as error:
        raise ToolError(f"GitHub can't be reached: {type(error).__name__}") from None
    if page.status_code != 200:
        raise ToolError(f"GitHub answered {page.status_code}; is {language!r} a language?")
    reader = _Page()
    reader.feed(page.text)
    if not reader.repositories:
        raise ToolError("GitHub shows nothing that is trending just now.")
    return reader.repositories[:MOST]


class _Page(HTMLParser):
    """Finds the repositories in GitHub's page."""

    def __init__(self) -> None:
        super().__init__()
        self.repositories: list[Repository] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "article":
            self.repositories.append(Repository())
        elif self.repositories:
            self._inside = self._part(tag, given) or self._inside

    def _part(self, tag: str, given: dict[str, str]) -> str:
        """Which part of a repository's entry begins here, if any."""
        now, link = self.repositories[-1], given.get("href", "")
        if tag == "a" and not now.name and re.fullmatch(r"/[\w.-]+/[\w.-]+", link):
            now.name = link[1:]
        if tag == "p":
            return "about"
        if given.get("itemprop") == "programmingLanguage":
            return "language"
        if tag == "a" and link.endswith("/stargazers"):
            return "stars"
        return "gained" if tag == "span" and "float-sm-right" in given.get("class", "") else ""

    def handle_endtag(self, tag: str) -> None:
        if tag in ("p", "span", "a"):
            self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside and (text := " ".join(data.split())):
            before = getattr(self.repositories[-1], self._inside)
            setattr(self.repositories[-1], self._inside, f"{before} {text}".strip())
