"""An office with a desk, turns and a board, on which people talk as on a platform."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.base import Action, Adapter, IncomingMessage, Ledger, Press, Reply
from agent.chat_completions import ChatCompletions
from agent.profile import Profile
from bot.config import Settings
from bot.desk.commands import Command
from bot.desk.desk import FrontDesk
from bot.desk.offering import Offering
from bot.desk.opening import open_desk
from bot.models.choice import Models
from bot.turns.turns import Turns
from storage.agent_answers import AgentAnswers
from storage.conversations import Conversations
from storage.people import People
from tests.bot.turns.standin import Board
from tests.bot.turns.turning import House
from tests.servers.openai_server import ScriptedServer
from tools.base import Tool, Toolbox

OWNER, BOB, EVE = "1001", "2002", "6666"
NAMES = {OWNER: "Ann", BOB: "Bob", EVE: "Eve"}


class Wall(Board):
    """A board that remembers the final replies by event."""

    def __init__(self) -> None:
        super().__init__()
        self.by_event: dict[str, list[Reply]] = {}

    async def show(self, message: IncomingMessage, reply: Reply, ledger: Ledger) -> None:
        if reply.final:
            self.by_event.setdefault(message.event_id, []).append(reply)
        await super().show(message, reply, ledger)


class Office:
    """``told`` is what was said to chats by itself: platform, chat, reply, key.

    ``late`` is by how much the clock of the desk is ahead.
    """

    def __init__(self, folder: Path, engine: AsyncEngine, server: ScriptedServer) -> None:
        self.store = Conversations(engine)
        self.people = People(engine)
        self.answers_to_rate = AgentAnswers(engine)
        self.house = House(folder, self.store, server)
        self.board = self.house.board = Wall()
        self.server = server
        self.told: list[tuple[str, str, Reply, str]] = []
        self.late = timedelta()
        self.desk: FrontDesk
        self.offering: Offering
        self.turns: Turns
        self._said = 0

    @asynccontextmanager
    async def open(
        self,
        *,
        profile: Profile | None = None,
        tools: tuple[Tool[Any], ...] = (),
        more: Mapping[str, Command] | None = None,
        adapter: Adapter | None = None,
        **settings: Any,
    ) -> AsyncIterator["Office"]:
        """Serve, by these settings; Ann is the owner unless they say otherwise.

        With an ``adapter`` its platform is the only one, else there is a board for several.
        """
        profile = profile or Profile(name="Kay")
        told: dict[str, Any] = {"owners": (f"telegram:{OWNER}",), "timezone": "Asia/Shanghai"}
        toolbox = Toolbox(tools)
        usual = ChatCompletions(base_url=self.server.url, model="scripted")
        opened = open_desk(
            Settings(_env_file=None, **{**told, **settings}),
            store=self.store,
            people=self.people,
            answers=self.answers_to_rate,
            models=Models(usual),
            toolbox=toolbox,
            profile=profile,
            tell=self._tell,
            line=lambda: self.turns,
            more=more,
            clock=self.clock,
        )
        boards = dict.fromkeys(("telegram", "slack", "web"), self.board)
        platforms = {adapter.platform: adapter} if adapter else boards
        async with self.house.turns(
            commands=opened.commands, profile=profile, platforms=platforms
        ) as turns:
            self.desk, self.offering, self.turns = opened.desk, opened.offering, turns
            yield self
        await usual.aclose()

    async def say(self, text: str, sender: str = OWNER, **more: Any) -> IncomingMessage:
        """Somebody says something; it is accepted on return."""
        message = self.message(text, sender, **more)
        await self.desk.accept(message)
        return message

    async def ask(self, text: str, sender: str = OWNER, **more: Any) -> str:
        """Somebody says something, or gives a command, and is answered."""
        return (await self.reply(text, sender, **more)).text

    async def reply(self, text: str, sender: str = OWNER, **more: Any) -> Reply:
        """The whole final reply to what somebody says."""
        message = await self.say(text, sender, **more)
        await self.board.until(lambda: self.answers(message))
        (reply,) = self.answers(message)
        return reply

    def answers(self, message: IncomingMessage) -> list[Reply]:
        """The final replies to a message so far."""
        return self.board.by_event.get(message.event_id, [])

    def message(self, text: str, sender: str = OWNER, **more: Any) -> IncomingMessage:
        """A message, or a command where the text begins with a slash."""
        self._said += 1
        command, rest = "", text
        if text.startswith("/"):
            command, _, rest = text[1:].partition(" ")
        given: dict[str, Any] = {
            "platform": "telegram",
            "chat_id": sender,
            "message_id": f"{self._said}",
            "event_id": f"e{self._said}",
            "sender_id": sender,
            "sender_name": NAMES.get(sender, sender),
            "text": rest,
            "command": command,
            "locale": "en",
            "sent_at": self.clock(),
        }
        return IncomingMessage(**{**given, **more})

    async def press(self, action: Action, subject: str, sender: str = OWNER, **more: Any) -> str:
        """Somebody presses a button; the words that they are shown."""
        self._said += 1
        given: dict[str, Any] = {
            "platform": "telegram",
            "chat_id": sender,
            "event_id": f"press{self._said}",
            "sender_id": sender,
            "sender_name": NAMES.get(sender, sender),
            "action": action,
            "subject": subject,
            "locale": "en",
        }
        return await self.desk.press(Press(**{**given, **more}))

    def clock(self) -> datetime:
        return datetime.now(ZoneInfo("Asia/Shanghai")) + self.late

    async def _tell(self, platform: str, chat: str, reply: Reply, key: str) -> None:
        self.told.append((platform, chat, reply, key))
