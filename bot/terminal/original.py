"""The original's command: one question with its flags, the chain, and the answer."""

import asyncio
import io
import sys
from dataclasses import replace

from agent.loop import Limits
from agent.model import ChatModel
from bot.config import Settings
from bot.mind import Mind, open_mind
from bot.models.as_served import ORIGINAL_MODEL
from bot.persona import persona
from bot.terminal.display import ChainDisplay
from bot.terminal.external import read_knowledge, relevant
from bot.terminal.kagentsys import Command, Flags, as_json, result, settings_for, understand
from bot.terminal.talk import Talk, open_store

_SAMPLE = 4000


def ask_as_original(settings: Settings, flags: Flags, *, as_json: bool) -> None:
    """Ask as the flags say and print what came of it. Raises `BadValue`, `ModelError`."""
    command = understand(flags)
    asyncio.run(_ask(settings_for(command, settings), command, as_json))


async def _ask(settings: Settings, command: Command, print_result: bool) -> None:
    knowledge = await read_knowledge(command.knowledge) if command.knowledge else ""
    out = io.StringIO() if print_result else sys.stdout
    view = ChainDisplay(out, command.language, settings.now)
    opened = open_mind(
        settings,
        profile=replace(command.profile, planner=persona(settings).planner),
        limits=Limits(steps=command.max_steps),
        max_tokens=command.max_tokens,
        preferred=(ORIGINAL_MODEL,),
    )
    async with open_store(settings, kept=True) as store, opened as mind:
        talk = Talk(agent=mind.agent, store=store, name=command.conversation, clock=settings.now)
        said = command.history or (await talk.history()).turns
        end = await talk.ask(
            command.question,
            view,
            said=command.history,
            knowledge=await _fitting(mind, command, knowledge),
        )
    if print_result:
        print(as_json(result(command, view.chain, said, end)))


async def _fitting(mind: Mind, command: Command, knowledge: str) -> str:
    """What of the knowledge fits half of the prompt, nearest to the question."""
    if not knowledge:
        return ""
    room = command.max_tokens // 2
    return relevant(
        knowledge, command.question, round(room / await _density(mind.model, knowledge))
    )


async def _density(model: ChatModel, text: str) -> float:
    """Tokens a character takes."""
    sample = text[:_SAMPLE]
    return max(await model.count(sample) / len(sample), 0.1)
