"""What the doctor found of one thing, and what to do where it fails."""

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["ok", "off", "fail"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """``advice`` is what to do; of something that is well, what could be better."""

    name: str
    verdict: Verdict
    said: str
    advice: str = ""


def well(name: str, said: str, advice: str = "") -> Finding:
    return Finding(name=name, verdict="ok", said=said, advice=advice)


def off(name: str, said: str) -> Finding:
    return Finding(name=name, verdict="off", said=said)


def fail(name: str, said: str, advice: str) -> Finding:
    return Finding(name=name, verdict="fail", said=said, advice=advice)
