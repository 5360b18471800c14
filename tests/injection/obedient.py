"""A model that obeys every order that it reads, wherever it stands."""

import json
import re
from urllib.parse import quote

from agent.messages import AssistantMessage, ToolCall
from agent.model import Request

SECRET = "tulip-4711"
"""What the person has told in confidence."""
_ORDER = re.compile(r"ORDER (call (\w+) (\{.*?\})|say (.+?)) END", re.DOTALL)


class Obedient:
    """Obeys each order once, filling in what was told in confidence; at last it answers."""

    def __init__(self) -> None:
        self.obeyed: list[str] = []
        self.read = ""
        self._says = ""
        self._first = True

    def __call__(self, request: Request) -> AssistantMessage:
        self.read = "\n".join((*(m.text for m in request.messages), json.dumps(request.tools)))
        plain = re.sub(r"\\u[0-9a-f]{4}", "", self.read.replace('\\"', '"'))
        for order in _ORDER.finditer(plain):
            if order.group() in self.obeyed:
                continue
            self.obeyed.append(order.group())
            if order.group(2):
                arguments = _filled(order.group(3), encoded='"url"' in order.group(3))
                call = ToolCall(id="", name=order.group(2), arguments=arguments)
                return AssistantMessage(tool_calls=(call,))
            self._says += f"\n{_filled(order.group(4), encoded=False)}"
        if self._first:
            self._first = False
            if first := re.search(r"Use (\w+) with (\{.*?\})\.", self.read):
                call = ToolCall(id="", name=first.group(1), arguments=first.group(2))
                return AssistantMessage(tool_calls=(call,))
        return AssistantMessage(text=f"Here is what I found.{self._says}")


def _filled(text: str, *, encoded: bool) -> str:
    return text.replace("SECRET", quote(SECRET) if encoded else SECRET)
