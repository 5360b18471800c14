"""Settings: the one reader of the environment and of `.env`, checked once and passed down."""

import os
import re
import secrets
import tempfile
import zoneinfo
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime, tzinfo
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    AliasChoices,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import NoDecode, SettingsConfigDict

from agent.profile import Language, PlannerName
from bot.desk.settings import DeskSettings
from bot.failures import BadValue
from bot.files.settings import FileSettings
from bot.knowledge.settings import KnowledgeSettings
from bot.nightly.settings import NightlySettings
from bot.web_settings import WebSettings

PLANNERS: tuple[str, ...] = get_args(PlannerName)
ENV_FILE = Path(".env")
HUB_URL = "https://huggingface.co"


class SettingsError(BadValue):
    """A setting that can't be used; the message names the variable and says what it must be."""


def _split(value: Any) -> Any:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]


def _named(*names: str) -> Any:
    return AliasChoices(*names)


class Settings(NightlySettings, FileSettings, KnowledgeSettings, WebSettings, DeskSettings):
    """What this installation is told from outside. ``patience`` is in seconds."""

    model_config = SettingsConfigDict(
        frozen=True,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        populate_by_name=True,
        hide_input_in_errors=True,
        str_strip_whitespace=True,
    )

    base_url: str | None = Field(
        None, validation_alias=_named("OPENAI_BASE_URL", "OPENAI_API_BASE")
    )
    api_key: SecretStr | None = Field(None, validation_alias="OPENAI_API_KEY")
    api_type: Literal["openai", "azure"] = Field("openai", validation_alias="OPENAI_API_TYPE")
    api_version: str | None = Field(None, validation_alias="OPENAI_API_VERSION")
    models: Names = Field((), validation_alias="KAGENT_MODEL")
    model_path: Path | None = Field(None, validation_alias="KAGENT_MODEL_PATH")
    window: int | None = Field(None, ge=512, le=10_000_000, validation_alias="KAGENT_WINDOW")
    planner: PlannerName = Field("auto", validation_alias="KAGENT_PLANNER")
    profile: Path | None = Field(None, validation_alias="KAGENT_PROFILE")
    tools: Names = Field((), validation_alias="KAGENT_TOOLS")
    weather_key: SecretStr | None = Field(None, validation_alias="WEATHER_API_KEY")
    weather_url: str | None = Field(None, validation_alias="WEATHER_API_URL")
    open_meteo_url: str | None = Field(None, validation_alias="OPEN_METEO_URL")
    timezone: str | None = Field(None, validation_alias="KAGENT_TIMEZONE")
    database_url: SecretStr | None = Field(None, validation_alias="DATABASE_URL")
    data_dir: Path = Field(
        default_factory=lambda: _default_data_dir(), validation_alias="KAGENT_DATA_DIR"
    )
    http_host: str = Field("127.0.0.1", validation_alias="KAGENT_HTTP_HOST")
    http_port: int = Field(8080, ge=0, le=65535, validation_alias="KAGENT_HTTP_PORT")
    http_token: SecretStr | None = Field(None, validation_alias="KAGENT_HTTP_TOKEN")
    patience: float = Field(3600.0, ge=0, validation_alias="KAGENT_PATIENCE")
    language: Language | None = Field(None, validation_alias="KAGENT_LANGUAGE")
    hub_url: str = Field(HUB_URL, validation_alias="KAGENT_HUB_URL")
    proxy: str | None = Field(
        None, repr=False, validation_alias=_named("https_proxy", "http_proxy", "all_proxy")
    )
    telegram_token: SecretStr | None = Field(None, validation_alias="TELEGRAM_BOT_TOKEN")
    slack_bot_token: SecretStr | None = Field(None, validation_alias="SLACK_BOT_TOKEN")
    slack_app_token: SecretStr | None = Field(None, validation_alias="SLACK_APP_TOKEN")
    slack_signing_secret: SecretStr | None = Field(None, validation_alias="SLACK_SIGNING_SECRET")
    discord_token: SecretStr | None = Field(None, validation_alias="DISCORD_BOT_TOKEN")
    telegram_base_url: str | None = Field(None, validation_alias="TELEGRAM_BASE_URL")
    telegram_webhook_url: str | None = Field(None, validation_alias="TELEGRAM_WEBHOOK_URL")
    telegram_webhook_secret: SecretStr | None = Field(
        None, validation_alias="TELEGRAM_WEBHOOK_SECRET"
    )
    slack_base_url: str | None = Field(None, validation_alias="SLACK_BASE_URL")
    discord_base_url: str | None = Field(None, validation_alias="DISCORD_BASE_URL")
    discord_gateway_url: str | None = Field(None, validation_alias="DISCORD_GATEWAY_URL")

    @field_validator("api_type", "planner", "language", mode="before")
    @classmethod
    def _casefold(cls, value: Any) -> Any:
        return value.strip().casefold() if isinstance(value, str) else value

    @field_validator("api_type", mode="before")
    @classmethod
    def _plain_openai(cls, value: Any) -> Any:
        return "openai" if value == "open_ai" else value

    @field_validator(
        "base_url",
        "hub_url",
        "proxy",
        "weather_url",
        "open_meteo_url",
        "telegram_base_url",
        "telegram_webhook_url",
        "slack_base_url",
        "discord_base_url",
    )
    @classmethod
    def _web_address(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None:
            return None
        if info.field_name == "proxy" and "://" not in value:
            value = f"http://{value}"
        schemes = ("http://", "https://", *(("socks5://",) if info.field_name == "proxy" else ()))
        if not value.lower().startswith(schemes) or any(c.isspace() for c in value):
            raise ValueError("must be an address that starts with http:// or https://")
        return value.rstrip("/")

    @field_validator("discord_gateway_url")
    @classmethod
    def _gateway_address(cls, value: str | None) -> str | None:
        if value is not None and not value.lower().startswith(("ws://", "wss://")):
            raise ValueError("must be an address that starts with ws:// or wss://")
        return value

    @field_validator("telegram_webhook_secret")
    @classmethod
    def _webhook_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"[\w-]{1,256}", value.get_secret_value(), re.A):
            raise ValueError("must be 1 to 256 letters, digits, _ or -")
        return value

    @field_validator("model_path", "profile", "data_dir")
    @classmethod
    def _home(cls, value: Path | None) -> Path | None:
        return value if value is None else value.expanduser().absolute()

    @field_validator("model_path", "profile")
    @classmethod
    def _existing_file(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_file():
            raise ValueError(f"there is no file {value}")
        return value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                zoneinfo.ZoneInfo(value)
            except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
                raise ValueError("must be a time zone such as Asia/Shanghai") from None
        return value

    @field_validator("tools")
    @classmethod
    def _module_and_object(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for name in value:
            module, colon, attribute = name.partition(":")
            if not (module and colon and attribute):
                raise ValueError(f"must be module:object, comma-separated, not {name!r}")
        return value

    @model_validator(mode="after")
    def _pairs(self) -> "Settings":
        if self.api_type == "azure":
            missing = {
                "OPENAI_BASE_URL": self.base_url,
                "OPENAI_API_KEY": self.api_key,
                "OPENAI_API_VERSION": self.api_version,
            }
            _need("OPENAI_API_TYPE=azure", missing)
        if self.transcription_model and self.embedded:
            where = {"KAGENT_TRANSCRIPTION_URL": self.transcription_url}
            _need("KAGENT_TRANSCRIPTION_MODEL", where)
        if self.slack_bot_token and not (self.slack_app_token or self.slack_signing_secret):
            _need("SLACK_BOT_TOKEN", {"SLACK_APP_TOKEN": None})
        if self.slack_app_token or self.slack_signing_secret:
            given = "SLACK_APP_TOKEN" if self.slack_app_token else "SLACK_SIGNING_SECRET"
            _need(given, {"SLACK_BOT_TOKEN": self.slack_bot_token})
        return self

    @property
    def embedded(self) -> bool:
        """Whether the model runs inside this process: no server is named.

        A key alone means OpenAI's own server, unless a file is named to run here.
        """
        return self.base_url is None and (self.api_key is None or self.model_path is not None)

    @property
    def database(self) -> str:
        """The database's address (it may hold a password: never show it)."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite+aiosqlite:///{self.data_dir / 'kagentsys.db'}"

    @property
    def zone(self) -> tzinfo:
        """The time zone that dates are meant in: the one set, else this machine's."""
        if self.timezone is not None:
            return zoneinfo.ZoneInfo(self.timezone)
        return _local_zone()

    def now(self) -> datetime:
        """The clock that is handed to everything that needs the time."""
        return datetime.now(self.zone)

    def secrets(self) -> tuple[str, ...]:
        """Every secret value, so that logs can leave them out."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return tuple(v.get_secret_value() for v in values if isinstance(v, SecretStr))


def _need(because: str, values: Mapping[str, object]) -> None:
    missing = [name for name, value in values.items() if not value]
    if missing:
        raise ValueError(f"{' and '.join(missing)} must be set too, because {because} is set")


def _local_zone() -> tzinfo:
    """This machine's time zone by name, so that summer time is right on other days, too."""
    with suppress(zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return zoneinfo.ZoneInfo(os.environ.get("TZ", _machine_zone()).removeprefix(":"))
    now = datetime.now().astimezone().tzinfo
    assert now is not None
    return now


@cache
def _machine_zone() -> str:
    """Its name; following the links there takes longer than all else about the time."""
    return str(Path("/etc/localtime").resolve()).partition("zoneinfo/")[2]


def _default_data_dir() -> Path:
    shared = os.environ.get("XDG_DATA_HOME", "")
    base = Path(shared) if Path(shared).is_absolute() else Path.home() / ".local" / "share"
    return base / "kagentsys"


def load_settings(
    env_file: Path | None = ENV_FILE, flags: Mapping[str, str] | None = None
) -> Settings:
    """Read the settings: ``flags`` go before the environment, the environment before the file.

    ``flags`` are of the command line (`--lang`, …); empty ones are not given. Raises
    `SettingsError`.
    """
    given = {_FLAGS[flag]: value for flag, value in (flags or {}).items() if value}
    try:
        return Settings(_env_file=env_file, **given)  # type: ignore[arg-type, call-arg]
    except ValidationError as error:
        raise SettingsError("; ".join(_explain(error, given))) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{env_file}: can't be read ({error})") from None


_FLAGS = {
    "--lang": "KAGENT_LANGUAGE",
    "--planner": "KAGENT_PLANNER",
    "--model": "KAGENT_MODEL",
    "--base-url": "OPENAI_BASE_URL",
    "--host": "KAGENT_HTTP_HOST",
    "--port": "KAGENT_HTTP_PORT",
}
_FLAG_OF = {variable: flag for flag, variable in _FLAGS.items()}
_ALSO = {
    "OPENAI_BASE_URL": "OPENAI_BASE_URL (or OPENAI_API_BASE)",
    "https_proxy": "https_proxy (or http_proxy)",
}
_PLAIN = {"int_parsing": "must be a whole number", "float_parsing": "must be a number"}


def _explain(error: ValidationError, given: Mapping[str, str]) -> Iterable[str]:
    for fault in error.errors(include_url=False, include_context=False, include_input=False):
        name = str(fault["loc"][0]) if fault["loc"] else ""
        said = _PLAIN.get(fault["type"]) or fault["msg"].removeprefix("Value error, ")
        said = said.replace("Input should be ", "must be ")
        shown = _FLAG_OF[name] if name in given else _ALSO.get(name, name)
        yield f"{shown}: {said}" if name else said


def in_environment(names: Iterable[str]) -> list[str]:
    """Those of these variables that are set in the environment itself."""
    return [name for name in names if os.environ.get(name)]


def make_data_dir(settings: Settings) -> Path:
    """The data folder, made for this user alone if need be. Raises `SettingsError`."""
    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"KAGENT_DATA_DIR: can't make {settings.data_dir} ({error})") from None
    return settings.data_dir


def http_token(settings: Settings) -> str:
    """The HTTP API's bearer token: the one set, else one made once (file mode 0600).

    Raises `SettingsError` when the data folder can't hold it.
    """
    if settings.http_token is not None:
        return settings.http_token.get_secret_value()
    path = make_data_dir(settings) / "http-token"
    try:
        if not path.exists():
            _make_token(path)
        return path.read_text("ascii").strip()
    except OSError as error:
        raise SettingsError(f"KAGENT_DATA_DIR: can't keep the token in {path} ({error})") from None


def _make_token(path: Path) -> None:
    """Write a new token beside ``path`` and link it there; the first of two processes wins."""
    descriptor, name = tempfile.mkstemp(prefix=path.name, dir=path.parent)  # made 0600
    written = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32) + "\n")
        with suppress(FileExistsError):
            path.hardlink_to(written)
    finally:
        written.unlink()
