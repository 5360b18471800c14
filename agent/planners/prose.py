"""What a model's plain prose is: an answer, or only the announcement of what it will do."""

import re

from agent.planners.base import Scene

_INTENT = re.compile(
    r"\s*(?:(?:sure|ok(?:ay)?|certainly|of course|great|first|now|next|so|alright)\b[\s,.!:]*)*"
    r"(?:i(?:'ll|’ll| will| need to| should| have to| am going to|'m going to| must| can use)\b"
    r"|let(?: me|'s)\b|we (?:need|should|must)\b|to (?:answer|find|calculate|solve|get)\b"
    r"|(?:using|calling|use|call) the\b)"
    r"|\s*(?:好的?[，,。！!]*)?\s*(?:首先[，,]*)?"
    r"(?:我(?:需要|将|要|先|会|应该|来|必须|可以用)|让我|首先|接下来|为了|需要(?:先)?(?:使用|调用|查))",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(
    r"\s*(?:(?:sure|ok(?:ay)?|certainly|of course|great)\b[\s,.!:]*)*"
    r"(?:i(?:'ll|’ll| will| am going to|'m going to| need to)|let me|let's)\s+"
    r"(?:now |first |quickly )?"
    r"(?:check|look|find|search|calculate|compute|use|call|get|fetch|query|retrieve|see)\b"
    r"|\s*(?:好的?[，,。！!]*)?(?:首先[，,]*)?(?:我(?:先|来|将|会|需要|马上|这就)?|让我)(?:先|来|帮您|帮你)?"
    r"(?:查|搜|计算|算一|看一|调用|使用|获取)",
    re.IGNORECASE,
)
_LONGEST = 400


def only_intends(text: str, scene: Scene) -> bool:
    """Whether the text says what the model means to do with a tool, before it has done anything."""
    if not scene.toolbox.tools or any(exchange.results for exchange in scene.exchanges):
        return False
    return len(text) <= _LONGEST and _INTENT.match(text) is not None


def announces(text: str, scene: Scene) -> bool:
    """Whether a model that can call tools only said that it would; doubted once in a turn."""
    if not scene.toolbox.tools or scene.exchanges or len(text) > _LONGEST // 2:
        return False
    return _ANNOUNCED.match(text) is not None
