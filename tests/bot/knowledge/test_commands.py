"""What people say to the memory bank, and what others can't get at by it."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.base import Attachment, IncomingMessage
from agent.history import Outcome
from agent.profile import Language, Profile
from bot.desk.commands import Asked
from bot.knowledge.bank import Bank, asker_of
from bot.knowledge.commands import Remembering
from bot.training.consent import Consents
from bot.turns.replies import File
from bot.turns.turn import question_of
from storage.conversations import Conversations
from storage.engine import migrate, open_engine
from storage.knowledge import KnowledgeBase
from storage.personal import PersonalData
from tests.servers.site import FACT, Site
from tools.egress.guard import Guard
from tools.egress.policy import Policy, allowance_of

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass
class Place:
    """A platform on which files lie."""

    files: dict[str, bytes] = field(default_factory=dict)

    async def fetch(self, attachment: Attachment, limit: int) -> bytes:
        if attachment.handle not in self.files:
            raise FileNotFoundError(attachment.handle)
        if len(self.files[attachment.handle]) > limit:
            raise ValueError(attachment.handle)
        return self.files[attachment.handle]


class House:
    """A bank, the commands for it, and a platform with files."""

    def __init__(self, engine: AsyncEngine, consents: Consents) -> None:
        self.place = Place()
        self.consents = consents
        self.store = Conversations(engine)
        self.bank = Bank(KnowledgeBase(engine), clock=lambda: NOW)
        self.let_go: list[str] = []
        self.personal = PersonalData(engine)
        self.allow(Policy())

    def allow(self, policy: Policy) -> None:
        """Let the web be read by this policy from now on."""
        self.remembering = Remembering(
            self.bank,
            self.personal,
            guard=Guard(policy=policy),
            platforms={"telegram": self.place, "slack": self.place},
            forget_files=self._forget,
            consents=self.consents,
        )

    async def _forget(self, conversation: str) -> None:
        self.let_go.append(conversation)

    async def say(self, message: IncomingMessage, text: str, language: Language = "en") -> str:
        word, _, rest = text.removeprefix("/").partition(" ")
        return await self.remembering.by_word()[word](asked(message, word, rest, language))

    async def file(self, message: IncomingMessage, word: str) -> File | None:
        return await self.remembering.files()[word](asked(message, word))

    async def recalled(self, message: IncomingMessage, query: str) -> list[str]:
        return [each.text for each in await self.bank.recall(query, asker_of(message))]

    async def talk(self, message: IncomingMessage, text: str, answer: str) -> None:
        question = question_of(replace(message, text=text))
        await self.store.accept(question)
        await self.store.finish(question.turn_id, Outcome(answer=answer, reason="answered"), NOW)

    def attach(self, message: IncomingMessage, name: str, data: bytes) -> IncomingMessage:
        self.place.files[name] = data
        attachment = Attachment(name=name, media_type="", handle=name)
        return replace(message, attachments=(attachment,))


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    engine = open_engine(f"sqlite:///{tmp_path / 'kept.db'}")
    await migrate(engine)
    yield House(engine, Consents(path=tmp_path / "consents"))
    await engine.dispose()


def asked(message: IncomingMessage, word: str, text: str = "", language: Language = "en") -> Asked:
    return Asked(
        message=replace(message, command=word, text=text),
        profile=Profile(),
        language=language,
        owner=False,
        may_set=False,
    )


def message(sender: str, chat: str = "", *, event: str = "1", **more: object) -> IncomingMessage:
    changed: dict[str, object] = {"platform": "telegram", "direct": not chat, **more}
    return IncomingMessage(
        chat_id=chat or sender,
        message_id=event,
        event_id=f"{chat or sender}-{event}",
        sender_id=sender,
        sender_name=sender.title(),
        text="",
        sent_at=NOW,
        **changed,  # type: ignore[arg-type]
    )


ANN, BOB = message("ann"), message("bob")
ANN_IN_TEAM, BOB_IN_TEAM = message("ann", "team"), message("bob", "team")
EVE_IN_OTHERS = message("eve", "others")
SECRET = b"# Vault\nThe code of the vault is 4711."


async def test_a_file_is_learnt_recalled_and_forgotten(house: House) -> None:
    said = await house.say(house.attach(ANN, "vault.md", SECRET), "/learn")
    assert said.startswith("Learnt: vault\\.md (number 1)")
    assert "4711" in (await house.recalled(ANN, "What is the code of the vault?"))[0]
    again = await house.say(house.attach(ANN, "vault.md", SECRET), "/learn")
    assert again.startswith("I know vault\\.md already")
    assert "**1** vault\\.md" in await house.say(ANN, "/forget")
    assert await house.say(ANN, "/forget vault.md") == "Forgotten: vault\\.md."
    assert await house.recalled(ANN, "code of the vault") == []
    assert await house.say(ANN, "/forget") == "Nothing was learnt here yet."


async def test_pages_are_learnt_through_the_guard_where_the_operator_allows(house: House) -> None:
    async with Site() as site:
        site.pages["/vault"] = (
            "<title>Vault</title><article><p>The code of the vault is 4711.</p></article>"
        )
        address = f"http://127.0.0.1:{site.port}"
        house.allow(Policy(ports=frozenset({site.port}), allowed=(allowance_of(address),)))
        learn = f"/learn {address}/vault {address}/to?url={address}/pdf {address}/gone"
        vault, pdf, gone = (await house.say(ANN, learn)).splitlines()
        assert vault.startswith("Learnt: Vault (number 1)")
        assert pdf.startswith("Learnt: pdf") and "(number 2)" in pdf
        assert gone == f"{address}/gone answered 404"
        assert "I know Vault already" in await house.say(ANN, f"/learn {address}/vault")
    found = await house.bank.recall("What is the code of the vault?", asker_of(ANN))
    assert "4711" in found[0].text and found[0].source == f"{address}/vault"
    assert FACT in "".join(await house.recalled(ANN, "How high is the lighthouse of Pellworm?"))
    assert await house.recalled(BOB, "code of the vault") == []


async def test_a_changed_file_takes_the_place_of_the_old_one(house: House) -> None:
    await house.say(house.attach(ANN, "vault.md", SECRET), "/learn")
    await house.say(house.attach(ANN, "vault.md", b"The code of the vault is 9."), "/learn")
    assert await house.recalled(ANN, "code vault") == ["The code of the vault is 9."]


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("empty.txt", b"", "is empty"),
        ("big.txt", b"a" * 20_000_001, "larger than 20 MB"),
        ("table.xlsx", b"PK\x03\x04", "spreadsheets can't be read"),
        ("photo.png", b"\x89PNG\r\n\x1a\n", "can't be read"),
        ("damaged.pdf", b"%PDF-1.4 nothing", "damaged"),
    ],
)
async def test_what_cant_be_read_is_refused(house: House, name: str, data: bytes, why: str) -> None:
    assert why in await house.say(house.attach(ANN, name, data), "/learn")
    assert await house.bank.base.sources() == ()


async def test_a_file_that_is_gone_and_a_private_address_are_refused(house: House) -> None:
    lost = replace(ANN, attachments=(Attachment(name="a.md", media_type="", handle="gone"),))
    assert "could not get that file" in await house.say(lost, "/learn")
    assert "127.0.0.1" in await house.say(ANN, "/learn http://127.0.0.1:1/secret")
    assert "Give me something to learn" in await house.say(ANN, "/learn file:///etc/passwd")
    assert await house.bank.base.sources() == ()


async def test_what_a_room_learns_is_the_rooms(house: House) -> None:
    await house.say(house.attach(ANN_IN_TEAM, "vault.md", SECRET), "/learn")
    assert await house.recalled(BOB_IN_TEAM, "code vault")
    for stranger in (ANN, BOB, EVE_IN_OTHERS):
        assert await house.recalled(stranger, "code vault") == []
        assert "no 1 here" in await house.say(stranger, "/forget 1") or (
            "There is no" in await house.say(stranger, "/forget 1")
        )
    assert await house.recalled(BOB_IN_TEAM, "code vault")


async def test_a_persons_things_are_told_to_nobody_else(house: House) -> None:
    await house.say(house.attach(ANN, "vault.md", SECRET), "/learn")
    await house.say(ANN, "/remember My code is 4711.")
    await house.talk(ANN, "My code word is swordfish.", "Noted.")
    assert await house.recalled(ANN, "What is my code?")
    others = [
        BOB, ANN_IN_TEAM, BOB_IN_TEAM, EVE_IN_OTHERS, replace(ANN, platform="slack"),
        message("an"), message("ann2"), message("%"),
    ]  # fmt: skip
    for other in others:
        for query in ("What is my code?", "vault code 4711", "swordfish code word"):
            assert await house.recalled(other, query) == []
        for command in (
            "/forget",
            "/forget 1",
            "/memory",
            "/memory delete 2",
            "/learn",
            "/memory edit 2 Hacked.",
            "/export",
            "/erase everything",
        ):
            file = await house.file(other, "export")
            told = await house.say(other, command) + (file.text if file else "")
            assert not any(each in told for each in ("4711", "swordfish", "vault"))
    assert len(await house.recalled(ANN, "What is my code?")) == 3


async def test_facts_are_shown_changed_and_deleted(house: House) -> None:
    assert "remember nothing" in await house.say(ANN, "/memory")
    await house.say(ANN, "/remember I eat no fish.")
    shown = await house.say(ANN, "/memory")
    number = shown.split("**")[1]
    assert "I eat no fish" in shown
    assert await house.say(ANN, f"/memory edit {number} I eat no meat.") == "Changed."
    assert await house.recalled(ANN, "Hello!") == ["I eat no meat."]
    assert await house.say(ANN, f"/memory delete {number}") == "Forgotten."
    assert await house.recalled(ANN, "Hello!") == []
    assert "alone" in await house.say(ANN_IN_TEAM, "/remember I eat no fish.")
    assert "at most" in await house.say(ANN, "/remember " + "x" * 501)


async def test_the_export_holds_everything(house: House) -> None:
    await house.say(house.attach(ANN, "vault.md", SECRET), "/learn")
    await house.say(ANN, "/remember I eat no fish.")
    await house.talk(ANN, "```Hi```", "Hello")
    await house.talk(message("bob", event="2"), "Bob's words", "Yes")
    assert await house.say(ANN, "/export") == "All that is kept about you:"
    file = await house.file(ANN, "export")
    assert file is not None and file.name == "export.json" and "`" not in file.text
    kept = json.loads(file.text)
    assert [each["text"] for each in kept["remembered"]] == ["I eat no fish."]
    assert "4711" in kept["taught"][0]["text"]
    assert [each["question"] for each in kept["turns"]] == ["```Hi```"]
    assert "Bob" not in file.text and kept["training"] is False
    assert "alone" in await house.say(ANN_IN_TEAM, "/export")
    assert await house.file(ANN_IN_TEAM, "export") is None


async def test_erasing_leaves_nothing_of_the_person_and_all_of_others(house: House) -> None:
    await house.say(house.attach(ANN, "vault.md", SECRET), "/learn")
    await house.say(ANN, "/remember I eat no fish.")
    await house.talk(ANN, "My dog is called Rex.", "Fine.")
    await house.talk(ANN_IN_TEAM, "My cat is called Tom.", "Fine.")
    await house.talk(message("bob", "team", event="2"), "My cow is called Moo.", "Fine.")
    assert await house.recalled(BOB_IN_TEAM, "cat Tom")
    for person in (("telegram", "ann"), ("telegram", "bob")):
        house.consents.tell(person, given=True, at=NOW)
    assert "can't be undone" in await house.say(ANN, "/erase")
    assert len(house.consents.people()) == 2
    assert len(await house.recalled(ANN, "dog Rex")) == 2
    erasing = message("ann", event="9")
    assert (await house.say(erasing, "/erase everything")).startswith("Erased: 2 messages")
    assert house.consents.people() == {("telegram", "bob")}
    for query in ("dog Rex", "code vault", "fish"):
        assert await house.recalled(ANN, query) == []
    assert await house.recalled(BOB_IN_TEAM, "cat Tom") == []
    assert await house.recalled(BOB_IN_TEAM, "cow Moo")
    file = await house.file(ANN, "export")
    assert file is not None
    kept = file.text
    assert '"turns": []' in kept
    assert '"remembered": []' in kept
    assert house.let_go == ["telegram:ann", "telegram:team"]
    assert len((await house.store.history("telegram:team")).turns) == 1


@pytest.mark.parametrize("language", ["en", "zh", "ja"])
async def test_the_commands_speak_each_language(house: House, language: Language) -> None:
    for command in ("/learn", "/forget", "/remember", "/memory", "/erase"):
        assert await house.say(ANN, command, language)
