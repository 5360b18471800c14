"""Steps written under labels: ``Thought:``, ``Action:``, ``Action Input:``, ``Final Answer:``."""

import re
from dataclasses import dataclass

from agent.planners.markup import thoughtless, visible

_LABEL = re.compile(
    r"^[ \t]*[*#_`]{0,3}(?P<label>Thoughts?|Action Input|Action|Observation|Final Answer)[*_`]{0,3}"
    r"[ \t]*\d{0,2}[ \t]*[:：][*_`]{0,3}[ \t]*",
    re.IGNORECASE | re.MULTILINE,
)
_LABELS = ("thought", "action", "action input", "observation", "final answer")
_LAST_LINE = re.compile(r"(?:^|\n)[ \t]*[*#_`]{0,3}([A-Za-z ]{0,14}[*_`]{0,3}\d{0,2}[:：]?)\Z")


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """One step as far as it was written; what the model made up after its action is left out."""

    thought: str = ""
    action: str = ""
    action_input: str = ""
    final: str | None = None


def labelled(text: str) -> Labelled:
    """The first step in the text."""
    text = thoughtless(text)
    places = list(_LABEL.finditer(text))
    before = text[: places[0].start()] if places else text
    found: dict[str, str] = {"thought": before.strip()} if before.strip() else {}
    for place, label in enumerate(places):
        name = label["label"].casefold().rstrip("s")
        end = places[place + 1].start() if place + 1 < len(places) else len(text)
        part = text[label.end() : end].strip()
        if name == "observation" or (name in found and name != "thought"):
            break
        if name == "final answer":
            if "action" not in found:
                found[name] = part
            break
        found[name] = f"{found[name]}\n{part}".strip() if name in found else part
    return Labelled(
        thought=found.get("thought", ""),
        action=found.get("action", "").strip("`*\"'[] ."),
        action_input=found.get("action input", "").strip("` \n"),
        final=found.get("final answer"),
    )


def final_so_far(text: str, *, concluding: bool) -> str:
    """The part of a growing text that is the final answer and may be shown.

    When concluding, prose without any label is the answer, too.
    """
    text = thoughtless(text)
    places = list(_LABEL.finditer(text))
    names = [label["label"].casefold().rstrip("s") for label in places]
    final = names.index("final answer") if "final answer" in names else -1
    if final >= 0 and set(names[:final]) <= {"thought"}:
        start = places[final].end()
        after = places[final + 1 :]
        answer = text[start : after[0].start()] if after else _surely(text[start:])
        return visible(answer, complete=False)
    if places or not concluding:
        return ""
    return visible(_surely(text), complete=False)


def _surely(text: str) -> str:
    """The text without a last line that may become a label."""
    last = _LAST_LINE.search(text)
    if last is None:
        return text
    begun = last.group(1).strip("*_`: ：0123456789").casefold()
    may_be = any(label.startswith(begun) or begun == f"{label}s" for label in _LABELS)
    return text[: last.start()] if may_be else text
