"""`.env` changed in place: some variables set, every other line left as it was."""

import os
import re
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bot.failures import Failure

_PLAIN = re.compile(r"[\w.:/,+=@~-]*", re.ASCII)


def set_in(path: Path, values: Mapping[str, str]) -> None:
    """Set the variables in the file, made for this user alone; all of them or none.

    Raises `Failure`.
    """
    path = path.resolve()
    try:
        before = path.read_bytes().decode("utf-8") if path.exists() else ""
        _write(path, _changed(before, values))
    except (OSError, UnicodeDecodeError) as error:
        raise Failure(f"{path} can't be changed ({error})") from None


def read_from(path: Path, name: str) -> str:
    """What the file sets the variable to; "" where it does not."""
    from dotenv import dotenv_values

    try:
        return dotenv_values(path, encoding="utf-8").get(name) or ""
    except (OSError, UnicodeDecodeError):
        return ""


def _changed(before: str, values: Mapping[str, str]) -> str:
    end = "\r\n" if "\r\n" in before else "\n"
    left = dict(values)
    lines = []
    for line in before.replace("\r\n", "\n").removesuffix("\n").split("\n") if before else []:
        name = _name(line)
        if name not in values:
            lines.append(line)
        elif name in left:
            lines.append(f"{name}={_quoted(left.pop(name))}")
    lines += [f"{name}={_quoted(value)}" for name, value in left.items()]
    return "".join(line + end for line in lines)


def _name(line: str) -> str:
    """The variable that the line sets, "" where it sets none."""
    found = re.match(r"\s*(?:export\s+)?([A-Za-z_]\w*)\s*=", line)
    return found[1] if found else ""


def _quoted(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _write(path: Path, text: str) -> None:
    """Put the text in the file's place, in one step."""
    descriptor, name = tempfile.mkstemp(prefix=".env.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(file.fileno(), stat.S_IRUSR | stat.S_IWUSR)
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)  # it is still there when something went wrong
