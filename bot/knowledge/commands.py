"""People's words for the memory bank: learning, forgetting, and what is kept about them.

No tool comes here: only what a person types may write memory.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping

from adapters.base import Attachment, IncomingMessage
from agent.knowledge import person_scope
from bot.desk.commands import Asked, Command, Enclosing
from bot.desk.inert import inert
from bot.failures import Failure
from bot.knowledge.bank import Bank, asker_of
from bot.knowledge.reading import (
    LIMIT,
    Document,
    NotReadable,
    is_address,
    read_address,
    read_data,
)
from bot.knowledge.words import LANGUAGES, Words
from bot.training.consent import Consents
from bot.turns.answering import Source as Platform
from bot.turns.replies import File
from bot.turns.turn import turn_id
from storage.knowledge import Fact, Source
from storage.personal import PersonalData
from tools.egress.guard import Guard

_MOST_SOURCES = 500
_MOST_FACTS = 100
_LONGEST_FACT = 500
_CONFIRMED = ("everything", "全部", "すべて")


class Remembering:
    """The commands. ``forget_files`` lets go of what is kept of a conversation's files.

    ``consents`` are those to training.
    """

    def __init__(
        self,
        bank: Bank,
        personal: PersonalData,
        *,
        guard: Guard,
        platforms: Mapping[str, Platform],
        forget_files: Callable[[str], Awaitable[None]],
        consents: Consents,
    ) -> None:
        self._bank = bank
        self._personal = personal
        self._guard = guard
        self._platforms = platforms
        self._forget_files = forget_files
        self._consents = consents

    def by_word(self) -> dict[str, Command]:
        return {
            "learn": self.learn,
            "forget": self.forget,
            "remember": self.remember,
            "memory": self.memory,
            "export": self.export,
            "erase": self.erase,
        }

    def files(self) -> dict[str, Enclosing]:
        """What goes with the answers."""
        return {"export": self.exported}

    async def learn(self, asked: Asked) -> str:
        """`/learn <address>`, or with files: known from now on to the person, or to the room."""
        said = _words(asked)
        addresses = [word for word in asked.text.split() if is_address(word)]
        if not (addresses or asked.message.attachments):
            known = await self._bank.base.sources(asker_of(asked.message).scopes)
            return f"{said.learn_how}\n\n{_listed(said, known)}" if known else said.learn_how
        told = [await self._learnt(asked, self._page(asked, each)) for each in addresses]
        told += [
            await self._learnt(asked, self._file(asked, each)) for each in asked.message.attachments
        ]
        return "\n".join(told)

    async def _learnt(self, asked: Asked, reading: Awaitable[Document]) -> str:
        said, scope = _words(asked), _scope(asked)
        try:
            document = await reading
            if len(await self._bank.base.sources([scope])) >= _MOST_SOURCES:
                return said.too_many.format(limit=_MOST_SOURCES)
            new = await self._bank.learn(document, scope)
        except (NotReadable, Failure) as error:
            return str(error)
        title = inert(document.title)
        source = await self._bank.base.known(scope, document.place)
        number = source.number if source else 0
        return (said.learnt if new else said.known).format(title=title, number=number)

    async def _page(self, asked: Asked, address: str) -> Document:
        return await read_address(self._guard, address, asked.language)

    async def _file(self, asked: Asked, attachment: Attachment) -> Document:
        said = _words(asked)
        fetch = self._platforms[asked.message.platform].fetch
        try:
            data = await fetch(attachment, LIMIT)
        except ValueError:
            data = bytes(LIMIT + 1)
        except OSError:
            raise NotReadable(said.not_fetched) from None
        name = attachment.name
        return await read_data(name, data, place=name, language=asked.language)

    async def forget(self, asked: Asked) -> str:
        """`/forget <number or name>`."""
        said = _words(asked)
        scopes = asker_of(asked.message).scopes[1:]
        known = await self._bank.base.sources(scopes)
        if not asked.text:
            return f"{said.which}\n\n{_listed(said, known)}" if known else said.nothing_learnt
        wanted = asked.text.lstrip("#").casefold()
        names = {each.number: (each.title.casefold(), each.place.casefold()) for each in known}
        found = [each for each in known if wanted in (str(each.number), *names[each.number])]
        if not found:
            return said.not_there.format(what=inert(asked.text))
        for each in found:
            await self._bank.base.forget(each.number, scopes)
        titles = ", ".join(inert(each.title) for each in found)
        return said.forgotten.format(title=titles)

    async def remember(self, asked: Asked) -> str:
        """`/remember <fact>`."""
        said, fact = _words(asked), " ".join(asked.text.split())
        if not asked.message.direct:
            return said.only_alone
        if not fact:
            return said.remember_how
        facts = await self._bank.base.facts(_person(asked))
        if len(fact) > _LONGEST_FACT or len(facts) >= _MOST_FACTS:
            return said.too_long.format(limit=_LONGEST_FACT, count=_MOST_FACTS)
        await self._bank.base.remember(_person(asked), fact, asked.message.sent_at)
        return said.remembered

    async def memory(self, asked: Asked) -> str:
        """`/memory`, `/memory edit <number> <text>`, `/memory delete <number>`."""
        said = _words(asked)
        if not asked.message.direct:
            return said.only_alone
        word, _, rest = asked.text.partition(" ")
        number, _, fact = rest.strip().lstrip("#").partition(" ")
        match word.casefold():
            case "edit" if number.isdecimal() and fact.strip():
                return await self._edited(asked, int(number), " ".join(fact.split()))
            case "delete" if number.isdecimal():
                done = await self._bank.base.unlearn(_person(asked), int(number))
                return said.deleted if done else await self._facts(asked)
            case _:
                return await self._facts(asked)

    async def _edited(self, asked: Asked, number: int, fact: str) -> str:
        said = _words(asked)
        if len(fact) > _LONGEST_FACT:
            return said.too_long.format(limit=_LONGEST_FACT, count=_MOST_FACTS)
        done = await self._bank.base.reword(_person(asked), number, fact)
        return said.changed if done else await self._facts(asked)

    async def _facts(self, asked: Asked) -> str:
        said = _words(asked)
        facts = await self._bank.base.facts(_person(asked))
        if not facts:
            return said.no_memory
        how = "`/memory edit N …` · `/memory delete N`"
        return "\n".join((said.memory, "", *map(_fact, facts), "", how))

    async def export(self, asked: Asked) -> str:
        """`/export`: everything, in a file beside this answer."""
        said = _words(asked)
        return said.exported if asked.message.direct else said.only_alone

    async def exported(self, asked: Asked) -> File | None:
        """The file of `/export`: everything as JSON."""
        message = asked.message
        if not message.direct:
            return None
        kept = await self._personal.export(message.platform, message.sender_id)
        people = await asyncio.to_thread(self._consents.people)
        kept["training"] = (message.platform, message.sender_id) in people
        text = json.dumps(kept, ensure_ascii=False, indent=1).replace("`", "\\u0060")
        return File(name="export.json", media_type="application/json", text=text)

    async def erase(self, asked: Asked) -> str:
        """`/erase everything`."""
        said, message = _words(asked), asked.message
        if not message.direct:
            return said.only_alone
        if asked.text.casefold() not in _CONFIRMED:
            return said.erase_how
        await self._withdraw(message)
        mine = await self._personal.conversations(message.platform, message.sender_id)
        turns = await self._personal.erase(
            message.platform, message.sender_id, besides=turn_id(message)
        )
        for conversation in sorted({*mine, message.conversation}):
            await self._forget_files(conversation)
        return said.erased.format(turns=turns)

    async def _withdraw(self, message: IncomingMessage) -> None:
        """Take back the consent to training. Who never gave one isn't written down for this."""
        person = (message.platform, message.sender_id)
        if person in await asyncio.to_thread(self._consents.people):
            at = message.sent_at
            await asyncio.to_thread(self._consents.tell, person, given=False, at=at)


def _words(asked: Asked) -> Words:
    return LANGUAGES[asked.language]


def _person(asked: Asked) -> str:
    return person_scope(f"{asked.message.platform}:{asked.message.sender_id}")


def _scope(asked: Asked) -> str:
    """For whom it is learnt: the person where they are alone, else everybody in the room."""
    asker = asker_of(asked.message)
    return person_scope(asker.person) if asker.person else asker.scopes[2]


def _listed(said: Words, known: tuple[Source, ...]) -> str:
    lines = (f"- **{each.number}** {inert(each.title)} ({each.at:%Y-%m-%d})" for each in known)
    return "\n".join((said.sources, *lines))


def _fact(fact: Fact) -> str:
    return f"- **{fact.number}** {inert(fact.text, _LONGEST_FACT)} ({fact.at:%Y-%m-%d})"
