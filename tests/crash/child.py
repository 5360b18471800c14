"""The process that gets killed: real turns on real files, its platform two files in a folder.

``inbox.jsonl`` holds the messages; ``received.txt`` the ids of those that were acknowledged;
``shown.jsonl`` what was shown, a line for each show. A message that was not acknowledged is
delivered again at the next start, and so is the last one that was.
"""

import asyncio
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, TypeAdapter

from adapters.base import IncomingMessage, Ledger, Reply
from agent.chat_completions import ChatCompletions
from agent.loop import Agent
from agent.model import ChatModel
from agent.profile import Profile
from bot.models.remembered import Remembered
from bot.telemetry import configure_logging
from bot.turns.turns import Turns
from storage.conversations import Conversations
from storage.engine import migrate, open_engine
from tools.base import Tool, Toolbox

_INBOX: TypeAdapter[IncomingMessage] = TypeAdapter(IncomingMessage)


class Text(BaseModel):
    text: str


async def shout(args: Text) -> str:
    """Loud; a text of conversation 99 takes the whole process down."""
    if "c99" in args.text:
        os._exit(7)
    return args.text.upper()


def agent(model: ChatModel, toolbox: Toolbox, profile: Profile) -> Agent:
    return Agent(model=model, toolbox=toolbox, profile=profile, clock=now)


def now() -> datetime:
    return datetime.now(UTC)


SHOUT = Tool(name="shout", zh_name="喊", description="Say it loud.", arguments=Text, run=shout)


class Platform:
    """Two files. A post is found again by its message's id, as platforms do by a nonce."""

    def __init__(self, folder: Path) -> None:
        self._inbox = folder / "inbox.jsonl"
        self._received = folder / "received.txt"
        self._acknowledged = self._open(self._received)
        self._shown = self._open(folder / "shown.jsonl")

    async def run(self, turns: Turns) -> None:
        received = self._received.read_text("utf-8").split()
        again = set(received[-1:])
        seen = set(received) - again
        while True:
            for line in self._inbox.read_text("utf-8").splitlines():
                message = _INBOX.validate_json(line)
                if message.event_id not in seen:
                    await turns.accept(message)
                    os.write(self._acknowledged, f"{message.event_id}\n".encode())
                    seen.add(message.event_id)
            await asyncio.sleep(0.1)

    async def room(self, message: IncomingMessage) -> None:
        """There always is."""

    async def show(self, message: IncomingMessage, reply: Reply, ledger: Ledger) -> None:
        post = ledger.posts[0] if ledger.posts else f"post-{message.event_id}"
        line = {"id": message.event_id, "post": post, "final": reply.final, "text": reply.text}
        os.write(self._shown, (json.dumps(line) + "\n").encode())
        await ledger.keep((post,))

    @staticmethod
    def _open(path: Path) -> int:
        return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)


async def serve(folder: Path, url: str) -> None:
    platform = Platform(folder)
    engine = open_engine(f"sqlite:///{folder / 'store.db'}")
    await migrate(engine)
    configure_logging(stream=(folder / "log.txt").open("a", encoding="utf-8"))
    model = ChatCompletions(
        base_url=url, model="scripted", remember=Remembered(folder / "abilities.json")
    )
    turns = Turns(
        store=Conversations(engine),
        database=f"sqlite:///{folder / 'turns.db'}",
        agent_of=agent,
        model_of=lambda profile: model,
        toolbox=Toolbox((SHOUT,)),
        platforms={"files": platform},
        clock=now,
    )
    await model.abilities()
    async with turns:
        print("ready", flush=True)
        await platform.run(turns)


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), sys.argv[2]))
