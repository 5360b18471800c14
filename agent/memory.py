"""What of conversation, tasks and knowledge fits the model's window."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from agent.history import Turn
from agent.messages import AssistantMessage, SystemMessage, Usage, UserMessage
from agent.model import ChatModel, Request
from agent.planners.base import Exchange, Scene
from agent.prompts import wording
from agent.text import shortened

Ask = Callable[[Scene], Request]
"""How a scene becomes a request, such as a planner's `plan`."""

_FRAME = 5
"""Tokens a server's template puts around each message."""
_PICTURE = 1000
"""Tokens that a picture takes, about; all of them are thought to take a quarter of the window at
most, as servers make them smaller."""
_FLOOR = 96
"""Bytes below which no text is shortened."""
_SAFETY = 1.25
"""A prompt estimated to be so much smaller than the room is not counted."""
_MOST_RECALLED = 1500
"""Tokens of recalled passages."""
_CALIBRATED = 400
"""Bytes of a prompt from which on its real size tells something about others."""


@dataclass(frozen=True, kw_only=True)
class Fold:
    """The turns to be told in a summary from now on, and those that stay as they are."""

    folded: tuple[Turn, ...]
    kept: tuple[Turn, ...]


class Memory:
    """Keeps the prompts of one turn within the model's ``window`` (tokens), which it may learn.

    Whether a conversation still fits is first decided by its bytes (a token is at least one), so
    that the model's server is asked to count only when it is close.
    """

    def __init__(self, model: ChatModel, window: int) -> None:
        self.window = window
        self._model = model
        self._per_byte: float | None = None

    def learn(self, request: Request, usage: Usage) -> None:
        """Take the size the server told of a prompt as the measure for others."""
        size = len(written(request).encode())
        if _pictures(request):
            return
        if usage.prompt > 0 and size >= _CALIBRATED:
            self._per_byte = max(0.05, (usage.prompt - _frames(request)) / size)

    async def overflowed(self, request: Request, stated: int | None) -> None:
        """Believe in a smaller window: the stated one, else less than what this prompt took."""
        if stated is not None and 0 < stated < self.window:
            self.window = stated
            return
        took = await self._count(written(request)) + request.max_tokens
        self.window = int(0.7 * min(self.window, took))

    async def fold(self, scene: Scene, ask: Ask) -> Fold | None:
        """Which turns to summarise before this one; None as long as everything fits.

        What stays takes about half of the room, so that this happens rarely.
        """
        if not scene.turns:
            return None
        request = ask(scene)
        if await self._fits(written(request), self._room(request) * 5 // 6):
            return None
        bare = ask(replace(scene, turns=(), summary=""))
        free = self._room(bare) * 5 // 6 - self._estimate(written(bare))
        budget = self._bytes(free // 2) - self.summary_bytes()
        kept: list[Turn] = []
        for turn in reversed(scene.turns):
            budget -= _size(turn) + self._bytes(2 * _FRAME)
            if budget < 0:
                break
            kept.append(turn)
        folded = scene.turns[: len(scene.turns) - len(kept)]
        return Fold(folded=folded, kept=tuple(reversed(kept))) if folded else None

    def summary_bytes(self) -> int:
        """How long a summary may be."""
        return self._bytes(self._summary_tokens())

    def _summary_tokens(self) -> int:
        return max(32, min(400, self.window // 14))

    def recalled_bytes(self) -> int:
        """How much of memory is told in a turn, so that most of the window stays as it was."""
        return self._bytes(min(_MOST_RECALLED, self.window // 14))

    def summarising(self, scene: Scene, fold: Fold) -> Request:
        """Ask for a summary of what is folded, itself cut to fit."""
        words = wording(scene.language)
        tokens = self._summary_tokens()
        task = words.summarise.format(words=tokens * 2 // 3)
        room = self._bytes(self.window - 2 * tokens - 4 * _FRAME) - len(task.encode())
        share = max(_FLOOR, room // len(fold.folded))
        told: list[str] = []
        for turn in reversed(fold.folded):
            text = "\n".join(
                (
                    words.spoken_person + shortened(turn.question, share // 3, words.left_out),
                    words.spoken_agent + shortened(turn.answer, share * 2 // 3, words.left_out),
                )
            )
            room -= len(text.encode()) + 1
            if room < self.summary_bytes():
                told.append(words.turns_left_out)
                break
            told.append(text)
        before = words.earlier.format(summary=scene.summary) if scene.summary else ""
        talk = "\n".join(part for part in (before, *reversed(told)) if part)
        return Request(
            messages=[SystemMessage(text=task), UserMessage(text=talk)], max_tokens=2 * tokens
        )

    async def squeeze(self, scene: Scene, ask: Ask) -> Scene:
        """The scene cut down until its prompt fits; unchanged when it does already.

        Old turns go first, then the longest texts are shortened, then old steps and the summary go.
        """
        request = ask(scene)
        if await self._fits(written(request), self._room(request)):
            return scene
        for cut in (_without_turns, self._shorten, self._shorten, _bare_steps, self._shorten):
            request = ask(scene)
            over = await self._count(written(request)) - self._room(request)
            if over <= 0:
                break
            scene = cut(scene, self._bytes(over))
        return scene

    def _shorten(self, scene: Scene, excess: int) -> Scene:
        sizes = [len(text.encode()) for text in _texts(scene)]
        level = max(_FLOOR, _level(sizes, sum(sizes) - excess))
        mark = wording(scene.language).left_out

        def cut(text: str) -> str:
            return shortened(text, level, mark)

        return replace(
            scene,
            profile=replace(
                scene.profile,
                bio=cut(scene.profile.bio),
                instructions=cut(scene.profile.instructions),
            ),
            question=cut(scene.question),
            knowledge=cut(scene.knowledge),
            recalled=cut(scene.recalled),
            summary=cut(scene.summary),
            exchanges=tuple(_cut_exchange(exchange, cut) for exchange in scene.exchanges),
        )

    def _room(self, request: Request) -> int:
        """Tokens for the prompt's text."""
        pictures = min(_PICTURE * _pictures(request), self.window // 4)
        return self.window - request.max_tokens - _frames(request) - pictures

    async def _fits(self, text: str, room: int) -> bool:
        if len(text.encode()) <= room:
            return True
        if self._per_byte is not None and _SAFETY * self._estimate(text) <= room:
            return True
        return await self._count(text) <= room

    async def _count(self, text: str) -> int:
        tokens = await self._model.count(text)
        self._per_byte = tokens / max(1, len(text.encode()))
        return tokens

    def _estimate(self, text: str) -> int:
        return int(len(text.encode()) * (self._per_byte or 1.0)) + 1

    def _bytes(self, tokens: int) -> int:
        return int(tokens / (self._per_byte or 0.3))


def written(request: Request) -> str:
    """Everything of a request that the model reads."""
    parts = [json.dumps(request.tools, ensure_ascii=False)] if request.tools else []
    for message in request.messages:
        parts.append(message.text)
        if isinstance(message, AssistantMessage):
            parts += [call.name + call.arguments for call in message.tool_calls]
    return "\n".join(parts)


def _frames(request: Request) -> int:
    return _FRAME * (len(request.messages) + len(request.tools))


def _pictures(request: Request) -> int:
    return sum(len(each.images) for each in request.messages if isinstance(each, UserMessage))


def _size(turn: Turn) -> int:
    return len(turn.question.encode()) + len(turn.answer.encode())


def _without_turns(scene: Scene, excess: int) -> Scene:
    turns = list(scene.turns)
    while turns and excess > 0:
        excess -= _size(turns.pop(0))
    return replace(scene, turns=tuple(turns))


def _bare_steps(scene: Scene, excess: int) -> Scene:
    return replace(scene, summary="", exchanges=scene.exchanges[-2:])


def _texts(scene: Scene) -> list[str]:
    texts = [scene.question, scene.knowledge, scene.recalled, scene.summary]
    texts += [scene.profile.bio, scene.profile.instructions]
    for exchange in scene.exchanges:
        texts += [exchange.said.text, exchange.thought, exchange.feedback]
        texts += [result.text for result in exchange.results]
    return texts


def _cut_exchange(exchange: Exchange, cut: Callable[[str], str]) -> Exchange:
    return replace(
        exchange,
        said=replace(exchange.said, text=cut(exchange.said.text)),
        thought=cut(exchange.thought),
        feedback=cut(exchange.feedback),
        results=tuple(replace(result, text=cut(result.text)) for result in exchange.results),
    )


def _level(sizes: Sequence[int], total: int) -> int:
    """The length to which all longer texts are cut so that together they take ``total``."""
    rest = max(0, total)
    for place, size in enumerate(ordered := sorted(sizes)):
        share = rest // (len(ordered) - place)
        if size >= share:
            return share
        rest -= size
    return max(sizes, default=0)
