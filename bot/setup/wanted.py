"""What came of walking through a platform's set-up."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """``values`` are variables to be set. ``owner`` is a person's id, "" for none. ``then`` says
    how one talks to the bot, ``where_ids_are`` how one finds a person's id."""

    platform: str
    values: Mapping[str, str]
    owner: str
    where_ids_are: str
    then: str
