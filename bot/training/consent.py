"""Who lets their conversations be learnt from: a file beside the database that only grows."""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.config import Settings, make_data_dir

_FILE = "training-consent.jsonl"
Person = tuple[str, str]
"""Platform and the person's id there."""


@dataclass(frozen=True, kw_only=True)
class Consents:
    """What people said last counts; who said nothing has not consented."""

    path: Path

    def tell(self, person: Person, *, given: bool, at: datetime) -> None:
        """Keep that the person consents, or no longer does. Raises `OSError`."""
        platform, sender_id = person
        entry = {"platform": platform, "person": sender_id, "given": given, "at": at.isoformat()}
        descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "a", encoding="utf-8") as file:
            # Begins with a line's end, so that one cut off by a crash spoils nothing.
            file.write("\n" + json.dumps(entry, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def people(self) -> frozenset[Person]:
        """Those who consent. Raises `OSError`."""
        try:
            lines = self.path.read_text("utf-8").splitlines()
        except FileNotFoundError:
            return frozenset()
        last: dict[Person, bool] = {}
        for line in lines:
            match _entry(line):
                case {"platform": str(platform), "person": str(person), "given": bool(given)}:
                    last[platform, person] = given
                case _:  # blank, or cut off
                    pass
        return frozenset(person for person, given in last.items() if given)


def _entry(line: str) -> object:
    try:
        return json.loads(line)
    except ValueError:
        return None


def consents(settings: Settings) -> Consents:
    """The installation's. Raises `SettingsError`."""
    return Consents(path=make_data_dir(settings) / _FILE)
