"""The original's command: one question with its flags, the chain, and the answer."""

import asyncio
import io
import sys
from contextlib import suppress
from dataclasses import replace

from agent.knowledge import conversation_scope
from agent.loop import Limits
from agent.model import ChatModel
from bot.config import Settings
from bot.mind import Mind, open_mind
from bot.models.as_served import ORIGINAL_MODEL
from bot.persona import persona
from bot.terminal.display import ChainDisplay
from bot.terminal.external import read_knowledge
from bot.terminal.kagentsys import Command, Flags, as_json, result, settings_for, understand
from bot.terminal.talk import Store, Talk, asker_of, conversation_of, open_store
from tools.passages import best_passages

_SAMPLE = 4000
_PASSAGE = 300
"""Characters that a passage of the memory bank has at least, mostly."""
_GAP = "\n…\n"


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
            knowledge=await _fitting(mind, command, store, knowledge),
        )
    if print_result:
        print(as_json(result(command, view.chain, said, end)))


async def _fitting(mind: Mind, command: Command, store: Store, knowledge: str) -> str:
    """What of the knowledge fits half of the prompt, nearest to the question.

    What is too long is kept in the memory bank, for this conversation alone, and asked there again
    at every step.
    """
    if not knowledge:
        return ""
    room = round(command.max_tokens / 2 / await _density(mind.model, knowledge))
    if len(knowledge) <= room:
        return knowledge
    found = await _kept(store, command, knowledge, most=room // _PASSAGE)
    told = ""
    for passage in found:
        if len(told) + len(_GAP) + len(passage) <= room:
            told = f"{told}{_GAP}{passage}" if told else passage
    return told or best_passages(knowledge, command.question, room)


async def _kept(store: Store, command: Command, knowledge: str, *, most: int) -> list[str]:
    """The passages that bear on the question; none where there are no words or vectors for it."""
    from bot.knowledge.embeddings import NoEmbeddings
    from bot.knowledge.reading import Document

    if (bank := store.bank) is None:
        return []
    conversation = conversation_of(command.conversation)
    document = Document(place=command.knowledge, title=command.knowledge, text=knowledge)
    with suppress(NoEmbeddings):
        await bank.learn(document, conversation_scope(conversation))
    found = await bank.base.search(asker_of(conversation), command.question, limit=most)
    return [each.text for each in found if each.title == document.title]


async def _density(model: ChatModel, text: str) -> float:
    """Tokens a character takes."""
    sample = text[:_SAMPLE]
    return max(await model.count(sample) / len(sample), 0.1)
