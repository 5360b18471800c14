"""Rating agents' answers at the keyboard."""

import asyncio
from getpass import getuser

from bot.config import Settings
from bot.database import open_database
from bot.failures import Failure
from bot.terminal.display import plain
from bot.words import Words, words
from storage.agent_answers import SKIPPED, AgentAnswers, Blind

_PROMPT = "1-5, s (skip), q (leave): "
_SCORES = {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "s": SKIPPED}


def rate_answers(settings: Settings) -> int:
    """Show one answer after the other, and keep what is given, until the person leaves.

    Raises `Failure` when there is nothing to rate, for anybody.
    """
    said = words(settings.language or "en")
    try:
        asyncio.run(_rate(settings, said))
    except EOFError:
        print()
    return 0


async def _rate(settings: Settings, said: Words) -> None:
    person = f"console:{getuser()}"
    async with open_database(settings) as engine:
        answers = AgentAnswers(engine)
        if not await answers.any():
            raise Failure(said.rate_none)
        while (blind := await answers.next_for(person)) is not None:
            print(_shown(blind, said))
            given = await asyncio.to_thread(_asked)
            if given is None:
                return
            await answers.rate(blind.id, person, given)
    print(said.rate_done)


def _asked() -> int | None:
    """The score; None: the person leaves. Raises `EOFError`."""
    while (line := input(_PROMPT).strip().casefold()) not in ("q", "quit", "exit"):
        if line in _SCORES:
            return _SCORES[line]
    return None


def _shown(blind: Blind, said: Words) -> str:
    card, question, reference = (
        text.replace("**", "") for text in (said.rate_card, said.rate_question, said.rate_reference)
    )
    parts = [card.format(left=blind.left), question.format(text=blind.question)]
    if blind.reference:
        parts.append(reference.format(text=blind.reference))
    parts.append(f"\n{blind.answer.strip() or said.rate_no_answer}\n")
    return plain("\n".join(parts))
