"""A reply as one Markdown text: what is being done, then the growing answer, then the answer."""

from adapters.base import Activity, Reply

_LATEST = 4
_SHORT = 120
_SIGNS = {"running": "⏳", "done": "✓", "failed": "✗"}


def source(reply: Reply) -> str:
    """The Markdown that shows this reply; "" while there is nothing to tell."""
    notice = f"*{reply.notice}*" if reply.notice else ""
    if reply.final or reply.text:
        return "\n\n".join(part for part in (reply.text.strip(), notice) if part)
    lines = [_line(activity) for activity in reply.activities[-_LATEST:]]
    # Two spaces end a line of Markdown.
    return "\n\n".join(part for part in ("  \n".join(lines), notice) if part)


def _line(activity: Activity) -> str:
    if activity.kind == "thought":
        return f"💭 {_short(activity.title)}"
    detail = f" `{_short(activity.detail).replace('`', '´')}`" if activity.detail else ""
    return f"{_SIGNS[activity.state]} {activity.title}{detail}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHORT else f"{line[: _SHORT - 1]}…"
