"""Who the agent is in this installation: the profile file, with what the settings say on top."""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.profile import Language, PlannerName, Profile
from bot.config import Settings, SettingsError


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, str_strip_whitespace=True)

    name: str = Field(Profile().name, min_length=1, max_length=100)
    bio: str = Field("", max_length=4000)
    instructions: str = Field("", max_length=8000)
    language: Language | None = None
    planner: PlannerName = "auto"
    tools: list[str] = Field(["auto"])


def persona(settings: Settings) -> Profile:
    """The profile that conversations begin with. Raises `SettingsError` naming what is wrong."""
    profile = read_profile(settings.profile) if settings.profile else Profile()
    return replace(
        profile,
        language=settings.language or profile.language,
        planner=profile.planner if settings.planner == "auto" else settings.planner,
    )


def read_profile(path: Path) -> Profile:
    """A profile from a TOML file. Raises `SettingsError` naming the file and the bad key."""
    try:
        said: dict[str, Any] = tomllib.loads(path.read_text("utf-8-sig"))
        file = _File.model_validate(said)
    except OSError as error:
        raise SettingsError(f"{path}: can't be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: is not TOML ({error})") from None
    except ValidationError as error:
        raise SettingsError(f"{path}: {_explain(error)}") from None
    return Profile(**file.model_dump(exclude={"tools"}), tools=_tools(path, file.tools))


def _explain(error: ValidationError) -> str:
    fault = error.errors(include_url=False, include_input=False)[0]
    key = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        return f"there is no key {key!r}; the keys are {', '.join(_File.model_fields)}"
    return f"{key} {fault['msg'].replace('Input should be', 'must be')}"


def _tools(path: Path, names: list[str]) -> tuple[str, ...]:
    tools = tuple(name.strip() for name in names if name.strip()) or ("notool",)
    for alone in ("auto", "notool"):
        if alone in tools and len(tools) > 1:
            raise SettingsError(f"{path}: tools: {alone!r} stands alone")
    return tools
