"""What in a model's words is markup and not meant for people."""

import re
from collections.abc import Mapping

from agent.planners.mending import closing, mended, objects

_THINKING = re.compile(
    r"^\s*<(think|thinking|thought|reasoning)>.*?(?:</\1>|\Z)\s*", re.DOTALL | re.IGNORECASE
)
_THOUGHT_END = re.compile(r"</(?:think|thinking)>", re.IGNORECASE)
_PAIRS: Mapping[str, str] = {
    "<think>": "</think>",
    "<thinking>": "</thinking>",
    "<tool_call>": "</tool_call>",
    "<tool_calls>": "</tool_calls>",
    "<tool_response>": "</tool_response>",
    "<function_call>": "</function_call>",
    "<function_calls>": "</function_calls>",
    "<functioncall>": "</functioncall>",
    "<function=": "</function>",
    "<invoke": "</invoke>",
    "<data": "</data>",
    "<|tool_call|>": "<|/tool_call|>",
    "<|tool_calls|>": "<|/tool_calls|>",
    "<|tool_call_begin|>": "<|tool_call_end|>",
    "<|tool_calls_section_begin|>": "<|tool_calls_section_end|>",
    "<｜tool▁calls▁begin｜>": "<｜tool▁calls▁end｜>",
    "<|startofthink|>": "<|endofthink|>",
    "<|startofexec|>": "<|endofexec|>",
    "<|python_tag|>": "<|eom_id|>",
    "[tool_calls]": "</s>",
    "✿function✿": "✿return✿",
}
_STRAY = (
    "<|im_start|>",
    "<|im_end|>",
    "<|endoftext|>",
    "<|eot_id|>",
    "<|end|>",
    "</s>",
    "</tool_call>",
    "</think>",
    "</thinking>",
    "</function>",
    "</data>",
    "<|endofthink|>",
    "<|endofexec|>",
)
_MARKS = (*_PAIRS, *_STRAY)
_BEGINNINGS = frozenset(mark[:size] for mark in _MARKS for size in range(1, len(mark) + 1))
_LONGEST = max(map(len, _MARKS))
_OPENING = re.compile("|".join(re.escape(mark) for mark in _PAIRS), re.IGNORECASE)
_STRAYS = re.compile("|".join(re.escape(mark) for mark in _STRAY), re.IGNORECASE)
_KEY = re.compile(r"[{｛]\s*(?:[{｛]\s*)?[\"'“”]?(?P<key>[A-Za-z_]*)")
_FENCE_TAIL = re.compile(r"\s*(?:```[A-Za-z_]*\s*|`{1,3}|\[\s*)?\Z")
_FENCED = re.compile(r"^\s*```[A-Za-z_]*\s*(.*?)\s*(?:```\s*)?$", re.DOTALL)
_ANSWERS = (
    "answer",
    "final_answer",
    "response",
    "reply",
    "conclusion",
    "text",
    "content",
    "output",
)

NAMES = ("name", "tool_name", "tool", "api_name", "function", "action", "command", "tool_call")
"""Keys under which models name the tool."""
ARGUMENTS = ("arguments", "args", "parameters", "tool_args", "tool_input", "action_input", "input")
"""Keys under which models give its arguments."""
_PLAN_KEYS = {*NAMES, *ARGUMENTS, "task_name", "thoughts", "thought", "tool_calls", "type", "id"}


def thoughtless(text: str) -> str:
    """The text without the model's private thoughts, closed or not."""
    if "<" not in text:
        return text
    text = _THINKING.sub("", text, count=1)
    ends = list(_THOUGHT_END.finditer(text))
    return text[ends[-1].end() :].lstrip() if ends and "<think" not in text.lower() else text


def is_plan(value: object) -> bool:
    """Whether a JSON value is a task or a tool call rather than data of an answer."""
    if isinstance(value, list):
        return any(is_plan(item) for item in value)
    if not isinstance(value, dict):
        return False
    if "task_name" in value or ("thoughts" in value and "command" in value):
        return True
    if any(is_plan(value.get(key)) for key in (*NAMES, "tool_calls", "function_call")):
        return True
    named = any(isinstance(value.get(key), str) for key in NAMES)
    return (named and any(key in value for key in ARGUMENTS)) or _command(value.get("command"))


def _command(value: object) -> bool:
    return isinstance(value, dict) and any(key in value for key in (*NAMES, *ARGUMENTS))


def visible(text: str, *, complete: bool) -> str:
    """What of the model's words a person may see.

    As long as the text grows (not ``complete``), an end that may still turn out to be markup is
    held back, so that what was shown stays shown.
    """
    text = thoughtless(text).lstrip()
    if not complete and text.startswith(("{", "｛", "[{", "```json", '"{')):
        return ""
    if complete:
        text = _unwrapped(text)
    text = _without_tags(text)
    if "{" in text or "｛" in text:
        text = _without_plans(text, complete=complete)
    if not complete:
        return _surely(text).rstrip()
    return text.strip()


def _unwrapped(text: str) -> str:
    """The sentence in an answer that came as JSON, such as ``{"answer": "It is Monday."}``."""
    fenced = _FENCED.match(text)
    inner = fenced.group(1) if fenced else text
    if not inner.startswith(("{", "｛")) or inner.rstrip()[-1:] not in ("}", "｝"):
        return text
    found = list(objects(inner))
    if len(found) == 1 and not is_plan(found[0]):
        said = [value for key, value in found[0].items() if key.casefold() in _ANSWERS]
        if len(said) == 1 == len(found[0]) and isinstance(said[0], str):
            return said[0]
    return text


def _without_tags(text: str) -> str:
    if not any(mark in text for mark in "<[✿"):
        return text
    while opening := _OPENING.search(text):
        end = text.lower().find(_PAIRS[opening.group().lower()], opening.end())
        if end < 0:
            return _STRAYS.sub("", text[: opening.start()])
        end += len(_PAIRS[opening.group().lower()])
        text = text[: opening.start()] + text[end:]
    return _STRAYS.sub("", text)


def _without_plans(text: str, *, complete: bool) -> str:
    place, kept = 0, ""
    while (found := _KEY.search(text, place)) is not None:
        start, key = found.start(), found.group("key").casefold()
        unsure = not complete and found.end() == len(text)
        if not unsure and key not in _PLAN_KEYS:
            kept += text[place : found.end()]
            place = found.end()
            continue
        end = closing(text, start)
        if not complete and (unsure or end is None):
            return kept + _before_fence(text[place:start])
        end = end or len(text)
        if is_plan(mended(text[start:end])):
            kept += _before_fence(text[place:start])
            text, place = _after_fence(text[end:]), 0
        else:
            kept += text[place:end]
            place = end
    return kept + text[place:]


def _before_fence(text: str) -> str:
    return _FENCE_TAIL.sub("", text)


def _after_fence(text: str) -> str:
    return re.sub(r"\A\s*[\],]*\s*(?:```)?\s*", "\n", text, count=1)


def _surely(text: str) -> str:
    """The text without an end that may be the beginning of a mark."""
    text = _FENCE_TAIL.sub("", text)
    tail = text[-_LONGEST:].lower()
    if not any(mark in tail for mark in "<[✿"):
        return text
    sizes = (size for size in range(len(tail), 0, -1) if tail[-size:] in _BEGINNINGS)
    return text[: len(text) - next(sizes, 0)]
