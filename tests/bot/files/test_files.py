"""Files become what the agent is told, once, and what can't be read is said in one sentence."""

import base64
import json
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.base import Attachment
from bot.config import SettingsError, load_settings
from bot.files.files import Files, open_files, transcription
from bot.files.pdf import pdf_pages
from bot.files.read import Read, without_heading
from bot.files.text import LONGEST
from bot.files.transcribing import Transcription
from bot.files.words import Unreadable
from tests.bot.files.samples import PNG, Sent, docx, locked, message, pdf, zipped
from tests.servers.transcription import TranscriptionServer


@pytest.fixture
def sent() -> Sent:
    return Sent()


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "files", waits=(0, 0))


async def test_text_files_are_told_by_name(files: Files, sent: Sent) -> None:
    notes = sent.file("notes.txt", "会议在周一。".encode("gbk"), "text/plain")
    code = sent.file("a.py", b"print(1)\n")
    read = await files.read(message(notes, code, text="What is it?"), sent.fetch)
    assert read.text == "File notes.txt:\n会议在周一。\n\nFile a.py:\nprint(1)"
    assert read.problems == ()
    assert read.told("What is it?") == "What is it?\n[file notes.txt]\n[file a.py]"
    assert read.heading == ""


async def test_a_page_is_told_without_its_markup(files: Files, sent: Sent) -> None:
    page = sent.file("a.html", b"<html><script>evil()</script><p>Opening hours: 9 to 5</p></html>")
    assert (await files.read(message(page), sent.fetch)).text == (
        "File a.html:\nOpening hours: 9 to 5"
    )


async def test_a_pdf_is_told_page_by_page(files: Files, sent: Sent) -> None:
    report = sent.file("report.pdf", pdf("Sales rose", "Costs fell"), "application/pdf")
    read = await files.read(message(report), sent.fetch)
    assert read.text == ("PDF of 2 pages report.pdf:\n[page 1]\nSales rose\n[page 2]\nCosts fell")
    assert read.told("") == "[PDF of 2 pages report.pdf]"


async def test_a_document_keeps_its_headings_lists_and_tables(files: Files, sent: Sent) -> None:
    body = (
        '<w:p><w:pPr><w:pStyle w:val="Heading2"/></w:pPr><w:r><w:t>Plan</w:t></w:r></w:p>'
        '<w:p><w:r><w:t xml:space="preserve">We </w:t></w:r><w:del><w:r><w:delText>never '
        "</w:delText></w:r></w:del><w:r><w:t>agree</w:t><w:tab/><w:t>all</w:t></w:r></w:p>"
        '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>first</w:t></w:r>'
        "</w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    plan = sent.file("plan.docx", docx(body))
    read = await files.read(message(plan), sent.fetch)
    assert read.text == "Document plan.docx:\n## Plan\nWe agree\tall\n- first\na | b"


async def test_pictures_are_for_the_model_to_look_at(files: Files, sent: Sent) -> None:
    photo = sent.file("photo.jpg", PNG, "image/jpeg")
    read = await files.read(message(photo), sent.fetch)
    assert [(image.media_type, base64.b64decode(image.data)) for image in read.images] == [
        ("image/png", PNG)
    ]
    assert (read.anything, read.told("")) == (True, "[picture photo.jpg]")


@pytest.mark.parametrize(
    ("name", "kind", "data", "said"),
    [
        ("photo.heic", "image/heic", b"\0\0\0\x18ftypheic", "Send PNG or JPEG"),
        ("photo", "image/tiff", b"II*\0", "Send PNG or JPEG"),
        ("old.doc", "application/msword", b"\xd0\xcf\x11\xe0" + bytes(9), "PDF or DOCX"),
        ("sums.xlsx", "", zipped({"xl/workbook.xml": b"<x/>"}), "CSV"),
        ("talk", "", zipped({"ppt/presentation.xml": b"<x/>"}), "as PDF"),
        ("film.mp4", "video/mp4", b"\0\0\0\x18ftypmp42", "videos can't be watched"),
        ("x.bin", "", b"\x7fELF\x02" + bytes(99), "this kind of file"),
        ("x.zip", "", zipped({"a.txt": b"a"}), "this kind of file"),
        ("none.txt", "text/plain", b"", "is empty"),
        ("blank.txt", "text/plain", b" \n ", "is empty"),
        ("scan.pdf", "", pdf("", ""), "is it a scan"),
        ("secret.pdf", "", pdf("x", password="pw"), "locked with a password"),
        ("broken.pdf", "", b"%PDF-1.7 nothing more", "is damaged"),
        ("broken.docx", "", docx("<w:p>"), "is damaged"),
        ("none.docx", "", docx("<w:p/>"), "is empty"),
        ("deep.docx", "", docx("<w:p>" * 9000 + "</w:p>" * 9000), "is damaged"),
        ("locked.docx", "", locked(docx("<w:p/>")), "locked with a password"),
        ("lol.docx", "", docx("&x;", start='<!DOCTYPE x [<!ENTITY x "lol">]>'), "is damaged"),
        ("bomb.docx", "", docx(" " * 41_000_000), "is larger than 40 MB"),
        ("voice.ogg", "audio/ogg", b"OggS", "no transcription is set up"),
    ],
)
async def test_what_cant_be_read_is_said_and_the_rest_is_answered(
    files: Files, sent: Sent, name: str, kind: str, data: bytes, said: str
) -> None:
    good = sent.file("good.txt", b"good")
    read = await files.read(message(sent.file(name, data, kind), good), sent.fetch)
    assert len(read.problems) == 1
    assert read.problems[0].startswith(f"`{name}`")
    assert said in read.problems[0]
    assert read.text == "File good.txt:\ngood"
    assert read.told("Hi") == f"Hi\n[file {name}, unread]\n[file good.txt]"
    assert read.heading == f"📎 {read.problems[0]}\n\n"


@pytest.mark.parametrize(("language", "word"), [("zh", "请"), ("ja", "ください"), ("fr", "Send")])
async def test_problems_are_said_in_the_persons_language(
    files: Files, sent: Sent, language: str, word: str
) -> None:
    strange = sent.file("photo.heic", b"x", "image/heic")
    (problem,) = (await files.read(message(strange), sent.fetch, language)).problems
    assert "`photo.heic`" in problem
    assert word in problem


async def test_limits_of_size_and_number(files: Files, sent: Sent) -> None:
    large = Attachment(name="large.txt", media_type="", handle="?", size=20_000_001)
    untold = replace(sent.file("untold.txt", bytes(20_000_001)), size=0)
    many = [sent.file(f"{n}.txt", b"x") for n in range(10)]
    read = await files.read(message(large, untold, *many), sent.fetch)
    assert "large.txt" not in sent.fetched
    assert [problem.partition(". ")[0] for problem in read.problems] == [
        "`large.txt` is larger than 20 MB",
        "`untold.txt` is larger than 20 MB",
        "Only the first 10 files were read",
    ]
    assert read.text.count("File ") == 8


async def test_long_texts_and_many_large_pictures_are_cut(files: Files, sent: Sent) -> None:
    long = sent.file("long.txt", b"x" * (LONGEST + 1))
    large = [sent.file(f"{n}.png", PNG + bytes(11_000_000)) for n in range(2)]
    read = await files.read(message(long, *large), sent.fetch)
    assert len(read.text) == LONGEST + len("File long.txt:\n")
    assert read.problems == (
        "`long.txt` is long: only its first part was read (200,000).",
        "`1.png`: the pictures are too large together. Send it in a message of its own.",
    )
    assert len(read.images) == 1


async def test_a_long_pdf_is_read_as_far_as_it_goes(files: Files, sent: Sent) -> None:
    long = sent.file("long.pdf", pdf("x" * LONGEST, "never read"))
    read = await files.read(message(long), sent.fetch)
    assert read.text.startswith("PDF of 2 pages long.pdf:\n[page 1]\nxxx")
    assert "never" not in read.text
    assert read.problems == ("`long.pdf` is long: only its first part was read (1/2).",)


@pytest.mark.parametrize(
    ("data", "kind"), [(b"GIF89a", "image/gif"), (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp")]
)
async def test_other_pictures_that_models_take(
    files: Files, sent: Sent, data: bytes, kind: str
) -> None:
    (image,) = (await files.read(message(sent.file("a", data)), sent.fetch)).images
    assert image.media_type == kind


async def test_a_file_is_read_once_for_good(tmp_path: Path, sent: Sent) -> None:
    report = sent.file("report.txt", b"Sales rose")
    first = await Files(tmp_path / "files").read(message(report), sent.fetch)
    again = Files(tmp_path / "files")
    assert await again.read(message(report, event="retry"), sent.fetch) == first
    assert sent.fetched == ["report.txt"]
    kept = [path for path in (tmp_path / "files").glob("*/*")]
    assert [stat.S_IMODE(path.stat().st_mode) for path in kept] == [0o600]
    kept[0].write_text("{")
    assert await again.read(message(report), sent.fetch) == first
    assert sent.fetched == ["report.txt", "report.txt"]


async def test_a_file_that_did_not_come_is_asked_for_again(files: Files, sent: Sent) -> None:
    report = sent.file("report.txt", b"Sales rose")
    sent.down = 2
    assert (await files.read(message(report), sent.fetch)).problems == ()
    other = sent.file("other.txt", b"Costs fell")
    sent.down = 3
    (problem,) = (await files.read(message(other), sent.fetch)).problems
    assert problem == "`other.txt` could not be fetched. Please send it again."
    assert (await files.read(message(other), sent.fetch)).text == "File other.txt:\nCosts fell"


async def test_a_disk_that_is_full_keeps_nobody_from_an_answer(tmp_path: Path, sent: Sent) -> None:
    (tmp_path / "files").write_text("in the way")
    note = sent.file("a.txt", b"x")
    read = await Files(tmp_path / "files").read(message(note), sent.fetch)
    assert read.text == "File a.txt:\nx"


async def test_earlier_files_can_be_asked_about_until_forgotten(files: Files, sent: Sent) -> None:
    one = message(sent.file("1.txt", b"first"), sent.file("1.png", PNG), event="1")
    two = message(sent.file("2.txt", b"x" * 59_000), event="2")
    plain, unread = message(text="Hi", event="3"), message(sent.file("4.txt", b"?"), event="4")
    for each in (one, two):
        await files.read(each, sent.fetch)
    earlier = await files.earlier([one, plain, two, unread])
    assert earlier.text.startswith("File 1.txt:\nfirst\n\nFile 2.txt:\nxxx")
    assert len(earlier.images) == 1
    third = message(sent.file("5.txt", b"y" * 60_000), event="5")
    await files.read(third, sent.fetch)
    assert "1.txt" not in (await files.earlier([one, two, third])).text
    await files.forget(one.conversation)
    assert not (await files.earlier([one, two, third])).anything


def age(folder: Path) -> None:
    for kept in folder.glob("*/*"):
        os.utime(kept, (0, 0))


async def test_old_files_are_let_go(tmp_path: Path, sent: Sent) -> None:
    files = Files(tmp_path)
    old, new = message(sent.file("a", b"old")), message(sent.file("b", b"new"))
    await files.read(old, sent.fetch)
    age(tmp_path)
    await files.read(new, sent.fetch)
    await files.tidy()
    assert (await files.earlier([old, new])).text == "File b:\nnew"


async def test_a_pdf_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(Unreadable, match="too_slow"):
        await pdf_pages(pdf("one", "two"), patience=-1)


async def test_voice_is_part_of_the_question(tmp_path: Path, sent: Sent) -> None:
    voice = sent.file("voice.oga", b"OggS-sound", "audio/ogg", voice=True)
    song = sent.file("talk.mp3", b"ID3", "audio/mpeg")
    replies = [(200, json.dumps({"text": " What is\u202e 2+3? "}))]
    with TranscriptionServer(replies=replies) as server:
        hears = Transcription(model="whisper-1", url=server.url, key="sk-1", waits=())
        files = Files(tmp_path, transcription=hears)
        read = await files.read(message(voice), sent.fetch)
        again = await files.read(message(voice), sent.fetch)
        heard = await files.read(message(song), sent.fetch)
    assert read == again
    assert (read.spoken, read.told(""), read.anything) == ("What is 2+3?", "What is 2+3?", True)
    assert read.heading == "> 🎤 What is 2+3?\n\n"
    assert heard.text == "Sound talk.mp3, transcribed:\nWhat is 2+3?"
    first, second = server.requests
    assert (first.path, first.key) == ("/v1/audio/transcriptions", "sk-1")
    assert b"whisper-1" in first.body
    assert b'filename="voice.ogg"' in first.body
    assert b"OggS-sound" in first.body
    assert b'filename="voice.mp3"' in second.body


@pytest.mark.parametrize(
    ("replies", "said", "asked"),
    [
        ([(503, ""), (429, ""), (200, '{"text": "Hello"}')], "", 3),
        ([(500, "")], "could not be transcribed just now", 3),
        ([(401, "")], "the transcription service refuses", 1),
        ([(200, "<html>")], "the transcription service refuses", 1),
        ([(400, "")], "is damaged", 1),
        ([(200, '{"text": " "}')], "no words could be heard", 1),
    ],
)
async def test_a_service_that_fails(
    tmp_path: Path, sent: Sent, replies: list[tuple[int, str]], said: str, asked: int
) -> None:
    voice = sent.file("voice.ogg", b"OggS", "audio/ogg", voice=True)
    with TranscriptionServer(replies=replies) as server:
        hears = Transcription(model="whisper-1", url=server.url, waits=(0, 0))
        read = await Files(tmp_path, transcription=hears).read(message(voice), sent.fetch)
    assert said in "".join(read.problems)
    assert (read.spoken == "Hello") == (said == "")
    assert len(server.requests) == asked


async def test_a_service_that_is_not_there(tmp_path: Path, sent: Sent) -> None:
    voice = sent.file("voice.ogg", b"OggS", "audio/ogg", voice=True)
    hears = Transcription(model="whisper-1", url="http://127.0.0.1:1/v1", waits=(0,))
    read = await Files(tmp_path, transcription=hears).read(message(voice), sent.fetch)
    assert "just now" in read.problems[0]
    assert not read.anything


def test_the_settings_say_who_hears(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert transcription(load_settings(None)) is None
    monkeypatch.setenv("KAGENT_TRANSCRIPTION_MODEL", "whisper-1")
    with pytest.raises(SettingsError, match="KAGENT_TRANSCRIPTION_URL must be set too"):
        load_settings(None)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-model")
    service = transcription(load_settings(None))
    assert service is not None
    assert (service.url, service.key) == ("https://api.openai.com/v1", "sk-model")
    monkeypatch.setenv("KAGENT_TRANSCRIPTION_URL", "http://ears/v1/audio/transcriptions")
    service = transcription(load_settings(None))
    assert service is not None
    assert (service.url, service.key) == ("http://ears/v1", "")
    monkeypatch.setenv("KAGENT_TRANSCRIPTION_KEY", "sk-ears")
    service = transcription(load_settings(None))
    assert service is not None
    assert service.key == "sk-ears"
    monkeypatch.delenv("KAGENT_TRANSCRIPTION_MODEL")
    with pytest.raises(SettingsError, match="KAGENT_TRANSCRIPTION_MODEL must be set too"):
        load_settings(None)


@pytest.mark.parametrize(
    ("value", "vision"), [("yes", True), ("NO", False), ("auto", None), ("", None)]
)
def test_the_settings_say_whether_pictures_are_shown(
    monkeypatch: pytest.MonkeyPatch, value: str, vision: bool | None
) -> None:
    monkeypatch.setenv("KAGENT_VISION", value)
    assert load_settings(None).vision is vision
    monkeypatch.setenv("KAGENT_VISION", "perhaps")
    with pytest.raises(SettingsError, match="KAGENT_VISION: must be yes, no or auto"):
        load_settings(None)


async def test_what_is_read_is_kept_in_the_data_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sent: Sent
) -> None:
    monkeypatch.setenv("KAGENT_DATA_DIR", str(tmp_path))
    await open_files(load_settings(None)).read(message(sent.file("a.txt", b"x")), sent.fetch)
    assert len(list((tmp_path / "files").glob("*/*.json"))) == 1


def test_the_heading_is_not_told_later() -> None:
    read = Read(spoken="Hello\nthere", problems=("`a`: no.", "Only the first 8 files were read."))
    assert read.heading.count("\n\n") == 3
    assert without_heading(f"{read.heading}> a quote\n\nAn answer.") == "> a quote\n\nAn answer."
    assert without_heading(read.heading.strip()) == ""
    assert without_heading("An answer.\n\n📎 is a clip") == "An answer.\n\n📎 is a clip"
