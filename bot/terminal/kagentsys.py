"""The original's command line: its flags checked, its chain shown, its result printed."""

import json
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from agent.events import Finished
from agent.history import Turn
from agent.profile import Language, Profile
from bot.config import Settings
from bot.failures import BadValue
from bot.terminal.chain import Chain

_ON = {"true", "1", "yes"}
_OFF = {"false", "0", "no"}


class FlagError(BadValue):
    """A flag's value can't be used; the message names the flag and says what it must be."""


@dataclass(frozen=True, kw_only=True)
class Flags:
    """The flags as typed; ``llm_name`` is None when none was."""

    query: str
    id: str = "test"
    history: str = "[]"
    llm_name: str | None = None
    use_local_llm: str = "False"
    local_llm_host: str = "localhost"
    local_llm_port: str = "8888"
    tool_names: str = '["auto"]'
    max_iter_num: int = 1
    agent_name: str = ""
    agent_bio: str = ""
    agent_instructions: str = ""
    external_knowledge: str = ""
    lang: str = "en"
    max_tokens_num: int = 4096


@dataclass(frozen=True, kw_only=True)
class Command:
    """The flags as meant.

    ``server`` is the local model server's address, when one is used; ``model`` is empty when none
    was named.
    """

    conversation: str
    question: str
    history: tuple[Turn, ...]
    model: str
    server: str | None
    profile: Profile
    language: Language
    max_steps: int
    max_tokens: int
    knowledge: str


class _Said(BaseModel):
    model_config = ConfigDict(strict=True)

    query: str = Field(min_length=1)
    answer: str


_HISTORY: TypeAdapter[list[_Said]] = TypeAdapter(list[_Said])
_NAMES: TypeAdapter[list[str]] = TypeAdapter(list[str])


def understand(flags: Flags) -> Command:
    """Check the flags. Raises `FlagError` naming the first bad one."""
    language = _language(flags.lang)
    return Command(
        conversation=_given("--id", flags.id),
        question=question_text("--query", flags.query),
        history=_history(flags.history),
        model="" if flags.llm_name is None else _given("--llm_name", flags.llm_name),
        server=_server(flags),
        language=language,
        profile=Profile(
            name=flags.agent_name.strip() or Profile().name,
            bio=flags.agent_bio.strip(),
            instructions=flags.agent_instructions.strip(),
            language=language,
            tools=_tools(flags.tool_names),
        ),
        max_steps=_within("--max_iter_num", flags.max_iter_num, 0, 100),
        max_tokens=_within("--max_tokens_num", flags.max_tokens_num, 512, 10_000_000),
        knowledge=flags.external_knowledge.strip(),
    )


def settings_for(command: Command, settings: Settings) -> Settings:
    """The settings with what the flags say of the model on top.

    The key that is set belongs to the server that is set, so it is not told to the local one.
    """
    changed: dict[str, Any] = {}
    if command.server is not None:
        changed = {"base_url": command.server, "api_key": None, "api_type": "openai", "models": ()}
    if command.model:
        changed["models"] = (command.model,)
    return settings.model_copy(update=changed)


def question_text(name: str, value: str) -> str:
    """The question without the white space around it. Raises `FlagError`."""
    try:
        value.encode()
    except UnicodeEncodeError:
        raise FlagError(f"{name} is not UTF-8 text") from None
    return _given(name, value)


def _given(flag: str, value: str) -> str:
    if not value.strip():
        raise FlagError(f"{flag} must not be empty")
    return value.strip()


def _within(flag: str, value: int, least: int, most: int) -> int:
    if not least <= value <= most:
        raise FlagError(f"{flag} must be from {least} to {most}, not {value}")
    return value


def _language(value: str) -> Language:
    match value.strip().casefold():
        case "en":
            return "en"
        case "zh":
            return "zh"
        case _:
            raise FlagError(f"--lang must be en or zh, not {value!r}")


def is_switch(value: str) -> bool:
    """Whether this word can be the value of `--use_local_llm`."""
    return value.strip().casefold() in _ON | _OFF


def _server(flags: Flags) -> str | None:
    if not is_switch(flags.use_local_llm):
        raise FlagError(f"--use_local_llm must be True or False, not {flags.use_local_llm!r}")
    if flags.use_local_llm.strip().casefold() in _OFF:
        return None
    host = _given("--local_llm_host", flags.local_llm_host)
    port = flags.local_llm_port.strip()
    if not (port.isdecimal() and 0 < int(port) <= 65535):
        raise FlagError(f"--local_llm_port must be from 1 to 65535, not {port!r}")
    if any(c in host for c in "/@?# "):
        raise FlagError(f"--local_llm_host must be a host name or address, not {host!r}")
    shown = f"[{host}]" if ":" in host and not host.startswith("[") else host
    return f"http://{shown}:{int(port)}/v1"


def _history(text: str) -> tuple[Turn, ...]:
    try:
        said = _HISTORY.validate_json(text.strip() or "[]")
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        where = "".join(f"[{part!r}]" for part in fault["loc"])
        example = '[{"query": "…", "answer": "…"}]'
        raise FlagError(
            f"--history must be a JSON list like {example}: {where} {fault['msg']}".replace(
                ":  ", ": "
            )
        ) from None
    return tuple(Turn(question=one.query, answer=one.answer) for one in said)


def _tools(text: str) -> tuple[str, ...]:
    try:
        names = tuple(name.strip() for name in _NAMES.validate_json(text.strip() or '["auto"]'))
    except ValidationError:
        raise FlagError(
            f'--tool_names must be a JSON list of names like ["calculator"], not {text!r}'
        ) from None
    for alone in ("auto", "notool"):
        if alone in names and len(names) > 1:
            raise FlagError(f"--tool_names: {alone!r} stands alone")
    return names or ("notool",)


def result(command: Command, chain: Chain, history: tuple[Turn, ...], end: Finished) -> Any:
    """The original's result object; ``history`` is what was said before this question."""
    said = [{"query": turn.question, "answer": turn.answer} for turn in history]
    usage = end.usage
    return {
        "response": end.answer,
        "history": [*said, {"query": command.question, "answer": end.answer}],
        "chain_msg": chain.as_json(),
        "chain_msg_str": chain.text(),
        "more_info": {
            "id": command.conversation,
            "model": end.model,
            "reason": end.reason,
            "usage": {
                "calls": usage.calls,
                "prompt": usage.prompt,
                "cached": usage.cached,
                "completion": usage.completion,
            },
        },
    }


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
