"""Files that people send on Telegram."""

import pytest

from adapters.base import Attachment
from tests.adapters.telegram.scene import scene


async def test_a_document_can_be_fetched() -> None:
    async with scene() as here:
        ann = here.telegram.person("Ann")
        post = ann.sends("notes.txt", b"buy bread", "text/plain", "what is this?")
        heard = await here.heard(post)
        (file,) = heard.attachments
        data = await here.adapter.fetch(file, 1000)
    assert heard.text == "what is this?"
    assert (file.name, file.media_type, file.size) == ("notes.txt", "text/plain", 9)
    assert data == b"buy bread"


async def test_of_a_photo_the_largest_size_counts() -> None:
    async with scene() as here:
        heard = await here.heard(here.telegram.person("Ann").shows(b"j" * 500, "who is this?"))
        (photo,) = heard.attachments
        data = await here.adapter.fetch(photo, 1000)
    assert (photo.media_type, photo.size, data) == ("image/jpeg", 500, b"j" * 500)


async def test_a_voice_note_is_marked_as_spoken() -> None:
    async with scene() as here:
        heard = await here.heard(here.telegram.person("Ann").speaks(b"OggS"))
        (voice,) = heard.attachments
        data = await here.adapter.fetch(voice, 1000)
    assert (voice.voice, voice.media_type, data) == (True, "audio/ogg", b"OggS")


async def test_a_file_comes_with_a_question_about_it() -> None:
    async with scene() as here:
        team = here.telegram.group("Team")
        ann, ben = here.telegram.person("Ann"), here.telegram.person("Ben")
        photo = ann.shows(b"jpeg", to=team)
        heard = await here.heard(ben.says("@kagent_bot who?", to=team, replying=photo))
    assert [file.media_type for file in heard.attachments] == ["image/jpeg"]


async def test_a_command_can_come_with_a_file() -> None:
    async with scene() as here:
        ann = here.telegram.person("Ann")
        heard = await here.heard(ann.sends("a.pdf", b"%PDF", "application/pdf", "/learn this"))
    assert (heard.command, heard.text, len(heard.attachments)) == ("learn", "this", 1)


@pytest.mark.parametrize("told", [True, False])
async def test_a_file_over_the_limit_is_not_fetched(told: bool) -> None:
    async with scene() as here:
        ann = here.telegram.person("Ann")
        heard = await here.heard(ann.sends("big.txt", b"x" * 2000, "text/plain"))
        handle = heard.attachments[0].handle
        size = 2000 if told else 0
        file = Attachment(name="big.txt", media_type="text/plain", handle=handle, size=size)
        with pytest.raises(ValueError, match="is over 1999 bytes"):
            await here.adapter.fetch(file, 1999)


async def test_what_is_too_big_for_bots_is_too_big() -> None:
    async with scene() as here:
        kept = here.telegram.world.keep_file("huge.bin", bytes((20 << 20) + 1), "")
        file = Attachment(name="huge.bin", media_type="", handle=kept["file_id"])
        with pytest.raises(ValueError, match="too big"):
            await here.adapter.fetch(file, 1 << 30)


async def test_a_file_that_is_gone_is_an_error_of_its_own() -> None:
    async with scene() as here:
        with pytest.raises(OSError, match="file_id"):
            await here.adapter.fetch(Attachment(name="a", media_type="", handle="none"), 10)


async def test_an_albums_parts_are_told_by_its_name() -> None:
    async with scene() as here:
        ann = here.telegram.person("Ann")
        ann.shows(b"one", media_group_id="777")
        ann.shows(b"two", "which is better?", media_group_id="777")
        await ann.until(lambda posts: len(posts) == 2)
        heard = list(here.desk.messages.values())
    assert [(each.album, each.text) for each in heard] == [("777", ""), ("777", "which is better?")]


async def test_in_a_group_the_whole_album_is_heard_when_one_part_names_the_bot() -> None:
    async with scene() as here:
        team = here.telegram.group("Team", privacy=False)
        ann = here.telegram.person("Ann")
        ann.shows(b"else", to=team, media_group_id="776")
        for data, caption in ((b"one", ""), (b"two", "@kagent_bot which?"), (b"three", "")):
            ann.shows(data, caption, to=team, media_group_id="777")
        await ann.until(lambda posts: len(posts) == 3, team)
        heard = list(here.desk.messages.values())
        files = [await here.adapter.fetch(each.attachments[0], 10) for each in heard]
    assert files == [b"one", b"two", b"three"]
    assert [each.text for each in heard] == ["", "which?", ""]
    assert {each.album for each in heard} == {"777"}


async def test_a_round_video_is_something_spoken() -> None:
    async with scene() as here:
        note = {**here.telegram.world.keep_file("", b"mp4", ""), "length": 240, "duration": 3}
        heard = await here.heard(here.telegram.person("Ann").says(video_note=note))
    assert [(each.voice, each.name) for each in heard.attachments] == [(True, "video-note.mp4")]


async def test_a_file_of_another_chat_comes_with_a_question_about_it() -> None:
    async with scene() as here:
        ann = here.telegram.person("Ann")
        kept = here.telegram.world.keep_file("a.pdf", b"%PDF", "application/pdf")
        origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Ben"}
        heard = await here.heard(
            ann.says("sum it up", external_reply={"origin": origin, "document": kept})
        )
    assert [each.name for each in heard.attachments] == ["a.pdf"]
