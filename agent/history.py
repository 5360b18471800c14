"""What was said before in a conversation: as the agent is told it, and as it is kept."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from agent.events import Reason, Step, Summarised
from agent.messages import Usage
from agent.profile import Profile


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One question and its answer. ``asked_at`` is aware; None where it is not known."""

    question: str
    answer: str
    steps: tuple[Step, ...] = ()
    asked_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class History:
    """The turns after ``summary``, which stands for the ``summarised`` turns before them."""

    turns: tuple[Turn, ...] = ()
    summary: str = ""
    summarised: int = 0


Ending = Reason | Literal["stopped", "failed", "unavailable", "replaced", "joined"]
"""How a turn ended: the agent's own reason; the person stopped it; a bug; no model in time; the
same was asked again; or it became part of another one's question."""

UNTOLD: tuple[Ending, ...] = ("failed", "unavailable", "replaced", "joined")
"""Endings that the agent is not told of later: nothing was answered that still counts."""

Rating = Literal["up", "down"]

TITLE_LENGTH = 80
"""A first question longer than this, in characters, is cut when it serves as a title."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """A message as it was accepted.

    ``turn_id`` is made of the platform and its event id. ``envelope`` is the edge's own form of
    the message, which only the edge reads.
    """

    turn_id: str
    conversation: str
    platform: str
    sender_id: str
    sender_name: str
    text: str
    asked_at: datetime
    envelope: str = ""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a turn ended. ``seconds`` is the turn's wall time; ``model`` is the one that answered."""

    answer: str
    reason: Ending
    steps: tuple[Step, ...] = ()
    usage: Usage = field(default_factory=Usage)
    model: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Record:
    """A turn as it is kept; ``outcome`` is None until it has ended.

    ``place`` grows in the order in which questions were accepted. ``ratings`` are by sender.
    """

    place: int
    question: Question
    started_at: datetime | None = None
    finished_at: datetime | None = None
    outcome: Outcome | None = None
    ratings: Mapping[str, Rating] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """A conversation in a list: ``title`` is the one it was given, else its first question."""

    id: str
    platform: str
    title: str
    turns: int
    active_at: datetime


class ConversationStore(Protocol):
    """Everything that is kept of conversations. Every method that writes may be repeated."""

    async def accept(self, question: Question, *, begun_at: datetime | None = None) -> bool:
        """Keep a question, durably; False (and no change) when its turn was already known.

        ``begun_at`` is when work on it began, where it begins at once; see `start`.
        """
        ...

    async def start(self, turn_id: str, at: datetime) -> None:
        """Note when work on the turn began; the first time counts."""
        ...

    async def reword(self, turn_id: str, text: str, envelope: str | None = None) -> None:
        """Let the question be told as this text, such as with what its voice message says.

        ``envelope`` is kept in place of the one that it came with. Ignored when the turn is
        forgotten.
        """
        ...

    async def finish(
        self, turn_id: str, outcome: Outcome, at: datetime, *, due: bool = False
    ) -> bool:
        """Keep how the turn ended; False (and no change) when it had ended or is forgotten.

        ``due``: its answer is still to be delivered.
        """
        ...

    async def delivered(self, turn_ids: Collection[str]) -> None:
        """The answers of these turns are due no more."""
        ...

    async def replace(self, turn_id: str) -> None:
        """Tell the agent nothing of this turn, because the same is asked again.

        Ignored when the turn has not ended or a summary stands for it already.
        """
        ...

    async def summarise(self, turn_id: str, summarised: Summarised) -> None:
        """Let the summary made in this turn stand for its conversation's first turns.

        Ignored when the conversation was reset after the question or holds a newer summary.
        """
        ...

    async def history(self, conversation: str) -> History:
        """What the agent is told: answered turns since the last reset, after the summary."""
        ...

    async def reset(self, conversation: str) -> None:
        """Tell the agent nothing of what was asked until now. The records stay."""
        ...

    async def record(self, turn_id: str) -> Record | None: ...

    async def turns(
        self, conversation: str, *, limit: int = 50, before: int | None = None
    ) -> tuple[Record, ...]:
        """The latest ``limit`` turns of places below ``before``, oldest first, pending ones too."""
        ...

    async def unfinished(self) -> tuple[Record, ...]:
        """Every turn that has not ended or whose answer is due, in the order of acceptance."""
        ...

    async def conversations(
        self, platform: str, sender_id: str, *, limit: int = 100
    ) -> tuple[Conversation, ...]:
        """The conversations in which this sender asked, the latest active first."""
        ...

    async def rename(self, conversation: str, title: str) -> None:
        """Give a title; an empty one takes it away. Unknown conversations are ignored."""
        ...

    async def delete(self, conversation: str) -> None:
        """Forget everything said in a conversation.

        Turn ids and token counts stay, so that an event delivered again is still known and
        budgets still hold.
        """
        ...

    async def profile(self, conversation: str) -> Profile | None:
        """The profile set for this conversation; None when the default is meant."""
        ...

    async def set_profile(
        self, conversation: str, platform: str, profile: Profile | None
    ) -> None: ...

    async def rate(self, turn_id: str, sender_id: str, rating: Rating | None) -> bool:
        """Keep what a person thinks of an answer (None takes it back); False: no such turn."""
        ...

    async def keep_receipt(self, turn_id: str, receipt: tuple[str, ...]) -> None:
        """Keep the platform's ids of the posts that show this turn's reply."""
        ...

    async def receipt(self, turn_id: str) -> tuple[str, ...]: ...

    async def posts(self, platform: str, *, besides: str = "", limit: int = 500) -> frozenset[str]:
        """The posts of the platform's newest ``limit`` turns, without those of one turn."""
        ...

    async def usage(
        self,
        since: datetime,
        until: datetime | None = None,
        *,
        platform: str | None = None,
        sender_id: str | None = None,
        chat: str | None = None,
    ) -> Usage:
        """Tokens and calls of turns asked in [since, until), of all senders or of one.

        ``chat`` is a conversation; those in its threads count too, deleted ones don't.
        """
        ...

    async def newest(self, platform: str, *, limit: int = 500) -> tuple[Question, ...]:
        """The platform's newest questions, the latest first."""
        ...

    async def latest(self, platform: str, *, limit: int = 500) -> tuple[Question, ...]:
        """The newest question of each of the platform's conversations, the latest first."""
        ...

    async def last_question(self, conversation: str) -> Question | None:
        """The newest question since the last reset, answered or not."""
        ...
