"""A house in which turns are opened and closed again: store, model server, tool and board."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from adapters.base import IncomingMessage
from agent.chat_completions import ChatCompletions
from agent.history import Outcome
from agent.patience import Patience
from bot.turns.answering import AgentOf
from bot.turns.turn import turn_id
from bot.turns.turns import Turns
from storage.conversations import Conversations
from tests.bot.turns.standin import Board, SmallAgent
from tests.servers.openai_server import Call, Say, ScriptedServer
from tools.base import Tool, Toolbox

QUICK = Patience(first=0.5, probe=0.2, busy=2, stall=1, back_off=0.05)


class Text(BaseModel):
    text: str


def now() -> datetime:
    return datetime.now(UTC)


def message(text: str, chat: str = "1", **more: Any) -> IncomingMessage:
    """A message of Ann's, the same whenever it is made of the same text."""
    return IncomingMessage(
        platform="board",
        chat_id=chat,
        message_id=text,
        event_id=f"{chat}-{text}",
        sender_id="ann",
        sender_name="Ann",
        text=text,
        sent_at=more.pop("sent_at", now()),
        **more,
    )


async def eventually(true: Callable[[], object]) -> None:
    """Look again and again until it is true, where nothing tells of it."""
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 - nothing here tells of what other threads do
            await asyncio.sleep(0.01)


def loud(text: str) -> Say:
    """The model asks for the tool."""
    return Say(calls=(Call(name="shout", arguments=f'{{"text": "{text}"}}'),))


class House:
    """A data folder with its store, a model server, a board and a tool; turns are opened in it.

    ``shouted`` are the texts that the tool was run with; ``hold`` keeps the tool from returning,
    by True always and by a text for that one.
    """

    def __init__(self, folder: Path, store: Conversations, server: ScriptedServer) -> None:
        self.folder = folder
        self.store = store
        self.server = server
        self.board = Board()
        self.shouted: list[str] = []
        self.hold: bool | str = False

    @asynccontextmanager
    async def turns(
        self,
        *,
        agent_of: AgentOf = SmallAgent,
        idempotent: bool = True,
        model_patience: Patience = QUICK,
        **more: Any,
    ) -> AsyncIterator[Turns]:
        """The turns of one process; leaving them is a restart of it."""
        model = ChatCompletions(base_url=self.server.url, model="scripted", patience=model_patience)
        settings: dict[str, Any] = {"platforms": {"board": self.board}, "grace": 0.0}
        settings |= {"clock": now, **more}
        turns = Turns(
            store=self.store,
            database=f"sqlite:///{self.folder / 'turns.db'}",
            agent_of=agent_of,
            model_of=lambda profile: model,
            toolbox=Toolbox((self._tool(idempotent),)),
            **settings,
        )
        try:
            async with turns:
                yield turns
        finally:
            await model.aclose()

    def on_record(self, table: str) -> int:
        """How many rows one of the engine's tables has."""
        with closing(sqlite3.connect(self.folder / "turns.db")) as database:
            return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    async def outcome(self, text: str, chat: str = "1") -> Outcome:
        """What is kept of how this message's turn ended."""
        record = await self.store.record(turn_id(message(text, chat)))
        assert record is not None and record.outcome is not None
        return record.outcome

    def _tool(self, idempotent: bool) -> Tool[Text]:
        async def run(args: Text) -> str:
            self.shouted.append(args.text)
            if self.hold in (True, args.text):
                await asyncio.Event().wait()
            return args.text.upper()

        return Tool(
            name="shout",
            zh_name="喊",
            description="Say it loud.",
            arguments=Text,
            run=run,
            idempotent=idempotent,
        )
