"""A model file is fetched whole or not at all, whatever the connection does."""

import hashlib
from pathlib import Path

import pytest

from bot.failures import BadValue, Failure
from bot.models.hub import TRIES, fetch, wanted
from tests.servers.hub import Hub
from tests.servers.tiny_gguf import write_tiny_gguf

NAME = "me/tiny-GGUF/q8/tiny.gguf"
PATH = "/me/tiny-GGUF/resolve/main/q8/tiny.gguf"


@pytest.fixture
def content(tmp_path: Path) -> bytes:
    return write_tiny_gguf(tmp_path / "source.gguf").read_bytes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "models"


def pull(hub: Hub, folder: Path, source: str = NAME, sha256: str = "") -> Path:
    return fetch(wanted(hub.url, source, sha256), folder, lambda have, total: None, lambda _: None)


def test_comes_whole_and_alone(content: bytes, folder: Path) -> None:
    told: list[tuple[int, int | None]] = []
    with Hub(PATH, content) as hub:
        path = fetch(wanted(hub.url, NAME), folder, lambda *so_far: told.append(so_far))
    assert path == folder / "tiny.gguf"
    assert path.read_bytes() == content
    assert [file.name for file in folder.iterdir()] == ["tiny.gguf"]
    assert told[-1] == (len(content), len(content))


def test_goes_on_where_the_connection_broke(content: bytes, folder: Path) -> None:
    with Hub(PATH, content, breaks=(50_000, 10, 0, 20_000)) as hub:
        assert pull(hub, folder).read_bytes() == content
    asked = ["", "bytes=50000-", "bytes=50010-", "bytes=50010-", "bytes=70010-"]
    assert hub.ranges == asked


def test_gives_up_and_is_continued_by_the_next_command(content: bytes, folder: Path) -> None:
    with Hub(PATH, content, breaks=(30_000, *([0] * TRIES))) as hub:
        with pytest.raises(Failure, match="goes on where it stopped"):
            pull(hub, folder)
        assert not (folder / "tiny.gguf").exists()
        assert pull(hub, folder).read_bytes() == content
    assert hub.ranges[-1] == "bytes=30000-"


def test_a_file_changed_meanwhile_is_fetched_anew(content: bytes, folder: Path) -> None:
    with Hub(PATH, content, breaks=(30_000, *([0] * TRIES))) as hub:
        with pytest.raises(Failure):
            pull(hub, folder)
        hub.tag = '"two"'
        assert pull(hub, folder).read_bytes() == content


def test_a_server_that_cannot_resume_sends_all_again(content: bytes, folder: Path) -> None:
    with Hub(PATH, content, breaks=(30_000,), resumes=False) as hub:
        assert pull(hub, folder).read_bytes() == content


@pytest.mark.parametrize("extra", [b"", b"and more"])
def test_a_leftover_that_is_whole_or_too_long(content: bytes, folder: Path, extra: bytes) -> None:
    folder.mkdir()
    (folder / ".tiny.gguf.part").write_bytes(content + extra)
    (folder / ".tiny.gguf.tag").write_text('"one"')
    with Hub(PATH, content) as hub:
        assert pull(hub, folder).read_bytes() == content
    assert len(hub.ranges) == (2 if extra else 1)


def test_a_wrong_checksum_leaves_nothing(content: bytes, folder: Path) -> None:
    with Hub(PATH, content, sha256="0" * 64) as hub:
        with pytest.raises(Failure, match="checksum"):
            pull(hub, folder)
        assert not list(folder.glob("*tiny*"))
        right = hashlib.sha256(content).hexdigest()
        assert pull(hub, folder, f"{hub.url}{PATH}?download=true", right).name == "tiny.gguf"


def test_what_is_no_model_is_not_kept(folder: Path) -> None:
    page = b"<html>Sign in</html>"
    with Hub(PATH, page) as hub, pytest.raises(Failure, match="not a GGUF file"):
        pull(hub, folder)
    assert not (folder / "tiny.gguf").exists()


@pytest.mark.parametrize(
    ("status", "said"), [(404, "does not exist"), (401, "sign-in"), (503, "status 503")]
)
def test_a_refusal_is_told(content: bytes, folder: Path, status: int, said: str) -> None:
    with Hub(PATH, content, status=status) as hub, pytest.raises(Failure, match=said):
        pull(hub, folder)


def test_nobody_there(folder: Path) -> None:
    with pytest.raises(Failure, match=r"127\.0\.0\.1:1 can't be reached"):
        fetch(wanted("http://127.0.0.1:1", NAME), folder, lambda *_: None, lambda _: None)


@pytest.mark.parametrize("source", ["tiny.gguf", "me/tiny/read.me", "me/tiny/..gguf", "", "a/b/"])
def test_what_names_no_file_is_refused(source: str) -> None:
    with pytest.raises(BadValue, match="GGUF"):
        wanted("http://hub", source)


def test_a_checksum_that_is_none_is_refused() -> None:
    with pytest.raises(BadValue, match="--sha256"):
        wanted("http://hub", NAME, "12ab")


def test_names_are_escaped() -> None:
    url = wanted("http://hub", "me/a b/模型.gguf").url
    assert url == "http://hub/me/a%20b/resolve/main/%E6%A8%A1%E5%9E%8B.gguf"
