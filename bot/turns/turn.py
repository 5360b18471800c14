"""One turn while this process works on it, and how it is told apart and kept."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import TypeAdapter

from adapters.base import IncomingMessage
from agent.history import Outcome, Question
from agent.profile import Language
from bot.files.read import Read
from bot.turns.durable import Journal
from bot.turns.ledger import TurnLedger, message_of
from bot.turns.replies import Progress
from bot.turns.screen import Screen
from bot.turns.workflows import Attempt, Left

_MESSAGE: TypeAdapter[IncomingMessage] = TypeAdapter(IncomingMessage)
__all__ = ["Turn", "lane", "message_of", "question_of", "spoken", "turn_id"]


def turn_id(message: IncomingMessage) -> str:
    """The turn that this message makes; the same when it is delivered again."""
    return f"{message.platform}:{message.event_id}"


def question_of(message: IncomingMessage) -> Question:
    """The message as the store keeps it."""
    return Question(
        turn_id=turn_id(message),
        conversation=lane(message),
        platform=message.platform,
        sender_id=message.sender_id,
        sender_name=message.sender_name,
        text=spoken(message),
        asked_at=message.sent_at,
        envelope=_MESSAGE.dump_json(message).decode(),
    )


def lane(message: IncomingMessage) -> str:
    """Whose turn comes after whose: commands are not kept waiting by what is being answered."""
    return f"{message.conversation}#commands" if message.command else message.conversation


def spoken(message: IncomingMessage) -> str:
    """What the agent is told: in a group with the speaker's name, and with what it replies to."""
    text = message.text if message.direct else f"{message.sender_name}: {message.text}"
    if not message.quoted:
        return text
    quoted = "\n".join(f"> {line}" for line in message.quoted.splitlines())
    return f"{quoted}\n\n{text}"


@dataclass(kw_only=True, eq=False)
class Turn:
    """``left`` tells what earlier processes did of it; ``outcome`` is set when one had ended it.

    ``shown`` is set when it has a post, ``moved`` when a further call of it is on record, ``ended``
    when its outcome is kept, ``over`` when it is delivered too (or is left to the next process).
    ``read`` is what came with the message.
    """

    question: Question
    message: IncomingMessage
    screen: Screen
    language: Language
    left: Left
    attempt: Attempt
    journal: Journal
    ledger: TurnLedger
    begun_at: datetime | None = None
    outcome: Outcome | None = None
    stopped: bool = False
    read: Read = field(default_factory=Read)
    progress: Progress = field(default_factory=Progress)
    work: asyncio.Task[Outcome] | None = None
    shown: asyncio.Event = field(default_factory=asyncio.Event)
    moved: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def id(self) -> str:
        return self.question.turn_id
