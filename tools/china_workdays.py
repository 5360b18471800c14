"""Whether a day is worked in China, by the schedule that the State Council announces each year."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

Kind = Literal["working", "make-up", "weekend", "holiday", "unannounced", "unknown"]
_SAID: dict[Kind, str] = {
    "working": "working day 工作日",
    "make-up": "make-up working day 调休上班",
    "weekend": "weekend 周末休息",
    "holiday": "public holiday 法定放假",
    "unannounced": "not announced yet 尚未公布",
    "unknown": "unknown 未知",
}


@dataclass(frozen=True, kw_only=True)
class Workday:
    """``reason`` is the holiday, English and Chinese, of a day off or of the day that makes up."""

    kind: Kind
    reason: str = ""

    @property
    def worked(self) -> bool:
        return self.kind in ("working", "make-up")

    @property
    def off(self) -> bool:
        return self.kind in ("weekend", "holiday")

    def __str__(self) -> str:
        return _SAID[self.kind] + (f" ({self.reason})" if self.reason else "")


def workday(day: date, today: date) -> Workday:
    """What kind of day it is; a year without a schedule is unknown, or unannounced if to come."""
    if not _announced(day.year):
        return Workday(kind="unannounced" if day.year > today.year else "unknown")
    off, holiday = _scheduled(day)
    if holiday:
        return Workday(kind="holiday" if off else "make-up", reason=_bilingual(holiday))
    return Workday(kind="weekend" if off else "working")


@lru_cache(maxsize=10_000)
def _scheduled(day: date) -> tuple[bool, str | None]:
    """Whether it is off, and for which holiday."""
    from chinese_calendar import get_holiday_detail

    off, holiday = get_holiday_detail(day)
    return bool(off), holiday


@lru_cache(maxsize=1_000)
def _announced(year: int) -> bool:
    try:
        _scheduled(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def _bilingual(english: str) -> str:
    from chinese_calendar import Holiday

    return f"{english} {Holiday(english).chinese}"
