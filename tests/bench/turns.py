"""What the durable turn adds to the agent core, and what an idle service costs."""

import asyncio
import statistics
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from adapters.base import IncomingMessage, Ledger, Reply
from agent.chat_completions import ChatCompletions
from agent.history import History
from agent.loop import Agent
from agent.model import ChatModel
from agent.profile import Profile
from bot.turns.turns import Turns
from storage.conversations import Conversations
from storage.engine import migrate, open_engine
from tests.bench.calls import QUESTION, all_tools, now
from tools.base import Toolbox

TURNS = 60
IDLE_SECONDS = 5.0


@dataclass(frozen=True, kw_only=True)
class TurnTimes:
    """Milliseconds per turn; ``idle_share`` in per cent of one core."""

    agent: float
    durable: float
    idle_share: float

    @property
    def more(self) -> float:
        return self.durable - self.agent


def _agent_of(model: ChatModel, toolbox: Toolbox, profile: Profile) -> Agent:
    return Agent(model=model, toolbox=toolbox, profile=Profile(planner="native"), clock=now)


class _Listener:
    """Where replies are shown; lets one wait for a message's final one."""

    def __init__(self) -> None:
        self.finals: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)

    async def room(self, message: IncomingMessage) -> None:
        """There always is."""

    async def show(self, message: IncomingMessage, reply: Reply, ledger: Ledger) -> None:
        if reply.final:
            self.finals[message.event_id].set()
        await ledger.keep((message.event_id,))


async def measure_turns(url: str, folder: Path) -> TurnTimes:
    """Turns of one conversation after another, bare and durable, interleaved."""
    engine = open_engine(f"sqlite:///{folder / 'bench.db'}")
    await migrate(engine)
    model = ChatCompletions(base_url=url, model="scripted")
    agent = _agent_of(model, all_tools(), Profile())
    listener = _Listener()
    bare: list[float] = []
    durable: list[float] = []
    async with Turns(
        store=Conversations(engine),
        database=f"sqlite:///{folder / 'bench-turns.db'}",
        agent_of=_agent_of,
        model_of=lambda profile: model,
        toolbox=all_tools(),
        platforms={"bench": listener},
        clock=now,
    ) as turns:
        for number in range(TURNS):
            began = time.perf_counter()
            async for _ in agent.run(History(), QUESTION):
                pass
            bare.append(time.perf_counter() - began)
            began = time.perf_counter()
            await turns.accept(_message(number))
            await listener.finals[f"m{number}"].wait()
            durable.append(time.perf_counter() - began)
        busy = time.process_time()
        await asyncio.sleep(IDLE_SECONDS)
        idle = (time.process_time() - busy) / IDLE_SECONDS
    await model.aclose()
    await engine.dispose()
    return TurnTimes(
        agent=statistics.median(bare[5:]) * 1000,
        durable=statistics.median(durable[5:]) * 1000,
        idle_share=idle * 100,
    )


def _message(number: int) -> IncomingMessage:
    return IncomingMessage(
        platform="bench",
        chat_id=f"chat{number}",
        message_id=f"m{number}",
        event_id=f"m{number}",
        sender_id="bench",
        sender_name="Bench",
        text=QUESTION,
        sent_at=now(),
    )
