"""The doctor's look at what hears: a moment of silence is sent to it."""

import wave
from io import BytesIO

from adapters.base import Attachment
from bot.config import Settings
from bot.files.files import transcription
from bot.files.words import Unreadable
from bot.findings import Finding, fail, off, well

_NAME = "Voice"
_RATE = 16_000
_SILENCE = Attachment(name="silence.wav", media_type="audio/wav", handle="", voice=True)


async def voice(settings: Settings) -> Finding:
    """Whether voice messages are understood."""
    service = transcription(settings)
    if service is None:
        return off(_NAME, "KAGENT_TRANSCRIPTION_MODEL is not set: voice is not understood")
    try:
        await service.hear(_SILENCE, _silence())
    except Unreadable as error:
        if error.why != "silent":
            return fail(_NAME, f"{service.model} at {service.url} {_said(error)}", _MEND)
    return well(_NAME, f"{service.model} at {service.url} hears")


_MEND = (
    "Mend KAGENT_TRANSCRIPTION_MODEL, KAGENT_TRANSCRIPTION_URL and KAGENT_TRANSCRIPTION_KEY, or "
    "take them out."
)


def _said(error: Unreadable) -> str:
    match error.why:
        case "voice_refused":
            return "refuses (key, model or address)"
        case "damaged":
            return "does not take such a request"
        case _:
            return "does not answer"


def _silence() -> bytes:
    """Half a second of it, as WAV."""
    out = BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(_RATE)
        sound.writeframes(bytes(_RATE))
    return out.getvalue()
