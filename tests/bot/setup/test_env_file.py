"""`.env` keeps what a person wrote in it."""

import stat
from pathlib import Path

import pytest
from dotenv import dotenv_values

from bot.failures import Failure
from bot.setup.env_file import read_from, set_in


def test_a_new_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    set_in(file, {"A": "1:x-y_z", "B": "it's a \\ # 'word'"})
    assert dotenv_values(file) == {"A": "1:x-y_z", "B": "it's a \\ # 'word'"}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_other_lines_stay_as_they_were(tmp_path: Path, end: str) -> None:
    file = tmp_path / ".env"
    before = ["# mine", "", "export A=old", "B = 'two words' # why", "#A=commented", "A=again"]
    file.write_bytes(end.join(before).encode())
    file.chmod(0o644)
    set_in(file, {"A": "new", "C": "3"})
    after = ["# mine", "", "A=new", "B = 'two words' # why", "#A=commented", "C=3", ""]
    assert file.read_bytes().decode() == end.join(after)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.write_text("B=2\n")
    (tmp_path / ".env").symlink_to(there)
    set_in(tmp_path / ".env", {"A": "1"})
    assert (tmp_path / ".env").is_symlink()
    assert there.read_text() == "B=2\nA=1\n"


def test_what_can_not_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Failure, match="can't be changed"):
        set_in(tmp_path / "file" / ".env", {"A": "1"})
    (tmp_path / ".env").write_bytes(b"A=\xff\n")
    with pytest.raises(Failure, match="can't be changed"):
        set_in(tmp_path / ".env", {"A": "1"})
    assert (tmp_path / ".env").read_bytes() == b"A=\xff\n"


def test_a_value_is_read(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    assert read_from(file, "A") == ""
    file.write_text("A='telegram:1, slack:U1'\n")
    assert read_from(file, "A") == "telegram:1, slack:U1"
