"""A turn's events as the original's chain: numbered actions with a text and a time."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from agent.events import AgentEvent, Finished, Reason, Thought, ToolFinished, ToolStarted
from agent.profile import Language

Action = Literal[
    "thinking", "thought", "execute", "observation", "fail", "finish", "conclusion", "chain_end"
]
SHORT = 100
"""Characters of an item's short text."""

_LABELS: dict[Action, tuple[str, str, str]] = {
    "thinking": ("🤔", "Thinking", "思考中"),
    "thought": ("💭", "Thought", "想法"),
    "execute": ("🔧", "Execute", "执行"),
    "observation": ("👀", "Observation", "观察"),
    "fail": ("❌", "Failed", "失败"),
    "finish": ("✅", "Finish", "完成"),
    "conclusion": ("💡", "Conclusion", "结论"),
    "chain_end": ("🏁", "End", "结束"),
}
_REASONS: dict[Reason, tuple[str, str]] = {
    "answered": ("The tasks are done.", "任务已完成。"),
    "step_limit": ("The step limit is reached.", "已达到步数上限。"),
    "time_limit": ("The time is up.", "时间已用完。"),
    "token_limit": ("The token limit is reached.", "已达到词元上限。"),
    "no_answer": ("The model gave no answer.", "模型没有给出回答。"),
}


@dataclass(frozen=True, kw_only=True)
class ChainItem:
    """One thing that happened; ``finish_time`` is ISO 8601 with an offset."""

    index: int
    action: Action
    text: str
    short_text: str
    finish_time: str


class Chain:
    """Collects the chain of one turn. ``clock`` gives aware times."""

    def __init__(self, clock: Callable[[], datetime], language: Language = "en") -> None:
        self._clock = clock
        self._zh = language == "zh"
        self.items: list[ChainItem] = []

    def begin(self) -> ChainItem:
        """The first item: the agent thinks."""
        return self._add("thinking", "")

    def feed(self, event: AgentEvent) -> list[ChainItem]:
        """The items that this event adds."""
        match event:
            case Thought(text=text):
                return [self._add("thought", text)]
            case ToolStarted(tool=tool, arguments=arguments):
                return [self._add("execute", f"{tool}({arguments})")]
            case ToolFinished(result=result, failed=failed):
                seen = self._add("fail" if failed else "observation", result)
                return [seen, self._add("thinking", "")]
            case Finished(answer=answer, reason=reason):
                return [
                    self._add("finish", _REASONS[reason][self._zh]),
                    self._add("conclusion", answer),
                    self._add("chain_end", ""),
                ]
            case _:
                return []

    def line(self, item: ChainItem, *, icons: bool) -> str:
        """The item as a line to print."""
        icon, *labels = _LABELS[item.action]
        label = f"{icon} {labels[self._zh]}" if icons else labels[self._zh]
        return f"{label}: {item.text}" if item.text else label

    def text(self) -> str:
        """The whole chain, one item after another."""
        return "\n".join(self.line(item, icons=False) for item in self.items)

    def as_json(self) -> list[dict[str, Any]]:
        return [asdict(item) for item in self.items]

    def _add(self, action: Action, text: str) -> ChainItem:
        item = ChainItem(
            index=len(self.items),
            action=action,
            text=text,
            short_text=text[:SHORT],
            finish_time=self._clock().isoformat(timespec="seconds"),
        )
        self.items.append(item)
        return item
