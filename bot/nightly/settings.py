"""What the nightly benchmark is told from outside: when, what, with which model, told to whom."""

from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings

from bot.values import ExistingFile, Names, ZoneName

PLATFORMS = ("telegram", "slack", "discord")


class Cron(Protocol):
    """Times that come again, as APScheduler's triggers tell them."""

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime | None: ...


class NightlySettings(BaseSettings):
    """``nightly_tokens`` is how many tokens a run may use, prompts and answers; 0: no limit.

    ``nightly_sample`` is how many records are asked, the same every night for the same seed; 0:
    all. ``nightly_baseline`` is a run's name or a file of `bench score --json`; empty: the last
    run before.
    """

    nightly_cron: str = Field("", validation_alias="KAGENT_NIGHTLY_CRON")
    nightly_zone: ZoneName | None = Field(None, validation_alias="KAGENT_NIGHTLY_ZONE")
    nightly_cases: ExistingFile | None = Field(None, validation_alias="KAGENT_NIGHTLY_CASES")
    nightly_sample: int = Field(0, ge=0, validation_alias="KAGENT_NIGHTLY_SAMPLE")
    nightly_seed: int = Field(0, validation_alias="KAGENT_NIGHTLY_SEED")
    nightly_model: str = Field("", validation_alias="KAGENT_NIGHTLY_MODEL")
    nightly_channels: Names = Field((), validation_alias="KAGENT_NIGHTLY_CHANNELS")
    nightly_baseline: str = Field("", validation_alias="KAGENT_NIGHTLY_BASELINE")
    nightly_concurrency: int = Field(2, ge=1, le=512, validation_alias="KAGENT_NIGHTLY_CONCURRENCY")
    nightly_tokens: int = Field(0, ge=0, validation_alias="KAGENT_NIGHTLY_TOKENS")

    @field_validator("nightly_cron")
    @classmethod
    def _five_fields(cls, value: str) -> str:
        if value:
            cron(value, "UTC")
        return value

    @field_validator("nightly_channels")
    @classmethod
    def _platform_and_chat(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for channel in value:
            platform, _, chat = channel.partition(":")
            if platform not in PLATFORMS or not chat:
                raise ValueError(
                    f"must be platform:chat, comma-separated, such as slack:C1; not {channel!r}"
                )
        return tuple(dict.fromkeys(value))


def cron(fields: str, zone: Any) -> Cron:
    """The times that five cron fields mean in a zone. Raises `ValueError`."""
    try:
        from apscheduler.triggers.cron import CronTrigger  # type: ignore[import-untyped]
    except ImportError:
        raise ValueError("needs a further package: pip install 'kagentsys-bot[nightly]'") from None
    try:
        trigger: Cron = CronTrigger.from_crontab(fields, timezone=zone)
    except (ValueError, TypeError):
        raise ValueError(f"must be five cron fields such as '30 3 * * *', not {fields!r}") from None
    return trigger


def due_at_last(trigger: Cron, now: datetime) -> datetime | None:
    """The last time up to now, of the last year, that the cron meant, in UTC.

    Of an hour that comes twice, when summer time ends, the first one counts.
    """
    for days in (1 / 24, 1, 8, 32, 366):
        last = None
        # Counted in UTC: where an hour comes twice, local times would be counted on the spot.
        at = now.astimezone(UTC) - timedelta(days=days)
        while (found := trigger.get_next_fire_time(None, at)) is not None and found <= now:
            at = found.astimezone(UTC) + timedelta(microseconds=1)
            last = last if found.fold else found.astimezone(UTC)
        if last is not None:
            return last
    return None
