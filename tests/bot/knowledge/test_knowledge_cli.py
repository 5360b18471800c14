"""`kagentsys knowledge`: adding, listing, removing, reading again, and being killed meanwhile."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KAGENT_")}
    return {**kept, "KAGENT_DATA_DIR": str(folder / "data"), "PYTHONPATH": str(ROOT)}


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", "bot", "knowledge", *words]


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        _command(*words),
        capture_output=True,
        text=True,
        cwd=folder,
        env=_environment(folder),
        timeout=60,
        check=False,
    )


@pytest.fixture
def papers(tmp_path: Path) -> Path:
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
    assert run(home, "remove", "papers/pump.md").returncode == 1
    run(home, "remove", "papers")
    assert run(home, "list").stdout.startswith("Nothing is known yet.")


def test_what_cant_be_read_is_named_and_the_rest_is_read(papers: Path) -> None:
    done = run(papers.parent, "add", "none.md", "papers/program.exe", "papers/pump.md")
    assert done.returncode == 1
    assert done.stdout == "1 read, 0 unchanged, 2 not readable.\n"
    assert "none.md: No such file" in done.stderr
    assert "program.exe" in done.stderr
    assert run(papers.parent, "add", "--for", "somebody", "papers").returncode == 2


def test_a_killed_run_goes_on_where_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    for number in range(1000):
        (folder / f"{number:04}.md").write_text(f"# Page {number}\nRoom {number} is blue.\n" * 3)
    adding = subprocess.Popen(
        _command("add", "pages"),
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        cwd=tmp_path,
        env=_environment(tmp_path),
    )
    assert adding.stderr is not None
    for line in adding.stderr:
        if line.startswith("[200/1000]"):
            break
    adding.send_signal(signal.SIGKILL)
    adding.wait()
    adding.stderr.close()
    done = run(tmp_path, "add", "pages")
    read, unchanged = (int(part.split()[0]) for part in done.stdout.split(", ")[:2])
    assert "[1000/1000]" in done.stderr
    assert read + unchanged == 1000
    assert unchanged >= 200
    assert len(run(tmp_path, "list").stdout.splitlines()) == 1000
