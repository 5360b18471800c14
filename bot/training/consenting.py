"""`/consent`: people say themselves whether their liked answers may be learnt from."""

import asyncio
from collections.abc import Mapping

from bot.desk.commands import Asked, Command
from bot.training.consent import Consents

_YES = ("yes", "on", "同意", "是", "はい")
_NO = ("no", "off", "不同意", "否", "いいえ")


class Consenting:
    """The command. What it keeps is of the person, wherever on the platform they say it."""

    def __init__(self, book: Consents) -> None:
        self._book = book

    def by_word(self) -> Mapping[str, Command]:
        return {"consent": self.consent}

    async def consent(self, asked: Asked) -> str:
        """`/consent` tells how it is, `/consent yes` and `/consent no` change it."""
        said, word = asked.words, asked.text.casefold().strip(" .!。！")
        message = asked.message
        person = (message.platform, message.sender_id)
        if word in _YES or word in _NO:
            given = word in _YES
            await asyncio.to_thread(self._book.tell, person, given=given, at=message.sent_at)
            return said.consent_given if given else said.consent_withdrawn
        given = person in await asyncio.to_thread(self._book.people)
        return f"{said.consents if given else said.consents_not}\n\n{said.consent_what}"
