"""How prompts are laid out: what never changes first, then the conversation, then this turn."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from agent.messages import (
    AssistantMessage,
    Image,
    Message,
    SystemMessage,
    ToolMessage,
    UserMessage,
)
from agent.model import Request
from agent.planners.base import Exchange, Result, Scene
from agent.planners.markup import thoughtless
from agent.profile import Language
from agent.prompts import wording
from tools.base import Tool

_MARK = re.compile(
    r"</?\s*data\b|<[|｜]|[|｜]>|</?s>|\[/?INST\]|<<SYS|<(start|end)_of_turn>", re.IGNORECASE
)
"""What ends the data, or begins another's words in the templates of common models."""
_MOST_REPLY = 2048
_SMALL = 3000
"""In a window of fewer tokens than this, tools are described by their names and types alone."""
_DISPENSABLE = ("title", "default", "maxLength", "minLength", "examples", "additionalProperties")


def reply_room(window: int) -> int:
    """The tokens kept free for the model's reply: a quarter of the window, at most 2,048."""
    return max(32, min(_MOST_REPLY, window // 4))


def system(scene: Scene, *parts: str) -> SystemMessage:
    """Who the agent is, the rules, these parts, and what is left of earlier turns."""
    words = wording(scene.language)
    profile = scene.profile
    lines = [
        words.persona.format(name=profile.name),
        profile.bio,
        profile.instructions,
        f"{words.conduct} {words.data_rule} {language_rule(scene)}",
        *parts,
        words.earlier.format(summary=scene.summary) if scene.summary else "",
    ]
    return SystemMessage(text="\n".join(line for line in lines if line))


def language_rule(scene: Scene) -> str:
    """In which language to answer: the profile's, else the question's."""
    words = wording(scene.language)
    return words.this_language if scene.profile.language else words.same_language


def conversation(scene: Scene) -> list[Message]:
    """The turns before, then this turn's question with what there is to answer from."""
    messages: list[Message] = []
    for turn in scene.turns:
        messages.append(UserMessage(text=dated(turn.question, turn.asked_at, scene)))
        messages.append(AssistantMessage(text=turn.answer))
    messages.append(_question(scene))
    return messages


def _question(scene: Scene) -> UserMessage:
    if scene.images and not scene.abilities.vision:
        return UserMessage(text=f"{asked(scene)}\n{wording(scene.language).unseen}")
    return UserMessage(text=asked(scene), images=scene.images)


def asked(scene: Scene) -> str:
    """This turn's question; the part before the knowledge is how it will stand as a past turn."""
    question = dated(scene.question, scene.asked_at, scene)
    words = wording(scene.language)
    told = ((words.knowledge, scene.knowledge), (words.recalled, scene.recalled))
    return "\n".join((question, *(f"{how}\n{as_data(text)}" for how, text in told if text)))


def dated(question: str, at: datetime | None, scene: Scene) -> str:
    if at is None:
        return question
    return f"[{moment(at.astimezone(scene.asked_at.tzinfo), scene.language)}] {question}"


def moment(at: datetime, language: Language) -> str:
    """Date, weekday and time to the minute; in Chinese also the lunar date."""
    return _moment(at.year, at.month, at.day, f"{at:%H:%M}", at.weekday(), language)


@lru_cache(maxsize=1024)
def _moment(year: int, month: int, day: int, time: str, weekday: int, language: Language) -> str:
    words = wording(language)
    return words.moment.format(
        date=f"{year:04}-{month:02}-{day:02}",
        weekday=words.weekdays[weekday],
        time=time,
        lunar=_lunar(year, month, day) if language == "zh" else "",
    )


def _lunar(year: int, month: int, day: int) -> str:
    from lunar_python import Solar

    lunar = Solar.fromYmd(year, month, day).getLunar()
    return f"{lunar.getMonthInChinese()}月{lunar.getDayInChinese()}"


def as_data(text: str, tool: str = "") -> str:
    """A text from outside, marked as data and unable to end the mark itself."""
    label = f' tool="{tool}"' if tool else ""
    return f"<data{label}>\n{_MARK.sub(_apart, text)}\n</data>"


def _apart(mark: re.Match[str]) -> str:
    return f"{mark.group()[0]} {mark.group()[1:]}"


def results_as_data(results: Iterable[Result]) -> str:
    """The results of one step as a message to the model."""
    return "\n".join(as_data(result.text, result.call.name) for result in results)


def words_of(exchange: Exchange) -> str:
    """What the model said, without its private thoughts."""
    return thoughtless(exchange.said.text).strip()


def alternating(messages: Iterable[Message]) -> list[Message]:
    """The same without empty messages and without two of one speaker in a row.

    Many servers' templates refuse anything else.
    """
    out: list[Message] = []
    for message in messages:
        if isinstance(message, ToolMessage) or _calls(message):
            out.append(message)
        elif not message.text.strip() and not _images(message):
            continue
        elif out and isinstance(out[-1], UserMessage) and isinstance(message, UserMessage):
            text = f"{out[-1].text}\n{message.text}"
            out[-1] = UserMessage(text=text, images=out[-1].images + message.images)
        else:
            out.append(message)
    return out


def _calls(message: Message) -> bool:
    return isinstance(message, AssistantMessage) and bool(message.tool_calls)


def _images(message: Message) -> tuple[Image, ...]:
    return message.images if isinstance(message, UserMessage) else ()


def chat(
    scene: Scene, how: str, exchanged: Callable[[Exchange], list[Message]], last: str = ""
) -> Request:
    """A chat in which the style ``how`` is told with the tools, each exchange is told by
    ``exchanged``, and ``last`` is said last. Without tools there is no style."""
    style = (how, f"{wording(scene.language).tools}\n{signatures(scene)}")
    messages = [system(scene, *(style if scene.toolbox.tools else ())), *conversation(scene)]
    for exchange in scene.exchanges:
        messages += exchanged(exchange) if exchange.results else corrected(exchange)
    messages.append(UserMessage(text=last))
    return Request(messages=alternating(messages), max_tokens=reply_room(scene.abilities.window))


def corrected(exchange: Exchange) -> list[Message]:
    """Words that could not be used, and why."""
    return [AssistantMessage(text=words_of(exchange)), UserMessage(text=exchange.feedback)]


def to_conclude(scene: Scene, why: str) -> str:
    """How the answer is asked for; nothing when there was nothing but the question."""
    if not (scene.toolbox.tools or scene.exchanges or why):
        return ""
    return " ".join(part for part in (why, wording(scene.language).conclude) if part)


def signatures(scene: Scene) -> str:
    """The tools, one line each: name, arguments and what it is for."""
    lean = scene.abilities.window < _SMALL
    return "\n".join(_signature(tool, lean=lean) for tool in scene.toolbox.tools)


def functions(scene: Scene) -> list[dict[str, Any]]:
    """The tools as OpenAI functions, without what costs prompt and tells nothing."""
    lean = scene.abilities.window < _SMALL
    return [
        {
            "name": tool.name,
            "description": _first_sentence(tool.description) if lean else tool.description,
            "parameters": _parameters(_arguments(tool), lean),
        }
        for tool in scene.toolbox.tools
    ]


def _signature(tool: Tool[Any], *, lean: bool) -> str:
    what = _first_sentence(tool.description) if lean else " ".join(tool.description.split())
    return f"{tool.name}({_typed(_arguments(tool), lean)}): {what}"


def _arguments(tool: Tool[Any]) -> type[BaseModel]:
    arguments: type[BaseModel] = tool.arguments
    return arguments


def _first_sentence(text: str) -> str:
    return " ".join(text.split()).partition(". ")[0].partition("。")[0][:80]


@lru_cache(maxsize=256)
def _typed(arguments: type[BaseModel], lean: bool) -> str:
    schema = _parameters(arguments, lean)
    required = schema.get("required", ())
    return ", ".join(
        f"{name}{'' if name in required else '?'}: {_kind(prop)}"
        for name, prop in schema.get("properties", {}).items()
    )


def _kind(prop: dict[str, Any]) -> str:
    if choices := prop.get("enum"):
        return "|".join(str(choice) for choice in choices)
    options = prop.get("anyOf", ())
    kind = prop.get("type") or "|".join(o.get("type", "object") for o in options) or "object"
    described = prop.get("description", "")
    if kind == "array":
        kind = f"{prop.get('items', {}).get('type', 'any')} list"
    if not described:
        return str(kind)
    return described if kind == "string" and len(described) < 60 else f"{kind}, {described}"


@lru_cache(maxsize=256)
def _parameters(arguments: type[BaseModel], lean: bool) -> dict[str, Any]:
    """The arguments' JSON schema, short; not to be changed by the caller."""
    schema = arguments.model_json_schema()
    short = _short(schema, ("description",) if lean else ())
    short.pop("description", None)
    return short


def _short(schema: dict[str, Any], more: Sequence[str] = ()) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, value in schema.items():
        if key in ("properties", "$defs") and isinstance(value, dict):
            out[key] = {name: _short(prop, more) for name, prop in value.items()}
        elif key in _DISPENSABLE or key in more:
            continue
        elif key == "anyOf" and (only := _only_kind(value)) is not None:
            out |= _short(only, more)
        else:
            out[key] = _short(value, more) if isinstance(value, dict) else value
    return out


def _only_kind(options: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The one thing a nullable argument may be."""
    kinds = [option for option in options if option.get("type") != "null"]
    return kinds[0] if len(kinds) == 1 else None
