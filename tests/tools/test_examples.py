"""The example in both forms reads GitHub's page and plugs in as the guide says."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from examples.github_trending import GitHubTrending
from tests.servers.pages import Page, PageServer
from tests.tools.asking import ask
from tools.base import ToolError
from tools.custom import load

ROOT = Path(__file__).parents[2]
ENTRY = """
<article class="Box-row">
  <h2 class="h3 lh-condensed"><a href="/{name}" data-view-component="true" class="Link">
    <svg aria-hidden="true"></svg><span class="text-normal">x /</span> y</a></h2>
  <p class="col-9 color-fg-muted my-1 pr-4">
      {about}
  </p>
  <div class="f6 color-fg-muted mt-2">
    <span class="d-inline-block ml-0 mr-3"><span itemprop="programmingLanguage">Python</span></span>
    <a href="/{name}/stargazers" class="Link"><svg></svg>
        12,345</a>
    <a href="/{name}/forks" class="Link"><svg></svg> 67</a>
    <span class="d-inline-block float-sm-right"><svg></svg> 123 stars today</span>
  </div>
</article>
"""
PAGE = (
    "<html><body><a href='/login/now'>Sign in</a>"
    + ENTRY.format(name="kwai/agents", about="Agents that <b>plan</b> &amp; act")
    + "".join(ENTRY.format(name=f"some/repo{count}", about="More") for count in range(12))
    + "</body></html>"
)


@pytest.fixture
async def github(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[PageServer]:
    pages = {
        "/trending/python": Page(PAGE.encode()),
        "/trending/": Page(b"<html>nothing</html>"),
    }
    async with PageServer(pages) as server:
        monkeypatch.setenv("GITHUB_TRENDING_URL", server.url)
        yield server


async def test_the_function(github: PageServer) -> None:
    tool = load("examples.github_trending:github_trending")
    lines = (await ask(tool, language="Python", since="weekly")).splitlines()
    first = "kwai/agents; Python; 12,345 stars; 123 stars today; Agents that plan & act"
    assert lines[0] == first
    assert len(lines) == 10
    assert github.paths == ["/trending/python?since=weekly"]


async def test_the_class(github: PageServer) -> None:
    tool = load("examples.github_trending:GitHubTrending")
    lines = (await ask(tool, language="python")).splitlines()
    assert lines[0] == "1. [kwai/agents](https://github.com/kwai/agents) Agents that plan & act"
    assert github.paths == ["/trending/python?since=daily"]
    assert GitHubTrending(github.url)("python").answer[0].startswith("kwai/agents; Python")


async def test_failures_are_told(github: PageServer, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = load("examples.github_trending:github_trending")
    with pytest.raises(ToolError, match="nothing that is trending"):
        await ask(tool)
    with pytest.raises(ToolError, match="answered 404; is 'klingon' a language"):
        await ask(tool, language="klingon")
    monkeypatch.setenv("GITHUB_TRENDING_URL", "http://127.0.0.1:9")
    with pytest.raises(ToolError, match="can't be reached"):
        await ask(tool)


@pytest.mark.parametrize("way", ["folder", "path"])
def test_found_from_the_folder_or_the_path(tmp_path: Path, way: str) -> None:
    """As the service would: started in the folder of the module, or with it on PYTHONPATH."""
    (tmp_path / "my_tools.py").write_text('def hello(name: str) -> str:\n    """Says hello."""\n')
    code = "from tools.custom import load; print(load('my_tools:hello').name)"
    path = str(ROOT) + (f"{os.pathsep}{tmp_path}" if way == "path" else "")
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=tmp_path if way == "folder" else ROOT,
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("hello\n", "")
