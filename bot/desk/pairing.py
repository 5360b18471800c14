"""Pairing: a stranger is told a code, and an owner lets them in by it or by a button."""

import hashlib
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime

from adapters.base import Button, IncomingMessage, Press, Reply
from agent.history import ConversationStore
from agent.profile import Language
from bot.desk.access import Access
from bot.desk.commands import Asked, Command, as_typed
from bot.desk.door import STRANGER
from bot.desk.inert import code as as_code
from bot.desk.inert import inert
from bot.desk.talking import moment
from bot.turns.turn import turn_id
from bot.words import language_of_locale, words
from storage.people import CODE_LASTS, Applicant, People

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without what looks alike: 0 and O, 1, I and L."""

_LENGTH = 8

Tell = Callable[[str, str, Reply, str], Awaitable[None]]
"""Says something to a chat: platform, chat, what, and a key under which it is said once.

It sees to failures by itself.
"""


class Pairing:
    """Pairing makes users, never owners. ``language`` is the one in which owners are told."""

    def __init__(
        self,
        *,
        people: People,
        access: Access,
        store: ConversationStore,
        tell: Tell,
        clock: Callable[[], datetime],
        language: Language = "en",
    ) -> None:
        self._people = people
        self._access = access
        self._store = store
        self._tell = tell
        self._clock = clock
        self._language = language

    def by_word(self) -> dict[str, Command]:
        return {STRANGER: self.greet, "approve": self.approve, "pair": self.pair}

    async def greet(self, asked: Asked) -> str:
        """What a stranger is told: in a chat of their own with a code.

        The code of an earlier attempt at this answer was told to nobody, and is replaced.
        """
        message = asked.message
        if not message.direct:
            return asked.words.stranger
        code = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
        applicant = Applicant(
            id=hashlib.sha256(f"pair {turn_id(message)}".encode()).hexdigest()[:24],
            platform=message.platform,
            person=message.sender_id,
            name=message.sender_name,
            chat=":".join(part for part in (message.chat_id, message.thread_id) if part),
            language=asked.language,
            asked_at=self._clock(),
        )
        if not await self._people.apply(applicant, code):
            return asked.words.stranger
        await self._tell_owners(applicant)
        minutes = int(CODE_LASTS.total_seconds() // 60)
        return asked.words.stranger_with_code.format(code=code, minutes=minutes)

    async def approve(self, asked: Asked) -> str:
        """`/approve CODE`."""
        if not asked.owner:
            return asked.words.owners_only
        code = "".join(char for char in asked.text.upper() if char.isalnum())
        if not code:
            return asked.words.approve_how
        approver, now = _approver(asked.message), self._clock()
        found = await self._people.approve(
            code, approver=approver, by=turn_id(asked.message), at=now
        )
        if found == "too many":
            end = await self._people.tries_end(approver, now)
            return asked.words.too_many_tries.format(time=moment(end.astimezone(now.tzinfo)))
        if found == "unknown":
            return asked.words.wrong_code
        await self._welcome(found)
        return asked.words.approved.format(name=inert(found.name), id=_id(found))

    async def pair(self, asked: Asked) -> str:
        """`/pair`, `/pair CODE` and `/pair remove platform:ID`."""
        if not asked.owner:
            return asked.words.owners_only
        word, _, rest = asked.text.partition(" ")
        match word.casefold():
            case "" | "list":
                return await self._list(asked)
            case "remove":
                return await self._remove(asked, rest.strip().strip("`"))
            case _:
                return await self.approve(asked)

    async def settle(self, press: Press, language: Language) -> str:
        """An owner pressed Approve or Refuse; the short words for them."""
        said = words(language)
        if not self._access.is_owner(press.platform, press.sender_id):
            return said.owners_only
        approved = press.action == "approve"
        found = await self._people.settle(
            press.subject,
            approver=f"{press.platform}:{press.sender_id}",
            by=f"{press.platform}:{press.event_id}",
            at=self._clock(),
            approved=approved,
        )
        if found is None:
            return said.settled
        if not approved:
            await self._forget(found)
            return said.is_refused
        await self._welcome(found)
        return said.is_let_in

    async def _list(self, asked: Asked) -> str:
        said = asked.words
        paired = [
            f"- {inert(each.name)} ({as_code(f'{each.platform}:{each.person}')},"
            f" {each.approved_at.astimezone(self._clock().tzinfo):%Y-%m-%d})"
            for each in await self._people.paired()
        ]
        waiting = [
            f"- {inert(each.name)} ({_id(each)})"
            for each in await self._people.waiting(self._clock())
        ]
        parts = ["\n".join([said.people, "", *paired]) if paired else said.nobody]
        if waiting:
            parts.append("\n".join([said.waiting, "", *waiting]))
        return "\n\n".join(parts)

    async def _remove(self, asked: Asked, who: str) -> str:
        platform, _, person = who.partition(":")
        if not (platform and person):
            return asked.words.remove_how
        removed = await self._people.remove(platform.casefold(), person)
        said = asked.words.removed if removed else asked.words.not_paired
        return said.format(id=as_code(who))

    async def _tell_owners(self, applicant: Applicant) -> None:
        said = words(self._language)
        reply = Reply(
            text=said.asks_in.format(name=inert(applicant.name), id=_id(applicant)),
            buttons=(
                Button(action="approve", label=said.approve_button, subject=applicant.id),
                Button(action="refuse", label=said.refuse_button, subject=applicant.id),
            ),
            final=True,
        )
        for owner in self._access.owners_on(applicant.platform):
            await self._tell(applicant.platform, owner, reply, f"ask-{applicant.id}")

    async def _welcome(self, applicant: Applicant) -> None:
        said = words(language_of_locale(applicant.language) or "en")
        text = as_typed(said.let_in, applicant.platform)
        reply = Reply(text=text, final=True)
        await self._tell(applicant.platform, applicant.chat, reply, f"in-{applicant.id}")
        await self._forget(applicant)

    async def _forget(self, applicant: Applicant) -> None:
        """Keep nothing of the answer in which the code was told."""
        await self._store.delete(f"{applicant.platform}:{applicant.chat}#commands")


def _approver(message: IncomingMessage) -> str:
    return f"{message.platform}:{message.sender_id}"


def _id(applicant: Applicant) -> str:
    return as_code(f"{applicant.platform}:{applicant.person}")
