"""`kagentsys knowledge`: adding, listing, removing, reading again, and being killed meanwhile."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from tests.servers.site import Site

ROOT = Path(__file__).parents[3]


def _environment(folder: Path) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("KAGENT_") or name.startswith("KAGENT_EGRESS_")
    }
    return {**kept, "KAGENT_DATA_DIR": str(folder / "data"), "PYTHONPATH": str(ROOT)}


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", "bot", "knowledge", *words]


def run(folder: Path, *words: str) -> Result:
    """The command in this process: a start of its own takes a second each."""
    return CliRunner().invoke(
        app, ["knowledge", *words], env={"KAGENT_DATA_DIR": str(folder / "data")}
    )


@pytest.fixture
def papers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files in a folder of the working folder."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "papers"
    (folder / "deep").mkdir(parents=True)
    (folder / "pump.md").write_text("# Pump\nOil: ISO 46.")
    (folder / "deep" / "door.html").write_text("<title>Door</title><p>It is green.</p>")
    (folder / "报销.txt").write_text("十四天内提交。", "gb18030")
    (folder / ".hidden.md").write_text("secret")
    (folder / "program.exe").write_bytes(b"\0\1")
    return folder


def test_folders_are_added_listed_refreshed_and_removed(papers: Path) -> None:
    home = papers.parent
    assert run(home, "add", "papers").stdout == "3 read, 0 unchanged, 0 not readable.\n"
    assert run(home, "add", "papers").stdout == "0 read, 3 unchanged, 0 not readable.\n"
    listed = run(home, "list").stdout
    assert str(papers / "deep" / "door.html") in listed
    assert "hidden" not in listed
    (papers / "pump.md").write_text("# Pump\nOil: ISO 68.")
    assert run(home, "refresh").stdout == "1 read, 2 unchanged, 0 not readable.\n"
    assert "pump.md" in run(home, "remove", "papers/pump.md").stdout
    assert run(home, "remove", "papers/pump.md").exit_code == 1
    run(home, "remove", "papers")
    assert run(home, "list").stdout.startswith("Nothing is known yet.")


def test_what_cant_be_read_is_named_and_the_rest_is_read(papers: Path) -> None:
    done = run(papers.parent, "add", "none.md", "papers/program.exe", "papers/pump.md")
    assert done.exit_code == 1
    assert done.stdout == "1 read, 0 unchanged, 2 not readable.\n"
    assert "none.md: No such file" in done.stderr
    assert "program.exe" in done.stderr
    assert run(papers.parent, "add", "--for", "somebody", "papers").exit_code == 2


def killed_at(folder: Path, line: str, places: Sequence[str]) -> None:
    """Adding these, killed when this line of progress is told."""
    adding = subprocess.Popen(
        _command("add", *places),
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        cwd=folder,
        env=_environment(folder),
    )
    assert adding.stderr is not None
    assert any(told.startswith(line) for told in adding.stderr)
    adding.send_signal(signal.SIGKILL)
    adding.wait()
    adding.stderr.close()


async def test_pages_of_the_web_killed_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Site() as site:
        for number in range(60):
            site.pages[f"/{number}"] = f"<title>P{number}</title><p>Room {number} is blue.</p>"
        monkeypatch.setenv("KAGENT_EGRESS_PORTS", str(site.port))
        monkeypatch.setenv("KAGENT_EGRESS_ALLOW", f"127.0.0.1:{site.port}")
        places = [f"http://127.0.0.1:{site.port}/{number}" for number in range(60)]
        for line in ("[20/60]", "[40/60]"):
            await asyncio.to_thread(killed_at, tmp_path, line, places)
        done = await asyncio.to_thread(run, tmp_path, "add", *places)
        listed = await asyncio.to_thread(run, tmp_path, "list")
    read, unchanged = (int(part.split()[0]) for part in done.stdout.split(", ")[:2])
    assert done.exit_code == 0
    assert read + unchanged == 60
    assert unchanged >= 40
    known = listed.stdout.splitlines()
    assert len(known) == 60 and all("\t1 passages\t" in line for line in known)
