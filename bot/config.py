"""Settings: the one reader of the environment and of `.env`, checked once and passed down."""

import os
import secrets
import tempfile
import zoneinfo
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime, tzinfo
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AliasChoices,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import SettingsConfigDict

from agent.profile import Language, PlannerName
from bot.desk.settings import DeskSettings
from bot.failures import BadValue
from bot.files.settings import FileSettings
from bot.knowledge.settings import KnowledgeSettings
from bot.nightly.settings import NightlySettings
from bot.platforms.settings import PlatformSettings
from bot.values import AnyCase, BaseUrl, ExistingFile, Names, Place, ZoneName, need
from bot.web_settings import WebSettings

ENV_FILE = Path(".env")
HUB_URL = "https://huggingface.co"


class SettingsError(BadValue):
    """A setting that can't be used; the message names the variable and says what it must be."""


def _named(*names: str) -> Any:
    return AliasChoices(*names)


class Settings(
    NightlySettings, FileSettings, KnowledgeSettings, WebSettings, DeskSettings, PlatformSettings
):
    """What this installation is told from outside. ``patience`` is in seconds.

    ``public_url`` is where people reach the page, when that is not where we listen.
    """

    model_config = SettingsConfigDict(
        frozen=True,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        populate_by_name=True,
        hide_input_in_errors=True,
        str_strip_whitespace=True,
    )

    base_url: BaseUrl | None = Field(
        None, validation_alias=_named("OPENAI_BASE_URL", "OPENAI_API_BASE")
    )
    api_key: SecretStr | None = Field(None, validation_alias="OPENAI_API_KEY")
    api_type: Annotated[Literal["openai", "azure"], AnyCase] = Field(
        "openai", validation_alias="OPENAI_API_TYPE"
    )
    api_version: str | None = Field(None, validation_alias="OPENAI_API_VERSION")
    models: Names = Field((), validation_alias="KAGENT_MODEL")
    model_path: ExistingFile | None = Field(None, validation_alias="KAGENT_MODEL_PATH")
    window: int | None = Field(None, ge=512, le=10_000_000, validation_alias="KAGENT_WINDOW")
    planner: Annotated[PlannerName, AnyCase] = Field("auto", validation_alias="KAGENT_PLANNER")
    profile: ExistingFile | None = Field(None, validation_alias="KAGENT_PROFILE")
    tools: Names = Field((), validation_alias="KAGENT_TOOLS")
    weather_key: SecretStr | None = Field(None, validation_alias="WEATHER_API_KEY")
    weather_url: BaseUrl | None = Field(None, validation_alias="WEATHER_API_URL")
    open_meteo_url: BaseUrl | None = Field(None, validation_alias="OPEN_METEO_URL")
    timezone: ZoneName | None = Field(None, validation_alias="KAGENT_TIMEZONE")
    database_url: SecretStr | None = Field(None, validation_alias="DATABASE_URL")
    data_dir: Place = Field(
        default_factory=lambda: _default_data_dir(), validation_alias="KAGENT_DATA_DIR"
    )
    http_host: str = Field("127.0.0.1", validation_alias="KAGENT_HTTP_HOST")
    http_port: int = Field(8080, ge=0, le=65535, validation_alias="KAGENT_HTTP_PORT")
    http_token: SecretStr | None = Field(None, validation_alias="KAGENT_HTTP_TOKEN")
    public_url: BaseUrl | None = Field(None, validation_alias="KAGENT_PUBLIC_URL")
    patience: float = Field(3600.0, ge=0, validation_alias="KAGENT_PATIENCE")
    language: Annotated[Language, AnyCase] | None = Field(None, validation_alias="KAGENT_LANGUAGE")
    hub_url: BaseUrl = Field(HUB_URL, validation_alias="KAGENT_HUB_URL")
    proxy: str | None = Field(
        None, repr=False, validation_alias=_named("https_proxy", "http_proxy", "all_proxy")
    )

    @field_validator("api_type", mode="before")
    @classmethod
    def _plain_openai(cls, value: Any) -> Any:
        is_old = isinstance(value, str) and value.strip().casefold() == "open_ai"
        return "openai" if is_old else value

    @field_validator("proxy")
    @classmethod
    def _proxy_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        value = value if "://" in value else f"http://{value}"
        schemes = ("http://", "https://", "socks5://")
        if not value.lower().startswith(schemes) or any(c.isspace() for c in value):
            raise ValueError("must be an address that starts with http:// or https://")
        return value.rstrip("/")

    @field_validator("public_url")
    @classmethod
    def _whole_host(cls, value: str | None) -> str | None:
        if value is not None and not _is_whole_host(value):
            raise ValueError("must be an address without a path, such as https://kay.example.org")
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
            need("OPENAI_API_TYPE=azure", missing)
        if self.transcription_model and self.embedded:
            where = {"KAGENT_TRANSCRIPTION_URL": self.transcription_url}
            need("KAGENT_TRANSCRIPTION_MODEL", where)
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


def _is_whole_host(address: str) -> bool:
    try:
        parts = urlsplit(address)
        named = parts.hostname and parts.port != 0 and "@" not in parts.netloc
    except ValueError:
        return False
    return bool(named) and address.endswith(f"//{parts.netloc}")


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
