"""Files are part of a turn: read once, told to the agent now and later."""

import json
from typing import Any

from adapters.base import Attachment
from bot.files.files import Files
from bot.files.transcribing import Transcription
from tests.bot.files.samples import PNG
from tests.bot.turns.turning import House, eventually, loud, message
from tests.servers.transcription import TranscriptionServer


def sent(house: House, name: str, data: bytes, **more: Any) -> Attachment:
    house.board.files[name] = data
    return Attachment(name=name, media_type=more.pop("kind", ""), handle=name, **more)


def asked(house: House, place: int = -1) -> str:
    """The last message of a request to the model."""
    content = house.server.requests[place]["messages"][-1]["content"]
    return content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)


async def test_a_file_is_told_now_and_can_be_asked_about_later(house: House) -> None:
    house.server.add("Sales rose.", "By 3%.", "Which report?")
    report = sent(house, "report.txt", b"Sales rose by 3%.")
    async with house.turns(files=Files(house.folder / "files")) as turns:
        await turns.accept(message("Sum it up", attachments=(report,)))
        await house.board.answered("Sum it up")
        await turns.accept(message("By how much?"))
        await house.board.answered("By how much?")
        await house.store.reset("board:1")
        await turns.accept(message("What did it say?"))
        await house.board.answered("What did it say?")
    assert asked(house, 0).startswith("Sum it up\n[file report.txt]\n<data>File report.txt:\nSales")
    assert "Sales rose by 3%." in asked(house, 1)
    assert "Sales" not in asked(house, 2)
    assert house.board.fetched == ["report.txt"]


async def test_a_file_is_not_fetched_again_after_a_restart(house: House) -> None:
    house.server.add(loud("hey"), "Done.")
    house.hold = True
    report = sent(house, "report.txt", b"Sales rose.")
    async with house.turns(files=Files(house.folder / "files")) as turns:
        await turns.accept(message("Sum it up", attachments=(report,)))
        await eventually(lambda: house.shouted)
    house.hold = False
    async with house.turns(files=Files(house.folder / "files")):
        await house.board.answered("Sum it up")
    assert house.board.fetched == ["report.txt"]
    assert len(house.server.requests) == 2, "the model is not asked the same twice"
    (turn,) = (await house.store.history("board:1")).turns
    assert turn.question == "Sum it up\n[file report.txt]"


async def test_what_cant_be_read_is_said_above_the_answer_and_not_told_later(
    house: House,
) -> None:
    house.server.add("Hello!", "Again hello!")
    photo = sent(house, "photo.heic", b"x", kind="image/heic")
    async with house.turns(files=Files(house.folder / "files")) as turns:
        await turns.accept(message("Hi", attachments=(photo,)))
        await house.board.answered("Hi")
        await turns.accept(message("And?"))
        await house.board.answered("And?")
    final = house.board.final("Hi")
    assert final is not None
    assert final.text.startswith("📎 `photo.heic`: this kind of picture can't be read.")
    assert final.text.endswith("\n\nHello!")
    assert [each["content"] for each in house.server.requests[1]["messages"]] == [
        "Hi\n[file photo.heic, unread]", "Hello!", "And?",
    ]  # fmt: skip


async def test_only_what_cant_be_read_needs_no_model(house: House) -> None:
    voice = sent(house, "voice.ogg", b"OggS", voice=True)
    async with house.turns(files=Files(house.folder / "files")) as turns:
        await turns.accept(message("", attachments=(voice,), locale="zh-hans"))
        await house.board.answered("")
    final = house.board.final("")
    assert final is not None
    assert final.text == "📎 `voice.ogg`：这里没有设置语音转写，听不了语音。请用文字发送。"
    assert house.server.requests == []


async def test_voice_is_the_question(house: House) -> None:
    house.server.add("Five.")
    voice = sent(house, "voice.ogg", b"OggS", voice=True)
    with TranscriptionServer(replies=[(200, '{"text": "What is 2+3?"}')]) as ears:
        hears = Transcription(model="whisper-1", url=ears.url)
        files = Files(house.folder / "files", transcription=hears)
        async with house.turns(files=files) as turns:
            await turns.accept(message("", attachments=(voice,)))
            await house.board.answered("")
    final = house.board.final("")
    assert final is not None
    assert final.text == "> 🎤 What is 2+3?\n\nFive."
    assert asked(house) == "What is 2+3?"
    (turn,) = (await house.store.history("board:1")).turns
    assert turn.question == "What is 2+3?"


async def test_pictures_are_shown_now_and_for_what_is_asked_next(house: House) -> None:
    house.server.add("A dot.", "Red.")
    photo = sent(house, "photo.png", PNG)
    async with house.turns(files=Files(house.folder / "files")) as turns:
        await turns.accept(message("What is it?", attachments=(photo,)))
        await house.board.answered("What is it?")
        await turns.accept(message("Which colour?"))
        await house.board.answered("Which colour?")
    assert all("data:image/png;base64," in asked(house, place) for place in (0, 1))
