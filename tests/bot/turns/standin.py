"""A small agent, and a board that shows what a platform would, for tests of the durable turn."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import datetime

from adapters.base import Attachment, IncomingMessage, Ledger, Receipt, Reply
from agent.events import AgentEvent, Finished, Step, TextDelta, Thought, ToolFinished, ToolStarted
from agent.history import History
from agent.knowledge import Recall
from agent.messages import AssistantMessage, Image, Message, ToolMessage, Usage, UserMessage
from agent.model import ChatModel, Request
from agent.profile import Profile
from tools.base import Toolbox, ToolError


class SmallAgent:
    """Asks the model, runs the tools it asks for, and asks again until it answers in words."""

    def __init__(self, model: ChatModel, toolbox: Toolbox, profile: Profile) -> None:
        self._model = model
        self._toolbox = toolbox

    async def run(
        self,
        history: History,
        question: str,
        *,
        asked_at: datetime | None = None,
        knowledge: str = "",
        images: tuple[Image, ...] = (),
        recall: Recall | None = None,
    ) -> AsyncGenerator[AgentEvent]:
        messages: list[Message] = []
        for turn in history.turns:
            messages += [UserMessage(text=turn.question), AssistantMessage(text=turn.answer)]
        text = f"{question}\n<data>{knowledge}</data>" if knowledge else question
        messages.append(UserMessage(text=text, images=images))
        steps: list[Step] = []
        usage = Usage()
        tools = [tool.schema() for tool in self._toolbox.tools]
        while True:
            said = AssistantMessage()
            asked = Request(messages=tuple(messages), tools=tools)
            async with aclosing(self._model.stream(asked)) as parts:
                async for part in parts:
                    if isinstance(part, TextDelta):
                        yield part
                    else:
                        said = part
            usage += said.usage
            messages.append(said)
            if not said.tool_calls:
                break
            if said.text:
                yield Thought(text=said.text)
            for call in said.tool_calls:
                yield ToolStarted(call_id=call.id, tool=call.name, arguments=call.arguments)
                text, failed = await self._run(call.name, call.arguments)
                yield ToolFinished(
                    call_id=call.id, tool=call.name, result=text, failed=failed, seconds=0
                )
                steps.append(
                    Step(
                        thought=said.text,
                        tool=call.name,
                        arguments=call.arguments,
                        result=text,
                        failed=failed,
                    )
                )
                messages.append(ToolMessage(call_id=call.id, name=call.name, text=text))
        yield Finished(
            answer=said.text, reason="answered", steps=tuple(steps), usage=usage, model=said.model
        )

    async def _run(self, name: str, arguments: str) -> tuple[str, bool]:
        try:
            tool = self._toolbox.find(name)
            return await tool.run(tool.parse(json.loads(arguments))), False
        except ToolError as error:
            return str(error), True


class Board:
    """A platform that keeps every post and remembers what each message was shown, in order.

    ``faults`` are raised one after another by the next shows. While ``closed`` it takes no final
    reply, and counts how many it was offered in ``refused``. ``files`` are by handle; ``fetched``
    are the names of those that were asked for.
    """

    def __init__(self) -> None:
        self._news = asyncio.Event()
        self.shown: dict[str, list[Reply]] = {}
        self.finals: list[tuple[str, Reply]] = []
        self.posts: dict[str, str] = {}
        self.receipts: list[Receipt] = []
        self.faults: list[Exception] = []
        self.closed = False
        self.refused = 0
        self.files: dict[str, bytes] = {}
        self.fetched: list[str] = []

    async def room(self, message: IncomingMessage) -> None:
        """There always is."""

    async def show(self, message: IncomingMessage, reply: Reply, ledger: Ledger) -> None:
        self._news.set()
        if self.faults:
            raise self.faults.pop(0)
        if self.closed and reply.final:
            self.refused += 1
            raise OSError("the platform takes nothing")
        self.receipts.append(ledger.posts)
        post = ledger.posts[0] if ledger.posts else f"post-{len(self.posts) + 1}"
        self.posts[post] = reply.text
        self.shown.setdefault(message.text, []).append(reply)
        if reply.final:
            self.finals.append((message.text, reply))
        await ledger.keep((post,))

    async def fetch(self, attachment: Attachment, limit: int) -> bytes:
        self.fetched.append(attachment.name)
        return self.files[attachment.handle]

    async def until(self, true: Callable[[], object], seconds: float = 10.0) -> None:
        """Wait until this is true, looking again after every show."""
        async with asyncio.timeout(seconds):
            while not true():
                self._news.clear()
                await self._news.wait()

    async def answered(self, *texts: str) -> None:
        """Wait until each of these messages has its final reply."""
        await self.until(lambda: all(self.final(text) for text in texts))

    async def noticed(self, text: str, notice: str) -> None:
        """Wait until this message's reply carries a notice with these words."""
        await self.until(lambda: any(notice in r.notice for r in self.shown.get(text, ())))

    def final(self, text: str) -> Reply | None:
        """The one final reply to this message; None until it is there."""
        found = [reply for asked, reply in self.finals if asked == text]
        assert len(found) <= 1, f"{text} was answered twice"
        return found[0] if found else None
