"""Small files of each kind, and messages that bring them."""

import base64
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from adapters.base import Attachment, IncomingMessage

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(*pages: str, password: str = "") -> bytes:
    """A PDF of these pages; a page without text is as a scan is."""
    writer = PdfWriter()
    for text in pages:
        page = writer.add_blank_page(width=300, height=300)
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        content = DecodedStreamObject()
        content.set_data(f"BT /F1 12 Tf 10 100 Td ({text}) Tj ET".encode() if text else b"")
        page[NameObject("/Contents")] = content
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def docx(body: str, *, start: str = "") -> bytes:
    """A Word document with this body in WordprocessingML (prefix w)."""
    document = f'{start}<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": document.encode()})


def locked(archive: bytes) -> bytes:
    """The zip file as one whose contents want a password."""
    data = bytearray(archive)
    for mark, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def zipped(files: Mapping[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


class Sent:
    """Files that people sent, as a platform holds them; counts how often each is fetched."""

    def __init__(self) -> None:
        self.fetched: list[str] = []
        self.down = 0
        self._files: dict[str, bytes] = {}

    def file(
        self, name: str, data: bytes, kind: str = "application/octet-stream", *, voice: bool = False
    ) -> Attachment:
        handle = f"{len(self._files)}:{name}"
        self._files[handle] = data
        return Attachment(name=name, media_type=kind, handle=handle, size=len(data), voice=voice)

    async def fetch(self, attachment: Attachment, limit: int) -> bytes:
        self.fetched.append(attachment.name)
        if self.down:
            self.down -= 1
            raise OSError("the connection was reset")
        data = self._files[attachment.handle]
        if len(data) > limit:
            raise ValueError("over the limit")
        return data


def message(*attachments: Attachment, text: str = "", event: str = "1") -> IncomingMessage:
    return IncomingMessage(
        platform="telegram",
        chat_id="7",
        message_id=event,
        event_id=event,
        sender_id="42",
        sender_name="Ann",
        text=text,
        sent_at=datetime(2026, 5, 1, tzinfo=UTC),
        attachments=attachments,
    )
