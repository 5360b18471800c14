"""`/rate`: people score agents' answers one by one, and don't see whose they are."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from adapters.base import Button, IncomingMessage, Press
from agent.profile import Language
from benchmark.human import human_markdown, human_table
from bot.desk.commands import Asked, Command
from bot.desk.inert import inert
from bot.turns.turn import turn_id
from bot.words import Words, words
from storage.agent_answers import SKIPPED, AgentAnswers, Blind

CARD = "_rate"
"""The command that shows an answer; its text is the answer's id, "" when none is left."""

_TABLE = ("table", "表", "表格", "結果")
_SCORES = (1, 2, 3, 4, 5)
_SHOWN = 3000
"""Characters of a question and of its reference."""


class Rating:
    """Each answer is a message of its own, so that a score can be changed by its buttons.

    ``accept`` puts a message in line, whose answer is then shown; a message that was put there
    before changes nothing.
    """

    def __init__(
        self,
        answers: AgentAnswers,
        accept: Callable[[IncomingMessage], Awaitable[None]],
        clock: Callable[[], datetime],
    ) -> None:
        self._answers = answers
        self._accept = accept
        self._clock = clock

    def by_word(self) -> dict[str, Command]:
        return {"rate": self.rate, CARD: self.card}

    async def rate(self, asked: Asked) -> str:
        """`/rate` and `/rate table`."""
        said = asked.words
        if asked.text.casefold() in _TABLE:
            return await self._table(asked) if asked.owner else said.owners_only
        found = await self._answers.next_for(_person(asked.message))
        if found is None:
            return said.rate_done if await self._answers.any() else said.rate_none
        await self._show(asked.message, turn_id(asked.message), found)
        return said.rate_how.format(count=found.left)

    async def card(self, asked: Asked) -> str:
        """An answer to be rated."""
        said, message = asked.words, asked.message
        if not message.text:
            return said.rate_done
        found = await self._answers.blind(message.text, _person(message))
        if found is None:
            return said.gone
        whom = "" if message.direct else f"**{inert(message.sender_name)}** "
        return whom + card_text(found, said)

    def buttons(self, message: IncomingMessage, language: Language) -> tuple[Button, ...]:
        """Those under an answer."""
        if message.command != CARD or not message.text:
            return ()
        return tuple(
            Button(action="rate", label=label, subject=f"{message.text}.{score}")
            for score, label in labels(words(language))
        )

    async def press(self, press: Press, language: Language) -> str:
        """Keep the score, show the next answer unless that was done, and say what is kept."""
        said, person = words(language), f"{press.platform}:{press.sender_id}"
        answer, _, given = press.subject.rpartition(".")
        score = int(given) if given in map(str, (*_SCORES, SKIPPED)) else None
        if score is None or not await self._answers.rate(answer, person, score):
            return said.gone
        name = f"{press.conversation} {person} {answer}"
        await self._show(_message(press, self._clock()), name, await self._answers.next_for(person))
        return said.rate_skipped if score == SKIPPED else said.rate_kept.format(score=score)

    async def _table(self, asked: Asked) -> str:
        table = human_table(await self._answers.ratings())
        return human_markdown(table) or asked.words.rate_nobody

    async def _show(self, message: IncomingMessage, name: str, answer: Blind | None) -> None:
        """Show the answer where the message is; once under this name."""
        digest = hashlib.sha256(f"rate {name}".encode()).hexdigest()[:24]
        card = replace(
            message,
            event_id=f"rate-{digest}",
            command=CARD,
            text=answer.id if answer else "",
            quoted="",
            attachments=(),
        )
        await self._accept(card)


def labels(said: Words) -> list[tuple[int, str]]:
    """What may be given, and how the buttons for it are called."""
    return [*((score, str(score)) for score in _SCORES), (SKIPPED, said.skip_button)]


def card_text(blind: Blind, said: Words) -> str:
    """The answer with what it answers, as Markdown."""
    answer = blind.answer.strip() or said.rate_no_answer
    parts = [
        said.rate_card.format(left=blind.left),
        said.rate_question.format(text=inert(blind.question, _SHOWN)),
    ]
    if blind.reference:
        parts.append(said.rate_reference.format(text=inert(blind.reference, _SHOWN)))
    parts.append("\n".join(f"> {line}" for line in answer.splitlines()))
    return "\n\n".join(parts)


def _person(message: IncomingMessage) -> str:
    return f"{message.platform}:{message.sender_id}"


def _message(press: Press, now: datetime) -> IncomingMessage:
    """What was pressed, as if it had been said."""
    return IncomingMessage(
        platform=press.platform,
        chat_id=press.chat_id,
        thread_id=press.thread_id,
        message_id=press.message_id,
        event_id=press.event_id,
        sender_id=press.sender_id,
        sender_name=press.sender_name,
        text="",
        sent_at=now,
        direct=press.direct,
        groups=press.groups,
        locale=press.locale,
        handle=press.handle,
    )
