"""Agent prompt templates: slots of text with places to fill, and what makes one usable."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from agent.planners.calls import named
from agent.planners.labels import labelled
from agent.planners.mending import objects
from agent.profile import Language

Slot = Literal["PROFILE", "INSTRUCTION", "TOOLS", "MEMORY", "GOAL", "FORMAT"]
Kind = Literal["prompt-API", "prompt-response", "prompt-react"]

SLOTS: tuple[Slot, ...] = get_args(Slot)
KINDS: tuple[Kind, ...] = get_args(Kind)
PLACES: dict[Slot, str] = {"TOOLS": "{tools}", "MEMORY": "{memory}", "GOAL": "{goal}"}
"""What must stand in these slots, to be filled in."""

_REQUIRED: tuple[Slot, ...] = ("INSTRUCTION", "TOOLS", "GOAL", "FORMAT")
_FILLED = re.compile(r"\{(tools|memory|goal|date)\}")
_LOOSE = re.compile(r"[{<\[$]{1,2}\s*(tools|memory|goal|date)\s*[}>\]$]{1,2}", re.IGNORECASE)
_LONGEST = 6000
"""Characters of a template; more leaves a small model's window no room."""


class BadTemplate(Exception):
    """It can't be used; the message says why, to whoever wrote it."""


@dataclass(frozen=True, kw_only=True)
class Template:
    """``parts`` are the slots in the order in which they stand in the prompt."""

    name: str
    kind: Kind
    language: Language
    parts: tuple[tuple[Slot, str], ...]

    def render(self, *, tools: str, memory: str, goal: str, date: str) -> str:
        """The prompt. Where there are no tools or nothing is remembered, their slots are left out.

        What is remembered is told before the goal when there is no slot for it.
        """
        fill = {"tools": tools, "memory": memory, "goal": goal, "date": date}
        held = {slot for slot, _ in self.parts}
        texts: list[str] = []
        for slot, text in self.parts:
            if (slot == "TOOLS" and not tools) or (slot == "MEMORY" and not memory):
                continue
            if slot == "GOAL" and memory and "MEMORY" not in held:
                texts.append(memory)
            # In one pass, so that what is filled in is never itself filled.
            texts.append(_FILLED.sub(lambda place: fill[place.group(1)], text).strip())
        return "\n\n".join(text for text in texts if text)


def checked(
    told: Mapping[str, Any], kind: Kind, *, name: str, language: Language, tool: str
) -> tuple[Template, tuple[str, ...]]:
    """The template in what a model wrote, and what had to be mended.

    ``EXAMPLE`` beside the slots is an answer in the template's form that uses ``tool``; by it is
    checked that such answers can be read. Raises `BadTemplate`.
    """
    mended: list[str] = []
    texts = _slots(told)
    example = told.get("EXAMPLE", told.get("example", ""))
    example = example if isinstance(example, str) else _as_text(example)
    required = [slot for slot in _REQUIRED if slot != "TOOLS" or kind != "prompt-response"]
    if lacking := [slot for slot in required if not texts.get(slot, "").strip()]:
        raise BadTemplate(f"these slots are missing or empty: {', '.join(lacking)}")
    if kind == "prompt-response":
        texts.pop("TOOLS", None)
        texts.setdefault("MEMORY", "{memory}")
    for slot in texts:
        texts[slot] = _placed(slot, texts[slot], mended)
    if not any("{date}" in text for text in texts.values()):
        texts["GOAL"] = f"{{date}}\n{texts['GOAL']}"
        mended.append("the date had no place")
    texts["FORMAT"] = _form(kind, texts["FORMAT"], example, tool, mended)
    if (size := sum(map(len, texts.values()))) > _LONGEST:
        raise BadTemplate(f"it has {size} characters; more than {_LONGEST} are too many")
    return Template(name=name, kind=kind, language=language, parts=tuple(texts.items())), tuple(
        mended
    )


def _slots(told: Mapping[str, Any]) -> dict[Slot, str]:
    found: dict[Slot, str] = {}
    for key, text in told.items():
        slot = next((slot for slot in SLOTS if key.strip(" <>{}[]*#:").upper() == slot), None)
        if slot is not None and text not in (None, ""):
            found[slot] = text if isinstance(text, str) else _as_text(text)
    return found


def _as_text(value: Any) -> str:
    import json

    if isinstance(value, list):
        return "\n".join(each if isinstance(each, str) else _as_text(each) for each in value)
    return json.dumps(value, ensure_ascii=False, indent=2)


def _placed(slot: Slot, text: str, mended: list[str]) -> str:
    """The text with its place in it, however it was marked, and with no other's place."""
    own = PLACES.get(slot)
    text = _LOOSE.sub(lambda place: f"{{{place.group(1).lower()}}}", text)
    for place in PLACES.values():
        if place != own and place in text:
            text = text.replace(place, place.strip("{}"))
            mended.append(f"{place} stood in {slot}")
    if own and own not in text:
        text = f"{text}\n{own}"
        mended.append(f"{own} was missing in {slot}")
    return text


def _form(kind: Kind, form: str, example: str, tool: str, mended: list[str]) -> str:
    """The FORMAT, with the example where it shows none. Raises `BadTemplate`."""
    match kind:
        case "prompt-response":
            return form
        case "prompt-API":
            read = next((found[0] for each in objects(example) if (found := named(each))), "")
            shown, marks = "{" in form, "JSON object with the command's name and its args"
        case "prompt-react":
            read = labelled(example).action
            shown = "action input" in form.casefold() and "final answer" in form.casefold()
            marks = "lines Thought:, Action: and Action Input:, at last Final Answer:"
    if read != tool:
        raise BadTemplate(f"EXAMPLE must use the tool {tool} in a form that can be read: {marks}")
    if shown:
        return form
    mended.append("FORMAT showed no example")
    closing = "\nFinal Answer: …" if kind == "prompt-react" else ""
    return f"{form}\n{example}{closing}"
