"""What a style of agent is: how the model is asked for the next step and how its answer is read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from agent.history import Turn
from agent.messages import AssistantMessage, Image, ToolCall
from agent.model import Abilities, Request
from agent.profile import Language, Profile
from tools.base import Toolbox


@dataclass(frozen=True, kw_only=True)
class Result:
    """What came of a task; ``text`` is for the model to read."""

    call: ToolCall
    text: str
    failed: bool


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """One thing the model said in this turn, and what it was told in return.

    Either its tasks' ``results``, in the order it asked for them, or ``feedback``: why its words
    could not be used.
    """

    said: AssistantMessage
    thought: str = ""
    results: tuple[Result, ...] = ()
    feedback: str = ""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """All that a prompt is made of, already cut to fit the window.

    ``summary`` stands for the turns before ``turns``. ``knowledge`` is text to answer from,
    ``recalled`` what memory adds to it, ``images`` are pictures to look at.
    ``asked_at`` is aware and is when this question was asked, so that it stays the same in every
    prompt of the turn. ``exchanges`` are those of this turn, oldest first.
    """

    profile: Profile
    language: Language
    toolbox: Toolbox
    abilities: Abilities
    question: str
    asked_at: datetime
    summary: str = ""
    turns: tuple[Turn, ...] = ()
    knowledge: str = ""
    recalled: str = ""
    images: tuple[Image, ...] = ()
    exchanges: tuple[Exchange, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Tasks:
    """Run these tools and come back; several may run side by side."""

    calls: tuple[ToolCall, ...]
    thought: str = ""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The model has answered the person already."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Conclude:
    """There is nothing more to do: ask for the conclusion."""

    reason: str = ""


Move = Tasks | Answer | Conclude


class Malformed(Exception):
    """The model's words can't be used; the message is for the model, so that it does better."""


class Planner(Protocol):
    """One style of agent. Pure: everything it knows of the turn is in the scene.

    Prompts are laid out for the prefix cache: what never changes first, then the conversation,
    which only grows, then this turn's question and steps, which only grow.
    """

    name: str

    def plan(self, scene: Scene) -> Request:
        """Ask for the next step."""
        ...

    def read(self, said: AssistantMessage, scene: Scene) -> Move:
        """What the model wants. Raises `Malformed`."""
        ...

    def conclude(self, scene: Scene, *, why: str = "") -> Request:
        """Ask for the answer from what is known; ``why`` says what forced it, such as a limit."""
        ...

    def shown(self, text: str, *, concluding: bool) -> str:
        """The part of a growing text that is answer and may be shown to the person already."""
        ...
