"""The talk with the model in one turn: what fits is asked, what may be shown is shown."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from agent.citing import Citations
from agent.events import AgentEvent, Summarised, TextDelta, Thought
from agent.knowledge import Recall
from agent.memory import Ask, Fold, Memory
from agent.messages import AssistantMessage, Usage
from agent.model import ChatModel, ContextOverflow, Request
from agent.planners.base import Exchange, Planner, Result, Scene
from agent.planners.markup import visible
from agent.prompts import wording
from agent.sources import Sources
from agent.text import encodable, shortened
from tools.base import Toolbox

_OVERFLOWS = 6
"""How often a prompt is made smaller before only the question is left."""


class TooLong(Exception):
    """Not even the bare question fits the model's window."""


class Dialogue:
    """Asks the model and listens.

    ``scene`` is what the model is told, and grows; ``said`` is what it said last, ``shown`` the
    part of it that the person was shown; ``usage`` is what all calls took, and ``name`` tells
    which model answered last. ``sources`` are the addresses that may be links.
    """

    def __init__(
        self,
        model: ChatModel,
        planner: Planner,
        scene: Scene,
        *,
        summarised: int = 0,
        recall: Recall | None = None,
    ) -> None:
        self.planner = planner
        self.scene = scene
        self.sources = _sources(scene)
        self.citations = Citations()
        self.said = AssistantMessage()
        self.shown = ""
        self.usage = Usage()
        self.name = model.name
        self._model = model
        self._words = wording(scene.language)
        self._memory = Memory(model, scene.abilities.window)
        self._summarised = summarised
        self._recall = recall
        self._recalled = 0

    @property
    def blind(self) -> bool:
        """Whether there are pictures that the model does not see."""
        return bool(self.scene.images) and not self.scene.abilities.vision

    async def remember(self) -> AsyncGenerator[AgentEvent]:
        """Let a summary stand for the older turns when the conversation no longer fits."""
        fold = await self._memory.fold(self.scene, self.planner.plan)
        if fold is None:
            return
        summary = await self._summary(fold)
        self._summarised += len(fold.folded)
        self.scene = replace(self.scene, summary=summary, turns=fold.kept)
        yield Summarised(summary=summary, turns=self._summarised)

    async def recall(self) -> None:
        """Tell the model what memory holds on the question; see `recall_on`."""
        told = await self._told(self.scene.question)
        self.scene = replace(self.scene, recalled=told)

    async def recall_on(self, task: str, results: tuple[Result, ...]) -> tuple[Result, ...]:
        """The results, the last with what memory holds on the task that was not told yet."""
        told = await self._told(task) if results else ""
        if not told:
            return results
        text = f"{results[-1].text}\n\n{self._words.recalled}\n{told}"
        return (*results[:-1], replace(results[-1], text=text))

    async def _told(self, query: str) -> str:
        if self._recall is None:
            return ""
        most = self._memory.recalled_bytes() - self._recalled
        oldest = next((turn.asked_at for turn in self.scene.turns if turn.asked_at), None)
        passages = await self._recall(query, oldest or self.scene.asked_at)
        told = encodable(self.citations.told(passages, most=most, mark=self._words.left_out))
        self._recalled += len(told.encode())
        self.sources.warned = self.sources.warned or bool(told)
        self.sources.hear(told)
        return told

    async def ask(self, ask: Ask, *, concluding: bool) -> AsyncGenerator[AgentEvent]:
        """One model call whose prompt fits; an overflow makes the prompt smaller and tries again.

        Raises `TooLong` when not even the bare question fits.
        """

        def shown(text: str) -> str:
            return self.planner.shown(text, concluding=concluding)

        for attempt in range(_OVERFLOWS + 2):
            if attempt == _OVERFLOWS:
                self.scene = _bare(self.scene)
            self.scene = await self._memory.squeeze(self.scene, ask)
            request = ask(self.scene)
            try:
                async with aclosing(self._hear(request, shown)) as events:
                    async for event in events:
                        yield event
            except ContextOverflow as error:
                await self._overflowed(request, error)
            else:
                self._memory.learn(request, self.said.usage)
                return
            if not self.scene.exchanges:
                async for event in self.remember():
                    yield event
        raise TooLong

    def learn(self, exchange: Exchange) -> None:
        """Let the model know this from now on."""
        self.scene = replace(self.scene, exchanges=(*self.scene.exchanges, exchange))

    def withdraw(self) -> list[AgentEvent]:
        """What was shown turned out to be no answer."""
        shown, self.shown = self.shown, ""
        return [Thought(text=shown.strip())] if shown else []

    def rest(self, answer: str) -> list[AgentEvent]:
        """What of the answer was not shown yet."""
        if not answer.startswith(self.shown):
            return [*self.withdraw(), TextDelta(text=answer)]
        rest = answer[len(self.shown) :]
        return [TextDelta(text=rest)] if rest else []

    async def _summary(self, fold: Fold) -> str:
        """The model's summary; where it gives none, what was summarised before, and a note."""
        longest = self._memory.summary_bytes()
        for _ in range(2):
            request = self._memory.summarising(self.scene, fold)
            try:
                async with aclosing(self._hear(request, _nothing)) as parts:
                    async for _part in parts:
                        pass
            except ContextOverflow as error:
                await self._overflowed(request, error)
                continue
            if summary := visible(self.said.text, complete=True):
                return shortened(summary, 2 * longest, self._words.left_out)
            break
        kept = shortened(self.scene.summary, longest, self._words.left_out)
        return f"{kept}\n{self._words.turns_left_out}".strip()

    async def _overflowed(self, request: Request, error: ContextOverflow) -> None:
        await self._memory.overflowed(request, error.window)
        self._know(window=self._memory.window)

    def _know(self, **learnt: Any) -> None:
        self.scene = replace(self.scene, abilities=replace(self.scene.abilities, **learnt))

    async def _hear(
        self, request: Request, shown: Callable[[str], str]
    ) -> AsyncGenerator[AgentEvent]:
        """Listen to one answer; what may be shown of it is told as it comes."""
        text, self.shown = "", ""
        async with aclosing(self._model.stream(request)) as parts:
            async for part in parts:
                if isinstance(part, AssistantMessage):
                    self.said = replace(part, text=encodable(part.text))
                    continue
                text += encodable(part.text)
                now = self.sources.growing(self.citations.growing(shown(text)))
                if len(now) > len(self.shown) and now.startswith(self.shown):
                    yield TextDelta(text=now[len(self.shown) :])
                    self.shown = now
        if self.said.blind:
            self._know(vision=False)
        self.usage += self.said.usage
        self.name = self.said.model or self.name


def _sources(scene: Scene) -> Sources:
    strangers = scene.knowledge or scene.summary or scene.images
    used = any(turn.steps for turn in scene.turns)
    foreign = any(tool.foreign for tool in scene.toolbox.tools)
    sources = Sources(warned=bool(strangers) or used or foreign)
    told = (scene.question, scene.knowledge, scene.profile.bio, scene.profile.instructions)
    for text in (*told, *(turn.question for turn in scene.turns)):
        sources.hear(text)
    for turn in scene.turns:
        sources.hear_answer(turn.answer)
    return sources


def _nothing(text: str) -> str:
    return ""


def _bare(scene: Scene) -> Scene:
    """Nothing but who is asked and the question."""
    return replace(
        scene,
        profile=replace(scene.profile, bio="", instructions=""),
        abilities=replace(scene.abilities, vision=False),
        toolbox=Toolbox(),
        summary="",
        turns=(),
        knowledge="",
        recalled="",
        exchanges=(),
    )
